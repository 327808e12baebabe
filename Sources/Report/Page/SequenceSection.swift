// The page's answer to MoSE's claim, made from what the claims are made of.

internal import Formats
internal import Statistics

/// Whether MoSE is best on both tasks of its own sequences.
struct SequenceSection {
  let study: Study

  var markdown: String {
    guard let records = study.experiment(SequenceStudy.modes),
      records.sweep.arms.contains(SequenceStudy.mose)
    else { return "" }
    let sweep = records.sweep
    let nmse = MoSEComparison.all(sweep, rivals: SequenceStudy.alternatives, .nmse)
    let raw = MoSEComparison.all(sweep, rivals: SequenceStudy.alternatives, .raw)
    guard !nmse.isEmpty else { return "" }
    let answer = Self.answer(
      nmse: IntersectionUnion.finding(nmse.map(\.part)),
      raw: IntersectionUnion.finding(raw.map(\.part)))
    return "## Sequences: does MoSE's claim come out?\n\n"
      + [
        ([answer, Self.comparisons(nmse, unit: "NMSE")]
          + (Self.sorts(nmse) == Self.sorts(raw)
            ? [] : [Self.comparisons(raw, unit: "raw MSE")]))
          .joined(separator: " "),
        margins, beyond(sweep),
        SequenceReference.all(in: records).first { $0.name == "floor" }.map {
          Self.floors(
            SequenceErrors(records, published: study.published, references: [$0]), sweep)
        } ?? "",
        published(records),
      ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// The claim that MoSE is best on both tasks, in words.
  static func answer(nmse: Finding, raw: Finding) -> String {
    func words(_ finding: Finding) -> String {
      switch finding {
      case .reproduced: "best on both tasks"
      case .contradicted: "not best on both tasks"
      default: "undecided"
      }
    }
    guard nmse == raw else {
      return
        "**It depends on the metric**: by NMSE MoSE is \(words(nmse)), by raw MSE \(words(raw))."
    }
    switch nmse {
    case .reproduced:
      return "**MoSE is best on both tasks here**: no alternative comes near enough for doubt."
    case .contradicted:
      return "**MoSE is not best on both tasks here**: some alternative is significantly better."
    default:
      return
        "**Undecided**: MoSE is not shown to be better than every alternative, and none is shown to be better than it."
    }
  }

  /// What became of every comparison.
  private static func sorts(_ comparisons: [MoSEComparison]) -> [Finding] {
    let reversed = IntersectionUnion.areBelowMargin(comparisons.map(\.part))
    return zip(comparisons, reversed).map { comparison, isReversed in
      CommonRule.finding(
        lower: Estimate(comparison.part.values)?.lower, upper: isReversed ? -1 : nil, margin: 0)
    }
  }

  /// Which comparisons pass, which are reversed, and which are neither.
  static func comparisons(_ comparisons: [MoSEComparison], unit: String) -> String {
    let sorts = sorts(comparisons)
    func names(_ finding: Finding) -> [String] {
      zip(comparisons, sorts).filter { $0.1 == finding }.map { comparison, _ in
        let mean = Summary(comparison.part.values).map { " (\(Phrase.signed($0.mean)))" } ?? ""
        return comparison.part.name + mean
      }
    }
    let (passed, reversed) = (names(.reproduced), names(.contradicted))
    let open = names(.inconclusive)
    var sentences = [
      "By \(unit), \(passed.count) of \(Phrase.count(comparisons.count, "comparison")) with an alternative on a task come "
        + "out for MoSE (one-sided 95%), \(reversed.count) against it (Holm), and \(open.count) "
        + "\(open.count == 1 ? "is" : "are") open."
    ]
    if !reversed.isEmpty {
      sentences.append("Significantly better than MoSE: \(Phrase.list(reversed)).")
    }
    if !open.isEmpty { sentences.append("Open: \(Phrase.list(open)).") }
    if !reversed.isEmpty || !open.isEmpty {
      sentences.append("In brackets: the alternative's mean error minus MoSE's.")
    }
    return sentences.joined(separator: " ")
  }

  /// Published distances beside measured ones.
  private var margins: String {
    let claims = MoSEMargins().claims(study)
    let parts = claims.map { claim -> String in
      let measured =
        claim.measured.map { "\(Phrase.reduction(1 - $0)) measured" } ?? "not measured"
      let single =
        claim.lower.flatMap { lower in
          claim.upper.map {
            ", single runs from \(Phrase.reduction(1 - lower)) to \(Phrase.reduction(1 - $0))"
          }
        } ?? ""
      return "\(claim.statement): \(measured)\(single)"
    }
    return parts.isEmpty
      ? ""
      : "The distances that the paper shows, against what was measured (below 0: MoSE is the worse): "
        + parts.joined(separator: "; ") + "."
  }

  /// Models that the paper does not compare with.
  private func beyond(_ sweep: Sweep) -> String {
    let nmse = MoSEComparison.all(sweep, rivals: SequenceStudy.beyondPaper, .nmse)
    return nmse.isEmpty
      ? ""
      : "Beyond the paper, against other mixtures of LSTMs (Holm over all of them). "
        + Self.comparisons(nmse, unit: "NMSE")
  }

  /// How far from what can be reached at all.
  static func floors(_ errors: SequenceErrors, _ sweep: Sweep) -> String {
    let parts = sweep.tasks.compactMap { task -> String? in
      guard let floor = errors.row("floor", task: task, .nmse)?.mean,
        let own = errors.row(SequenceStudy.mose.model, task: task, .nmse)?.mean, floor > 0
      else { return nil }
      return
        "on task \(task.dropFirst(4)) \(Phrase.significant(own)), \(Phrase.significant(own / floor)) times the floor of "
        + Phrase.significant(floor)
    }
    return parts.isEmpty
      ? ""
      : "No model can expect an NMSE below the floor, which the noise of the labels sets. MoSE's mean is "
        + parts.joined(separator: ", and ") + "."
  }

  /// The paper's Figure 6 as a whole.
  private func published(_ records: ExperimentRecords) -> String {
    let errors = SequenceErrors(records, published: study.published)
    let (raw, relative) = (errors.judged(.raw), errors.judged(.relative))
    guard !raw.isEmpty, !relative.isEmpty else { return "" }
    return
      "The paper's Figure 6 shows one run per model. Relative to its own sequential multi-model, \(relative.count { $0 }) of "
      + "\(relative.count) of its errors are ones that a further run here could have (95% prediction intervals); of the errors "
      + "as printed \(raw.count { $0 }) of \(raw.count). Those are not comparable: the distributions of the data's constants "
      + "are not published, and the ones used here are chosen to give what its Figure 5 shows."
  }
}

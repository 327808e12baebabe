// The page's answer to MoSE's claim, made from what the claims are made of.

internal import Experiments
internal import Formats
internal import Statistics

/// Whether MoSE is best on both tasks of its own sequences.
struct SequenceSection {
  let study: Study

  var markdown: String {
    guard let records = study.experiment(SequenceStudy.modes) else { return "" }
    let contest = MoSEContest.ofPaper(records.sweep)
    let blocks =
      [
        contest.map {
          "\(Self.answer(nmse: $0.finding(.nmse), raw: $0.finding(.raw))) \(Self.comparisons($0))"
        } ?? "",
        Self.impostors(records.impostors), Self.size(records), contest == nil ? "" : margins,
        Self.beyond(MoSEContest.beyondPaper(records.sweep)),
        Self.references(
          SequenceErrors(
            records, published: study.published, references: SequenceReference.all(in: records)),
          records.sweep),
        published(records),
      ].filter { !$0.isEmpty }
    return blocks.isEmpty
      ? "" : (["## Sequences: does MoSE's claim come out?"] + blocks).joined(separator: "\n\n")
  }

  /// What the comparison holds equal, and what was not looked for.
  static func size(_ records: ExperimentRecords) -> String {
    let sweep = records.sweep
    let counts = sweep.arms.compactMap { arm -> Int? in
      guard let correlation = sweep.correlations(of: arm).first else { return nil }
      return sweep.replicates.lazy.compactMap { sweep.run(arm, correlation, $0) }.first?.first?
        .parameterCount
    }
    guard let plan = records.plan, let least = counts.min(), let most = counts.max(),
      counts.count > 1
    else { return "" }
    let passes = plan.scale.epochCount ?? plan.experiment.epochCount
    return
      "Models have \(least) to \(most) parameters. Each takes \(passes) passes over the training sequences. Learning rates "
      + "are tuned, with the same trials for all; layers and widths are not: there was no search for the best architecture of any, as the paper had."
  }

  /// The claim that MoSE is best on both tasks, in words.
  static func answer(nmse: Finding, raw: Finding) -> String {
    func words(_ finding: Finding) -> String {
      switch finding {
      case .reproduced: "MoSE is best on both tasks"
      case .contradicted: "MoSE is not best on both tasks"
      default: "it is undecided whether MoSE is best on both tasks"
      }
    }
    guard nmse == raw else {
      return "**It depends on the metric**: by NMSE \(words(nmse)), by raw MSE \(words(raw))."
    }
    switch nmse {
    case .reproduced:
      return
        "**MoSE is best on both tasks here**: it is significantly better than every alternative (one-sided 95%)."
    case .contradicted:
      return "**MoSE is not best on both tasks here**: some alternative is significantly better."
    default:
      return
        "**Undecided**: MoSE is not shown to be better than every alternative, and none is shown to be better than it."
    }
  }

  /// Which comparisons pass, which are reversed, and which are neither, by NMSE and where it differs by raw MSE.
  static func comparisons(_ contest: MoSEContest) -> String {
    let nmse = contest.outcomes(.nmse)
    let raw = contest.outcomes(.raw)
    let isSame =
      nmse.passed.map(\.name) == raw.passed.map(\.name)
      && nmse.reversed.map(\.name) == raw.reversed.map(\.name)
    let sentences =
      [words(nmse, unit: "NMSE (MSE / Var(y))")]
      + [isSame ? "By raw MSE every comparison has the same outcome." : words(raw, unit: "raw MSE")]
      + (nmse.passed.count == nmse.count && isSame
        ? [] : ["In brackets: the other model's mean error minus MoSE's."])
    return sentences.joined(separator: " ")
  }

  private static func words(_ outcomes: MoSEContest.Outcomes, unit: String) -> String {
    let open = outcomes.open.count
    var sentences = [
      "By \(unit), \(outcomes.passed.count) of \(Phrase.count(outcomes.count, "comparison")) with another model on a task "
        + "come out for MoSE (one-sided 95%), \(outcomes.reversed.count) against it (Holm over \(outcomes.count)), and "
        + "\(open) \(open == 1 ? "is" : "are") open."
    ]
    if !outcomes.reversed.isEmpty {
      sentences.append("Significantly better than MoSE: \(names(outcomes.reversed)).")
    }
    if !outcomes.open.isEmpty { sentences.append("Open: \(names(outcomes.open)).") }
    return sentences.joined(separator: " ")
  }

  /// Models that have a name of the study's and are another model.
  static func impostors(_ names: [String]) -> String {
    names.isEmpty
      ? ""
      : "Of \(Phrase.list(names.map { "`\($0)`" })) nothing is said: the specification makes "
        + "\(names.count == 1 ? "another model of it than the name stands" : "other models of them than the names stand") for."
  }

  /// Published distances beside measured ones.
  private var margins: String {
    let lines = MoSEMargins.measurements(study).map { measurement -> String in
      guard let estimate = measurement.estimate, let prediction = measurement.prediction else {
        return "- \(measurement.statement): not measured."
      }
      return
        "- \(measurement.statement): here \(Self.reductions(estimate.mean, from: estimate.upper, to: estimate.lower)) on "
        + "average (one-sided 95% bounds), single runs from \(Self.reduction(prediction.upper)) to "
        + "\(Self.reduction(prediction.lower)) (95% prediction interval)."
    }
    return lines.isEmpty
      ? ""
      : "The distances that the paper shows, each of one run, against what was measured (below 0: MoSE is the worse):\n\n"
        + lines.joined(separator: "\n")
        + "\n\nThat a published distance lies in the interval of single runs is little evidence for its size: every other distance "
        + "in the interval would do as well."
  }

  private static func reduction(_ logRatio: Double) -> String {
    Phrase.reduction(ofLogRatio: logRatio)
  }

  private static func reductions(_ mean: Double, from lower: Double, to upper: Double) -> String {
    "\(reduction(mean)) [\(reduction(lower)), \(reduction(upper))]"
  }

  /// Models that the paper does not compare with, each a claim of its own.
  static func beyond(_ contests: [MoSEContest]) -> String {
    let lines = contests.map { contest in
      return
        "- \(MoSEBestOnBothTasks.statement(contest)): \(verdict(contest)). By NMSE MoSE is \(brief(contest.outcomes(.nmse))); by raw MSE "
        + "it is \(brief(contest.outcomes(.raw)))."
    }
    return lines.isEmpty
      ? ""
      : "Beyond the paper, against other mixtures of LSTMs, each a claim of its own, in which MoSE is significantly worse by "
        + "Holm over the claim's tasks (in brackets the other model's mean error minus MoSE's):\n\n"
        + lines.joined(separator: "\n")
  }

  /// What became of the comparisons with one model, without the tests.
  private static func brief(_ outcomes: MoSEContest.Outcomes) -> String {
    let groups = [
      ("significantly better than", outcomes.passed),
      ("significantly worse than", outcomes.reversed),
      ("not told from", outcomes.open),
    ]
    return groups.filter { !$0.1.isEmpty }.map { "\($0) \(names($1))" }.joined(separator: ", ")
  }

  /// Comparisons with their mean differences.
  private static func names(_ parts: [IntersectionUnion.Part]) -> String {
    Phrase.list(
      parts.map { part in
        part.name + (Summary(part.values).map { " (\(Phrase.signed($0.mean)))" } ?? "")
      })
  }

  /// What became of a claim against one model.
  private static func verdict(_ contest: MoSEContest) -> String {
    switch contest.finding {
    case .reproduced: "so it is here"
    case .contradicted: "not so here"
    case .metricDependent: "undecided, since the metrics differ"
    default: "undecided"
    }
  }

  /// How far from what can be reached at all, and from what takes no more than to know the mode.
  static func references(_ errors: SequenceErrors, _ sweep: Sweep) -> String {
    func mean(_ model: String, _ task: String) -> Double? {
      errors.row(model, task: task, .nmse)?.mean
    }
    let parts = sweep.tasks.compactMap { task -> String? in
      guard let floor = mean("floor", task), let own = mean(SequenceStudy.mose.model, task),
        floor > 0
      else { return nil }
      return
        "on task \(task.dropFirst(4)) \(Phrase.significant(own)), \(Phrase.significant(own / floor)) times the floor of "
        + Phrase.significant(floor)
    }
    guard !parts.isEmpty else { return "" }
    let modes = sweep.tasks.compactMap { task in
      mean("mode-mean", task).map { "\(Phrase.significant($0)) on task \(task.dropFirst(4))" }
    }
    return
      "No model can expect an NMSE below the floor, which the noise of the labels sets. MoSE's mean is "
      + parts.joined(separator: ", and ") + "."
      + (modes.isEmpty
        ? ""
        : " To know a sample's mode, and to say the mean of the mode's training samples at every step, gives "
          + "\(Phrase.list(modes)): what lies above it, a model loses by not telling the modes apart or not having learned "
          + "their curves.")
  }

  /// The paper's Figure 6 as a whole.
  private func published(_ records: ExperimentRecords) -> String {
    let errors = SequenceErrors(records, published: study.published)
    let (raw, relative) = (errors.judged(.raw), errors.judged(.relative))
    guard !raw.isEmpty, !relative.isEmpty else { return "" }
    return
      "The paper's Figure 6 shows one run per model. Relative to its own sequential multi-model, which is single-task here, "
      + "\(relative.count { $0 }) of \(relative.count) of its errors are ones that a further run here could have (95% "
      + "prediction intervals); \(errors.undistinguishing) of the \(relative.count) intervals are so wide that they also hold 1, an error "
      + "equal to single-task's. Of the errors as printed it is \(raw.count { $0 }) of \(raw.count). Those are not "
      + "comparable: the distributions of the data's constants are not published, and the ones used here are chosen to give "
      + "what its Figure 5 shows."
  }
}

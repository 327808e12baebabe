// The page's answer to the study's second question, made from what the claims are made of.

internal import Experiments
internal import Formats
internal import Statistics

/// Whether training ever takes MMoE to CGC.
struct NeverZeroSection {
  let study: Study

  var markdown: String {
    let cells = NoZeroWeight.cells(study).filter { !$0.runs.isEmpty }
    guard !cells.isEmpty else { return "" }
    let plan = study.experiment(NoZeroWeight.experiment)?.plan
    return "## Does MMoE ever become CGC?\n\n"
      + [
        [Self.answer(cells), plan.map(Self.size) ?? "", selector].filter { !$0.isEmpty }
          .joined(separator: " "),
        possibility, starting, breaking,
      ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// What can be made of what, and how exactly.
  private var possibility: String {
    guard let records = study.experiment(TheoreticalPossibility.experiment) else { return "" }
    let rows = EmbeddingTable(records.starts).rows
    guard !rows.isEmpty else { return "" }
    let parts = rows.map { row in
      "\(Phrase.arm(row.arm)) made of \(Phrase.model(row.donor)): \(row.largestDifference == 0 ? "0" : Phrase.significant(row.largestDifference))"
    }
    return
      "**The possibility exists, with a gate bias.** Weights of 0 for all inputs take a logit of −∞, which is a "
      + "matter of the bias: without one every gate weighs its experts alike at x = 0, whatever it has learned, so "
      + "that no expert can be excluded there. ML-MMoE's upper gates read the input and PLE's the fusion below: at "
      + "the first level the one can be the other, above it only as near as least squares bring its logits. Largest difference "
      + "of any prediction for a test sample, in standard deviations of the label, over "
      + "\(Phrase.count(rows[0].count, "run")): \(parts.joined(separator: "; "))."
  }

  /// Whether MMoE that starts as CGC stays.
  private var starting: String {
    guard let records = study.experiment(StartedAtCGC.experiment) else { return "" }
    let rows = DriftTable(records).rows.filter { $0.offset != nil }
    let back = rows.count { row in
      guard let estimate = Estimate(row.logRatio.present) else { return false }
      return estimate.lower > 0
    }
    let better = rows.count { row in
      guard let estimate = Estimate(row.gainOverScratch.present) else { return false }
      return estimate.lower > 0
    }
    guard !rows.isEmpty else { return "" }
    let parts = rows.map { row -> String in
      func mean(_ values: ReplicateColumn) -> String {
        let present = values.present
        return present.isEmpty
          ? "?" : Phrase.significant(present.reduce(0, +) / Double(present.count))
      }
      return "\(row.arm.setting): \(mean(row.weightAtStart)) to \(mean(row.weightAtEnd))"
    }
    return
      "**Started as a CGC, MMoE \(back == 0 ? "stays one" : back == rows.count ? "leaves it" : "mostly stays one")**: in "
      + "\(back) of \(rows.count) settings the weight of the excluded experts rises significantly from the start to the "
      + "end of training (means: \(parts.joined(separator: "; "))). It is significantly better than MMoE trained as long from weights of "
      + "its own in \(better) of \(rows.count)."
  }

  /// Where training does exclude experts.
  private var breaking: String {
    guard let records = study.experiment(WhereItBreaks.exploration) else { return "" }
    let places = GateMap(records).places
    let candidates = places.filter(\.isCandidate)
    guard let lowest = candidates.map(\.learningRate).min() else {
      return places.isEmpty
        ? ""
        : "**Nowhere did most runs exclude an expert**, in a look around at \(places.count) places: other learning rates, "
          + "numbers of experts, passes and correlations."
    }
    let confirmed = study.experiment(WhereItBreaks.confirmation).map { GateMap($0).places } ?? []
    let shown = confirmed.filter {
      WhereItBreaks.finding(events: $0.excluding, runs: $0.smallest.count) == .reproduced
    }
    let untried = candidates.filter { candidate in
      !confirmed.contains {
        $0.arm == candidate.arm && $0.correlation == candidate.correlation
      }
    }
    return
      "**There are places where it breaks**: in a look around at \(places.count) places most runs exclude an expert "
      + "at \(candidates.count) of them, all with a learning rate of \(Phrase.rate(lowest)) or more. Of "
      + "\(Phrase.count(confirmed.count, "place")) tried again on fresh draws \(shown.count) are confirmed"
      + (untried.isEmpty
        ? "." : "; \(Phrase.count(untried.count, "candidate")) are not tried again.")
      + " The median validation NMSE there is "
      + (shown.isEmpty
        ? "not known."
        : "\(Phrase.significant(shown.map(\.error).min() ?? 0)) to \(Phrase.significant(shown.map(\.error).max() ?? 0))"
          + ", against \(Phrase.significant(places.map(\.error).min() ?? 0)) at the best place of the map.")
  }

  /// The finding with its bounds, over settings that are never pooled.
  static func answer(_ cells: [NoZeroWeight.Cell]) -> String {
    let becoming = cells.contains { $0.becoming > 0 }
    let excluding = cells.contains { $0.excluding > 0 }
    let lead =
      becoming
      ? "Some runs did: two tasks' gates excluded different experts"
      : "No run did, as far as so many runs can tell"
        + (excluding
          ? ", but some took a mean gate weight below .01"
          : ", and none took a mean gate weight below .01")
    func rate(_ events: Int, _ runs: Int) -> String {
      let upper = exactProportionUpper(successes: events, trials: runs)
      return "\(events) of \(runs)" + (upper.map { " (at most \(Phrase.percent($0)))" } ?? "")
    }
    let parts = cells.map { cell in
      "\(Phrase.arm(cell.arm)) at p = \(cell.correlation): became \(cell.goal) in "
        + "\(rate(cell.becoming, cell.runs.count)), excluded an expert in "
        + "\(rate(cell.excluding, cell.runs.count))"
    }
    return "**\(lead).** Runs, with 95% confidence: " + parts.joined(separator: "; ") + "."
  }

  private static func size(_ plan: Plan) -> String {
    "Runs are independent and of one size (\(plan.scale.inputWidth) inputs, hidden widths "
      + "\(plan.scale.hiddenWidths.map(String.init).joined(separator: ", ")), \(plan.scale.sampleCount) samples, the tuned "
      + "learning rate): the rates say nothing of other sizes, other data or other learning rates."
  }

  private var selector: String {
    let claims = SelectorOrSeparation().claims(study)
    guard claims.count == 2 else { return "" }
    return Self.selector(claims[0].finding, separation: claims[1].finding) + " " + claims[0].detail
  }

  /// What makes upper gates uneven, each factor by its own finding.
  static func selector(_ selector: Finding, separation: Finding) -> String {
    func words(_ finding: Finding, _ gates: String) -> String {
      switch finding {
      case .reproduced: "\(gates) come nearer to excluding an expert"
      case .negligible: "\(gates) come nearer to excluding an expert, but hardly"
      case .contradicted: "\(gates) do not come nearer to excluding an expert"
      default: "whether \(gates) come nearer to excluding an expert is undecided"
      }
    }
    let first = words(selector, "upper gates that read the fusion of the level below")
    let second = words(separation, "upper gates over separate experts")
    return first.prefix(1).uppercased() + first.dropFirst() + "; \(second)."
  }
}

// The page's answer to the study's second question, made from what the claims are made of.

internal import Experiments
internal import Formats
internal import ModelZoo
internal import Statistics

/// Whether training ever takes MMoE to CGC.
struct NeverZeroSection {
  let study: Study

  var markdown: String {
    let paragraphs = [neverZero, elsewhere] + GateEvidence(study: study).paragraphs
    let present = paragraphs.filter { !$0.isEmpty }
    guard !present.isEmpty else { return "" }
    return "## Does MMoE ever become CGC?\n\n" + present.joined(separator: "\n\n")
  }

  /// The experiment that was made for it.
  private var neverZero: String {
    let cells = NoZeroWeight.cells(study).filter { !$0.runs.isEmpty }
    guard !cells.isEmpty else { return "" }
    let plan = study.experiment(NoZeroWeight.experiment)?.plan
    return [Self.answer(cells), plan.map(Self.size) ?? "", selector].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  /// What runs with tuned learning rates do in the other experiments that recorded gates.
  private var elsewhere: String {
    let parts = study.experiments.flatMap { records -> [String] in
      guard !records.gates.isEmpty, records.starts.isEmpty,
        ![NoZeroWeight.experiment, SelectorOrSeparation.experiment].contains(records.name),
        let plan = records.plan
      else { return [] }
      let weights = SmallestWeights(records)
      return plan.variants.filter { [.mmoe, .mlMMoE].contains($0.choice.kind) }.compactMap {
        variant in
        let arm = Arm(variant)
        let runs = weights.runs.filter { $0.arm == arm }
        let excluding = runs.count { $0.mean < NoZeroWeight.threshold }
        guard excluding > 0 else { return nil }
        let experts = plan.expertCount(of: variant)
        return
          "\(Phrase.arm(arm)) with \(experts) experts in `\(records.name)`, \(excluding) of \(runs.count)"
      }
    }
    guard !parts.isEmpty else { return "" }
    return
      "**That is not so everywhere in this study.** With tuned learning rates too, runs of other experiments take a mean "
      + "gate weight below .01: \(parts.joined(separator: "; ")). Those were not planned as counts of it, and runs of a replicate at "
      + "several correlations are not independent. The more experts a gate weighs, the nearer an even weight is to .01."
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

// Does training ever take a gate weight to zero, and MMoE to CGC?

internal import Analysis
internal import Experiments
internal import Formats
internal import ModelZoo
internal import Records
internal import Statistics

/// The rates of the experiment that was made for it.
struct NeverBecomesAnswer: AnswerKind {
  static let name = "never-becomes"

  /// What a model could become, by model.
  private let goals: [(model: String, goal: String)]

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    goals = arguments.claims(NeverBecomes.name).compactMap { claim in
      guard case .text(let model) = claim.arguments["subject"],
        case .text(let goal) = claim.arguments["goal"]
      else { return nil }
      return (model, goal)
    }
    guard !goals.isEmpty else {
      throw arguments.refusal("needs a claim of the family \(NeverBecomes.name)")
    }
  }

  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block] {
    let cells = goals.flatMap { model, goal in
      RareEvents.cells(results, of: model).filter { !$0.runs.isEmpty }.map { ($0, goal) }
    }
    guard !cells.isEmpty else { return [] }
    let scale = results.plan.scale
    let size =
      "Runs are independent and of one size (\(scale.inputWidth) inputs, hidden widths "
      + "\(scale.hiddenWidths.map(String.init).joined(separator: ", ")), \(scale.sampleCount) samples, the tuned "
      + "learning rate): the rates say nothing of other sizes, other data or other learning rates."
    return [.sentences([Self.answer(cells, results.models), size])]
  }

  /// The finding with its bounds, over settings that are never pooled.
  static func answer(_ cells: [(cell: RareEvents, goal: String)], _ models: ModelList) -> String {
    let becoming = cells.contains { $0.cell.runs.contains(where: \.hasBecomeCGC) }
    let excluding = cells.contains { $0.cell.runs.contains(where: \.isExcluding) }
    let text = Phrase.threshold(SmallestWeights.threshold)
    let lead =
      becoming
      ? "Some runs did: two tasks' gates excluded different experts"
      : "No run did, as far as so many runs can tell"
        + (excluding
          ? ", but some took a mean gate weight below \(text)"
          : ", and none took a mean gate weight below \(text)")
    func rate(_ events: Int, _ runs: Int) -> String {
      let upper = exactProportionUpper(successes: events, trials: runs)
      return "\(events) of \(runs)" + (upper.map { " (at most \(Phrase.percent($0)))" } ?? "")
    }
    let parts = cells.map { cell, goal in
      "\(models.title(cell.arm)) \(Phrase.at(cell.correlations)): became \(goal) in "
        + "\(rate(cell.runs.count(where: \.hasBecomeCGC), cell.runs.count)), excluded an expert in "
        + "\(rate(cell.runs.count(where: \.isExcluding), cell.runs.count))"
    }
    return "**\(lead).** Runs, with 95% confidence: " + parts.joined(separator: "; ") + "."
  }
}

/// Runs of other experiments with tuned learning rates that do exclude an expert.
struct ExclusionsElsewhere: AnswerKind {
  static let name = "exclusions-elsewhere"

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {}

  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block] {
    let planned = [NoZeroWeight.name, SelectorOrSeparation.name]
    let parts = page.study.experiments.flatMap { other -> [String] in
      let isPlanned = other.records.presentation.report.claims.contains {
        planned.contains($0.name)
      }
      guard !isPlanned, other.records.starts.isEmpty, let weights = other[SmallestWeights.self]
      else { return [] }
      return other.plan.variants.compactMap { variant in
        let definition = variant.choice.kind.definition
        guard definition.hasGates, !definition.hasTaskExperts else { return nil }
        let arm = Arm(variant)
        let runs = weights.runs.filter { $0.run.arm == arm }
        let excluding = runs.count(where: \.isExcluding)
        guard excluding > 0 else { return nil }
        return
          "\(other.models.title(arm)) with \(other.plan.expertCount(of: variant)) experts in `\(other.name)`, \(excluding) of \(runs.count)"
      }
    }
    guard !parts.isEmpty else { return [] }
    let text = Phrase.threshold(SmallestWeights.threshold)
    return [
      .paragraph(
        "**That is not so everywhere in this study.** With tuned learning rates too, runs of other experiments take a mean "
          + "gate weight below \(text): \(parts.joined(separator: "; ")). Those were not planned as counts of it, and runs of one draw are not "
          + "independent. The more experts a gate weighs, the nearer an even weight is to \(text)."
      )
    ]
  }
}

/// What makes upper gates uneven, each factor by its own finding.
struct SelectorAnswer: AnswerKind {
  static let name = "selector-or-separation"

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    guard arguments.claimFamilies.contains(SelectorOrSeparation.name) else {
      throw arguments.refusal("needs a claim of the family \(SelectorOrSeparation.name)")
    }
  }

  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block] {
    // Two claims per correlation, which is the end of their ids.
    let claims = page.claims(SelectorOrSeparation.self, of: results)
    return stride(from: 0, to: claims.count - 1, by: 2).map { index in
      let (selector, separation) = (claims[index], claims[index + 1])
      let correlation = selector.id.split(separator: "/").last.map(String.init) ?? ""
      return .sentences([
        claims.count > 2 ? "At p = \(correlation):" : "",
        Self.words(selector.finding, separation: separation.finding), selector.detail,
      ])
    }
  }

  /// Both findings in one sentence.
  static func words(_ selector: Finding, separation: Finding) -> String {
    func words(_ finding: Finding, _ gates: String) -> String {
      switch finding {
      case .supported: "\(gates) come nearer to excluding an expert"
      case .negligible: "\(gates) come nearer to excluding an expert, but hardly"
      case .unsupported: "\(gates) do not come nearer to excluding an expert"
      default: "whether \(gates) come nearer to excluding an expert is undecided"
      }
    }
    let first = words(selector, "upper gates that read the fusion of the level below")
    let second = words(separation, "upper gates over separate experts")
    return "\(Phrase.capitalised(first)); \(second)."
  }
}

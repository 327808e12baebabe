// What takes upper gates near zero: that experts are separate, or what the gate reads?
//
// A 2 × 2 of PLE and ML-MMoE, each with either selector, on the same draws.

package import Experiments
internal import Formats
internal import ModelZoo
internal import Records
internal import Statistics

/// The two main effects on how little the task gates of the top level weigh an expert.
package struct SelectorOrSeparation: ClaimFamily {
  package static let name = "selector-or-separation"
  /// An effect on the evenness below it is as good as none.
  static let margin = 0.05

  private let separated: String
  private let pooled: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireGates()
    separated = try arguments.model("separated", withTaskExperts: true)
    pooled = try arguments.model("pooled", withTaskExperts: false)
    for model in [separated, pooled] {
      for selector in GateSelector.allCases
      where arguments.experiment.variant(of: model, reading: selector) == nil {
        throw arguments.refusal(
          "needs a setting in which the upper gates of \(model) read the \(selector.rawValue)")
      }
    }
  }

  package var keys: [[String]] { [[separated, pooled]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    results.sweep.correlations.flatMap { claims(results, at: $0) }
  }

  private func claims(_ results: ExperimentResults, at correlation: String) -> [Claim] {
    let experiment = results.plan.experiment
    // In the order separate by fusion, separate by input, pooled by input, pooled by fusion.
    let cells: [(model: String, selector: GateSelector)] = [
      (separated, .fusion), (separated, .input), (pooled, .input), (pooled, .fusion),
    ]
    let columns = cells.map { cell -> DrawColumn in
      guard let variant = experiment.variant(of: cell.model, reading: cell.selector),
        let gates = results.records.gates(of: cell.model)
      else { return [] }
      return GateSweep(gates, setting: variant.setting.name)
        .column(correlation, results.sweep.draws) { $0.evenness() }
    }
    guard columns.allSatisfy({ !$0.present.isEmpty }) else { return [] }
    // Only draws that all four cells have: contrasts and the means beside them are of the same runs.
    let whole = results.sweep.draws.indices.filter { index in
      columns.allSatisfy { $0[index] != nil }
    }
    let values = columns.map { column in whole.map { column[$0] } }
    let means = zip(cells, values).map { cell, column in
      let mean = column.present.reduce(0, +) / Double(max(1, whole.count))
      let isOwn =
        experiment.models.first { $0.name == cell.model }?.kind.definition.selector == cell.selector
      return results.models.title(cell.model)
        + (isOwn ? "" : " reading the \(cell.selector.rawValue)")
        + " \(NumberFormat.decimal(mean, places: 2))"
    }
    let byFusion = DrawColumn.mean(of: [values[0], values[3]])
    let byInput = DrawColumn.mean(of: [values[1], values[2]])
    let separate = DrawColumn.mean(of: [values[0], values[1]])
    let pooled = DrawColumn.mean(of: [values[2], values[3]])
    return [
      claim(
        ["selector", correlation],
        "Upper gates that read the fusion are less even than those that read the input\(Phrase.aside(correlation))",
        DrawColumn.difference(byInput, byFusion),
        "gates that read the input minus gates that read the fusion, mean over separate and pooled experts",
        "Evenness: \(means.joined(separator: ", "))."),
      claim(
        ["separation", correlation],
        "Upper gates over separate experts are less even than those over pooled ones\(Phrase.aside(correlation))",
        DrawColumn.difference(pooled, separate),
        "gates over pooled experts minus gates over separate ones, mean over both selectors",
        "The same four cells."),
    ]
  }

  private func claim(
    _ key: [String], _ statement: String, _ values: DrawColumn, _ contrast: String,
    _ detail: String
  ) -> Claim {
    let estimate = Estimate(values.present)
    return Claim(
      key, statement: statement, measured: estimate?.mean, lower: estimate?.lower,
      upper: estimate?.upper, count: estimate?.count ?? 0,
      rule:
        "evenness of mean weights (twice the smaller share of two experts in their joint weight, mean "
        + "over pairs), mean over the task gates of the top level: \(contrast); supported iff the "
        + "one-sided 95% lower bound > 0; not supported iff the upper bound < \(Phrase.threshold(Self.margin)); both: negligible",
      finding: CommonRule.finding(
        lower: estimate?.lower, upper: estimate?.upper, margin: Self.margin),
      detail: detail)
  }
}

extension Experiment {
  /// The variant of a model whose upper gates read something, with first weights of its own.
  func variant(of model: String, reading selector: GateSelector) -> Variant? {
    guard let choice = models.first(where: { $0.name == model }) else { return nil }
    return settings.lazy.map { Variant(choice: choice, setting: $0) }.first {
      $0.setting.start == nil
        && ($0.setting.selector ?? choice.kind.definition.selector) == selector
    }
  }
}

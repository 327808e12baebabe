// What takes upper gates near zero: that experts are separate, or what the gate reads?
//
// A 2 × 2 of PLE and ML-MMoE, each with either selector, on the same replicates.

internal import Formats
internal import Statistics

/// The two main effects on how little the task gates of the top level weigh an expert.
struct SelectorOrSeparation: ClaimFamily {
  static let experiment = "gate-selector"
  /// An effect on the evenness below it is as good as none.
  static let margin = 0.05

  private static let separateByFusion = Arm(model: "ple")
  private static let separateByInput = Arm(model: "ple", setting: "input-selector")
  private static let pooledByInput = Arm(model: "ml-mmoe")
  private static let pooledByFusion = Arm(model: "ml-mmoe", setting: "fusion-selector")

  func claims(_ study: Study) -> [Claim] {
    guard let records = study.experiment(Self.experiment) else { return [] }
    return records.sweep.correlations.flatMap { Self.claims(records, at: $0) }
  }

  private static func claims(_ records: ExperimentRecords, at correlation: String) -> [Claim] {
    let columns = [separateByFusion, separateByInput, pooledByInput, pooledByFusion].map {
      arm -> ReplicateColumn in
      guard let gates = records.gates(of: arm.model) else { return [] }
      return GateSweep(gates, setting: arm.setting)
        .column(correlation, records.sweep.replicates) { $0.evenness() }
    }
    guard columns.allSatisfy({ !$0.present.isEmpty }) else { return [] }
    // Only replicates that all four cells have: contrasts and the means beside them are of the same runs.
    let whole = records.sweep.replicates.indices.filter { index in
      columns.allSatisfy { $0[index] != nil }
    }
    let cells = columns.map { column in whole.map { column[$0] } }
    let means = cells.map { $0.present.reduce(0, +) / Double(max(1, whole.count)) }
    let detail =
      "Evenness: "
      + zip(["PLE", "PLE reading the input", "ML-MMoE", "ML-MMoE reading the fusion"], means)
      .map { "\($0) \(NumberFormat.decimal($1, places: 2))" }.joined(separator: ", ") + "."
    let byFusion = ReplicateColumn.mean(of: [cells[0], cells[3]])
    let byInput = ReplicateColumn.mean(of: [cells[1], cells[2]])
    let separate = ReplicateColumn.mean(of: [cells[0], cells[1]])
    let pooled = ReplicateColumn.mean(of: [cells[2], cells[3]])
    return [
      claim(
        "Upper gates that read the fusion are less even than those that read the input\(Phrase.aside(correlation))",
        ReplicateColumn.difference(byInput, byFusion),
        "gates that read the input minus gates that read the fusion, mean over separate and pooled experts",
        detail),
      claim(
        "Upper gates over separate experts are less even than those over pooled ones\(Phrase.aside(correlation))",
        ReplicateColumn.difference(pooled, separate),
        "gates over pooled experts minus gates over separate ones, mean over both selectors",
        "The same four cells."),
    ]
  }

  private static func claim(
    _ statement: String, _ values: ReplicateColumn, _ contrast: String, _ detail: String
  ) -> Claim {
    let estimate = Estimate(values.present)
    return Claim(
      statement: statement, source: "this study, after PLE section 5.3", measured: estimate?.mean,
      lower: estimate?.lower, upper: estimate?.upper, count: estimate?.count ?? 0,
      rule:
        "evenness of mean weights (twice the smaller share of two experts in their joint weight, mean "
        + "over pairs), mean over the task gates of the top level: \(contrast); reproduced iff the "
        + "one-sided 95% lower bound > 0; contradicted iff the upper bound < .05",
      finding: CommonRule.finding(lower: estimate?.lower, upper: estimate?.upper, margin: margin),
      detail: detail)
  }
}

extension GateRun {
  /// Mean over the task gates of the top level of the evenness of their mean weights: over all pairs of
  /// experts, twice the smaller one's share in their joint weight.
  ///
  /// 1 for a gate that weighs all experts alike, 0 for one that excludes all but one. Unlike the smallest
  /// weight it does not fall with the number of experts when weights are drawn alike, so that gates over
  /// two and over three can be compared.
  func evenness() -> Double? {
    let top = weights.map(\.level).max()
    let gates = Dictionary(
      grouping: weights.filter { $0.level == top && $0.gate.hasPrefix("task") }, by: \.gate)
    let values = gates.keys.sorted().map { gate in
      Self.evenness(of: (gates[gate] ?? []).compactMap(\.mean))
    }
    let present = values.compactMap { $0 }
    guard !present.isEmpty, present.count == values.count else { return nil }
    return present.reduce(0, +) / Double(present.count)
  }

  /// The evenness of one gate's mean weights; nil for fewer than two, or where two are 0.
  static func evenness(of means: [Double]) -> Double? {
    var sum = 0.0
    var pairs = 0
    for first in means.indices {
      for second in means.indices where second > first {
        let joint = means[first] + means[second]
        guard joint > 0 else { return nil }
        sum += 2 * min(means[first], means[second]) / joint
        pairs += 1
      }
    }
    return pairs > 0 ? sum / Double(pairs) : nil
  }
}

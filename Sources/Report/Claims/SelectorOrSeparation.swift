// What takes upper gates near zero: that experts are separate, or what the gate reads?
//
// A 2 × 2 of PLE and ML-MMoE, each with either selector, on the same replicates.

internal import Formats
internal import Statistics

/// The two main effects on how little the task gates of the top level weigh an expert.
struct SelectorOrSeparation: ClaimFamily {
  static let experiment = "gate-selector"
  /// An effect below a twentieth of an even share is as good as none.
  static let margin = 0.05

  private static let separateByFusion = Arm(model: "ple")
  private static let separateByInput = Arm(model: "ple", setting: "input-selector")
  private static let pooledByInput = Arm(model: "ml-mmoe")
  private static let pooledByFusion = Arm(model: "ml-mmoe", setting: "fusion-selector")

  func claims(_ study: Study) -> [Claim] {
    guard let records = study.experiment(Self.experiment),
      let correlation = records.sweep.correlations.first
    else { return [] }
    func shares(_ arm: Arm) -> ReplicateColumn {
      guard let gates = records.gates(of: arm.model) else { return [] }
      return GateSweep(gates, setting: arm.setting)
        .column(correlation, records.sweep.replicates) { $0.smallestEvenShare() }
    }
    let cells = [
      Self.separateByFusion, Self.separateByInput, Self.pooledByInput, Self.pooledByFusion,
    ].map(shares)
    guard cells.allSatisfy({ !$0.present.isEmpty }) else { return [] }
    let means = cells.map { $0.present.reduce(0, +) / Double($0.present.count) }
    let detail =
      "Smallest mean weight by an even share: "
      + zip(["PLE", "PLE reading the input", "ML-MMoE", "ML-MMoE reading the fusion"], means)
      .map { "\($0) \(NumberFormat.decimal($1, places: 2))" }.joined(separator: ", ") + "."
    let byFusion = ReplicateColumn.mean(of: [cells[0], cells[3]])
    let byInput = ReplicateColumn.mean(of: [cells[1], cells[2]])
    let separate = ReplicateColumn.mean(of: [cells[0], cells[1]])
    let pooled = ReplicateColumn.mean(of: [cells[2], cells[3]])
    return [
      Self.claim(
        "Upper gates that read the fusion go nearer to zero than those that read the input",
        ReplicateColumn.difference(byInput, byFusion),
        "that read the input minus those that read the fusion, mean over separate and pooled experts",
        detail),
      Self.claim(
        "Upper gates over separate experts go nearer to zero than those over pooled ones",
        ReplicateColumn.difference(pooled, separate),
        "over pooled minus those over separate experts, mean over both selectors",
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
        "smallest mean weight times number of experts, mean over the task gates of the top level: "
        + "gates \(contrast); reproduced iff the one-sided 95% lower bound > 0; contradicted iff the "
        + "upper bound < .05",
      finding: CommonRule.finding(
        lower: estimate?.lower, upper: estimate?.upper, margin: margin),
      detail: detail)
  }
}

extension GateRun {
  /// Mean over the task gates of the top level of the smallest mean weight, by an even share: 1 for a
  /// gate that weighs all its experts alike, 0 for one that excludes one. So gates over two and over
  /// three experts can be compared.
  func smallestEvenShare() -> Double? {
    let top = weights.map(\.level).max()
    let gates = Dictionary(
      grouping: weights.filter { $0.level == top && $0.gate.hasPrefix("task") }, by: \.gate)
    guard !gates.isEmpty else { return nil }
    var sum = 0.0
    for gate in gates.keys.sorted() {
      let means = (gates[gate] ?? []).compactMap(\.mean)
      guard let smallest = means.min() else { return nil }
      sum += smallest * Double(means.count)
    }
    return sum / Double(gates.count)
  }
}

// "There is no zero-weight for all experts in MMOE and ML-MMOE" (PLE, section 5.3).

internal import Formats
internal import Statistics

/// In how many runs some gate all but excludes an expert.
struct NoZeroWeight: ClaimFamily {
  /// A mean weight below it counts as zero; the others stand beside it.
  static let threshold = 0.01
  /// Fewer runs cannot bound the rate by 3%.
  static let fewestRuns = 100

  func claims(_ study: Study) -> [Claim] {
    guard let experiment = study.experiment("expert-utilization") else { return [] }
    return ["mmoe", "ml-mmoe"].flatMap { model -> [Claim] in
      guard let gates = experiment.gates(of: model) else { return [] }
      return Set(gates.weights.map(\.setting)).sorted().map { setting in
        Self.claim(
          Arm(model: model, setting: setting), lowest: Self.lowestWeights(gates, setting: setting),
          published: study.published.gates(of: model))
      }
    }
  }

  /// The lowest mean weight of every run of a setting.
  private static func lowestWeights(
    _ gates: ExperimentRecords.ModelGates, setting: String
  ) -> [Double] {
    let sweep = GateSweep(gates, setting: setting)
    return sweep.correlations.flatMap { correlation in
      sweep.replicates.compactMap { replicate in
        sweep.weights(correlation, replicate).compactMap(\.mean).min()
      }
    }
  }

  /// - Parameter published: the paper's mean weights, gate by gate.
  private static func claim(_ arm: Arm, lowest: [Double], published: [[Double]]) -> Claim {
    let excluding = published.count { gate in gate.contains { $0 < threshold } }
    let events = lowest.count { $0 < threshold }
    let beside = [0.05, 0.001].map { bound in
      "\(lowest.count { $0 < bound }) below \(NumberFormat.decimal(bound, places: bound < 0.01 ? 3 : 2))"
    }
    return Claim(
      statement: "No gate of \(Phrase.model(arm.model))"
        + (arm.setting == Arm.defaultSetting ? "" : " (\(arm.setting))") + " excludes an expert",
      source: "PLE section 5.3, Figure 8",
      published: published.isEmpty ? "" : "\(excluding) of \(published.count) gates",
      measured: lowest.isEmpty ? nil : Double(events) / Double(lowest.count),
      lower: exactProportionLower(successes: events, trials: lowest.count),
      upper: exactProportionUpper(successes: events, trials: lowest.count), count: lowest.count,
      rule:
        "share of runs in which some gate's mean weight on some expert < .01, exact one-sided 95% limits; "
        + "needs 100 runs; reproduced iff the upper limit <= .03; contradicted iff the lower limit > .01",
      finding: finding(events: events, runs: lowest.count),
      detail:
        "\(events) of \(lowest.count) runs have a mean weight below .01 (\(beside.joined(separator: ", "))); "
        + "the lowest is \(NumberFormat.decimal(lowest.min() ?? 0, places: 4)).")
  }

  /// Reproduced: exact upper limit ≤ 3%. Contradicted: lower limit > 1%. Inconclusive below 100 runs, or if both.
  static func finding(events: Int, runs: Int) -> Finding {
    guard runs >= fewestRuns,
      let lower = exactProportionLower(successes: events, trials: runs),
      let upper = exactProportionUpper(successes: events, trials: runs)
    else { return .inconclusive }
    switch (upper <= 0.03, lower > 0.01) {
    case (true, false): return .reproduced
    case (false, true): return .contradicted
    default: return .inconclusive
    }
  }
}

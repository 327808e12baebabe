// `<experiment>/smallest-weights.csv`: how near every run's gates come to giving an expert no weight.

internal import Formats

/// The smallest mean weight of every run, and whether its task gates have become those of CGC.
struct SmallestWeights {
  /// Mean weights below these count as zero: the protocol's one, and one on either side of it.
  static let thresholds = [0.05, 0.01, 0.001]

  static let columns = [
    "model", "setting", "correlation", "replicate", "smallest_mean", "level", "gate", "expert",
    "share_below_05", "share_below_01", "share_below_001", "like_cgc_05", "like_cgc_01",
    "like_cgc_001", "cgc_is_better",
  ]

  /// One run.
  struct Run {
    var arm: Arm
    var correlation: String
    var replicate: String
    /// The expert with the smallest mean weight of all gates.
    var smallest: GateRecord
    /// Its mean weight.
    var mean: Double
    /// For each threshold, whether two task gates of the top level exclude different experts.
    var isLikeCGC: [Bool]
    /// Whether CGC's error on the same data is lower, mean over tasks of NMSE; nil where unknown, and
    /// for CGC itself.
    var cgcIsBetter: Bool?
  }

  /// In the order arm, correlation, replicate.
  let runs: [Run]

  init(_ records: ExperimentRecords) {
    let sweep = records.sweep
    runs = sweep.comparedArms.flatMap { arm -> [Run] in
      guard let gates = records.gates(of: arm.model) else { return [] }
      let weights = GateSweep(gates, setting: arm.setting)
      return weights.correlations.flatMap { correlation in
        weights.replicates.compactMap { replicate in
          Self.run(
            arm, correlation, replicate, weights.weights(correlation, replicate),
            cgcIsBetter: Self.cgcIsBetter(sweep, arm, correlation, replicate))
        }
      }
    }
  }

  private static func run(
    _ arm: Arm, _ correlation: String, _ replicate: String, _ weights: [GateRecord],
    cgcIsBetter: Bool?
  ) -> Run? {
    let smallest = weights.min { ($0.mean ?? .infinity) < ($1.mean ?? .infinity) }
    guard let smallest, let mean = smallest.mean else { return nil }
    return Run(
      arm: arm, correlation: correlation, replicate: replicate, smallest: smallest, mean: mean,
      isLikeCGC: thresholds.map { isLikeCGC(weights, threshold: $0) }, cgcIsBetter: cgcIsBetter)
  }

  /// Whether two tasks' gates each have a mean weight below the threshold on an expert that the other's
  /// does not exclude: what would make CGC of an MMoE, whose tasks then have experts of their own. An
  /// expert that nobody uses does not.
  static func isLikeCGC(_ weights: [GateRecord], threshold: Double) -> Bool {
    let top = weights.map(\.level).max()
    let excluded = Dictionary(
      grouping: weights.filter {
        $0.level == top && $0.gate.hasPrefix("task") && ($0.mean ?? .infinity) < threshold
      }, by: \.gate
    ).mapValues { Set($0.map(\.expert)) }
    return excluded.contains { gate, experts in
      excluded.contains { other, others in
        other != gate && !experts.isSubset(of: others) && !others.isSubset(of: experts)
      }
    }
  }

  private static func cgcIsBetter(
    _ sweep: Sweep, _ arm: Arm, _ correlation: String, _ replicate: String
  ) -> Bool? {
    func error(_ arm: Arm) -> Double? {
      guard let rows = sweep.run(arm, correlation, replicate) else { return nil }
      let errors = rows.compactMap(\.nmse)
      return errors.count == rows.count ? errors.reduce(0, +) / Double(errors.count) : nil
    }
    // In a setting that does not change CGC, CGC is the default one.
    let cgc = Arm(model: "cgc", setting: arm.setting)
    guard arm.model != cgc.model, let own = error(arm),
      let other = error(cgc) ?? error(Arm(model: cgc.model))
    else { return nil }
    return other < own
  }

  /// The runs of an arm at a correlation.
  func runs(of arm: Arm, at correlation: String) -> [Run] {
    runs.filter { $0.arm == arm && $0.correlation == correlation }
  }

  /// The table as written.
  var table: CSVTable {
    var table = CSVTable(columns: Self.columns)
    for run in runs {
      let smallest = run.smallest
      table.append(
        [run.arm.model, run.arm.setting, run.correlation, run.replicate]
          + [
            NumberFormat.measured(run.mean), String(smallest.level), smallest.gate, smallest.expert,
          ]
          + smallest.sharesBelow.reversed().map(NumberFormat.measured)
          + run.isLikeCGC.map { $0 ? "yes" : "no" }
          + [run.cgcIsBetter.map { $0 ? "yes" : "no" } ?? ""])
    }
    return table
  }
}

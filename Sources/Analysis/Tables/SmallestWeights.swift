// `<experiment>/smallest-weights.csv`: how near every run's gates come to giving an expert no weight.

package import Formats
internal import ModelZoo
package import Records

/// The smallest mean weight of every run, and whether its task gates have become those of CGC.
package struct SmallestWeights: DerivedTable {
  /// A mean weight below it counts as zero: the expert is excluded.
  package static let threshold = 0.01
  /// The protocol's threshold, and one on either side of it.
  package static let thresholds = [0.05, threshold, 0.001]

  /// One run.
  package struct Run: Sendable {
    package var run = RunKey()
    /// The expert with the smallest mean weight of all gates.
    package var smallest = GateRecord()
    /// Its mean weight.
    package var mean = 0.0
    /// For each threshold, whether two task gates of the top level exclude different experts.
    package var isLikeCGC = thresholds.map { _ in false }
    /// Whether the model with experts of tasks that this one could become (CGC of MMoE, PLE of ML-MMoE) has the
    /// lower error on the same data, mean over tasks of NMSE; nil where unknown, and for all others.
    package var separatedIsBetter: Bool?

    /// Whether the run excludes an expert.
    package var isExcluding: Bool { mean < threshold }
    /// Whether the run has become CGC.
    package var hasBecomeCGC: Bool { isLikeCGC[1] }

    static let schema = Schema<Run>(
      Column.part(RunKey.columns, \.run) + [
        .number("smallest_mean", "the smallest mean weight of any gate of the run") { $0.mean },
        .computed("level", .integer, .following, "its level") { $0.smallest.level },
        .computed("gate", .text, .following, "its gate") { $0.smallest.gate },
        .computed("expert", .text, .following, "its expert") { $0.smallest.expert },
        .number("share_below_05", "share of samples with a weight of it below .05") {
          $0.smallest.shareBelow05
        },
        .number("share_below_01", "share of samples with a weight of it below .01") {
          $0.smallest.shareBelow01
        },
        .number("share_below_001", "share of samples with a weight of it below .001") {
          $0.smallest.shareBelow001
        },
        likeCGC("05", 0), likeCGC("01", 1), likeCGC("001", 2),
        .computed(
          "separated_is_better", .yesOrNo, .following,
          "whether the model that it could become (CGC of MMoE, PLE of ML-MMoE) has the lower NMSE on the same "
            + "data, mean over tasks; empty where there is none", \.separatedIsBetter),
      ])

    private static func likeCGC(_ suffix: String, _ index: Int) -> Column<Run> {
      .computed(
        "like_cgc_\(suffix)", .yesOrNo, .following,
        "whether two task gates of the top level each have a mean weight below .\(suffix) on an expert "
          + "that the other does not exclude"
      ) { $0.isLikeCGC[index] }
    }
  }

  package static let description = TableDescription(
    Run.schema, file: "smallest-weights.csv", row: "model, setting, correlation, draw, training",
    isDerived: true, evidence: .repetitions("draw"), namesExperts: true)

  /// In the order arm, correlation, draw, training.
  package let runs: [Run]

  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    if records.gates.isEmpty { return nil }
    let sweep = records.sweep
    func separated(_ model: String) -> String? {
      records.models[model].flatMap { WeightTransfer.donor(of: $0.kind) }.flatMap { kind in
        records.models.models.first { $0.kind == kind }?.name
      }
    }
    runs = sweep.comparedArms.flatMap { arm -> [Run] in
      guard let gates = records.gates(of: arm.model) else { return [] }
      let weights = GateSweep(gates, setting: arm.setting)
      return weights.correlations.flatMap { correlation in
        weights.cells.compactMap { cell in
          let key = RunKey(
            arm: arm, correlation: correlation, draw: cell.draw, training: cell.training)
          let gates = weights.weights(correlation, cell)
          return Self.run(
            key, gates,
            separatedIsBetter: separated(arm.model).flatMap { Self.isBetter($0, than: key, sweep) })
        }
      }
    }
  }

  private static func run(
    _ key: RunKey, _ weights: [GateRecord], separatedIsBetter: Bool?
  ) -> Run? {
    let smallest = weights.min { ($0.mean ?? .infinity) < ($1.mean ?? .infinity) }
    guard let smallest, let mean = smallest.mean else { return nil }
    return Run(
      run: key, smallest: smallest, mean: mean,
      isLikeCGC: thresholds.map { isLikeCGC(weights, threshold: $0) },
      separatedIsBetter: separatedIsBetter)
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

  /// Whether another model has the lower error on a run's data; nil where either is unknown.
  private static func isBetter(_ model: String, than run: RunKey, _ sweep: Sweep) -> Bool? {
    func error(_ arm: Arm) -> Double? {
      let cell = Sweep.Cell(draw: run.draw, training: run.training)
      guard let rows = sweep.run(arm, run.correlation, cell) else { return nil }
      let errors = rows.compactMap(\.nmse)
      return errors.count == rows.count ? errors.reduce(0, +) / Double(errors.count) : nil
    }
    // In a setting that does not change the other model, it is run in the default one.
    guard let own = error(run.arm),
      let other = error(Arm(model: model, setting: run.arm.setting)) ?? error(Arm(model: model))
    else { return nil }
    return other < own
  }

  /// The runs of an arm at a correlation.
  package func runs(of arm: Arm, at correlation: String) -> [Run] {
    runs.filter { $0.run.arm == arm && $0.run.correlation == correlation }
  }

  package var table: CSVTable { Run.schema.table(runs) }
}

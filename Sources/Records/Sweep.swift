// The runs of one experiment as a cube: arm × correlation × replicate.
//
// Everything is paired: the data and batch order of a replicate are shared by all arms and correlations. So the
// data type of the statistics is a column of replicates, in which a dropped pair is nil.

package import Experiments

/// The metric in which errors and gains are expressed.
package enum Metric: String, CaseIterable, Sendable {
  /// Mean squared error, as in the paper's equation 11.
  case raw
  /// MSE / Var(y): the primary metric.
  case nmse

  /// ¼ of the published PLE − MMoE effect: a gain below it is as good as none.
  package var margin: Double {
    switch self {
    case .raw: 0.0005
    case .nmse: 0.0002
    }
  }
}

/// All runs of one experiment.
package struct Sweep: Sendable {
  /// Models and settings in listing order, the baseline included.
  package let arms: [Arm]
  /// Keys in numerical order.
  package let correlations: [String]
  /// Keys in numerical order.
  package let replicates: [String]
  /// Keys in numerical order.
  package let tasks: [String]
  /// The models with their titles and roles.
  package let models: ModelList

  private var cube: [RunKey: [MetricRecord?]]

  /// Arranges the rows of `metrics.csv`.
  package init(_ records: [MetricRecord], models: ModelList) {
    self.models = models
    arms = models.sorted(records.lazy.map(\.run.arm))
    correlations = RunKey.sortedCorrelations(records.lazy.map(\.run.correlation))
    replicates = RunKey.sortedReplicates(records.lazy.map(\.run.replicate))
    let tasks = Set(records.map(\.task)).sorted { ($0.count, $0) < ($1.count, $1) }
    self.tasks = tasks
    var cube: [RunKey: [MetricRecord?]] = [:]
    for record in records {
      guard let index = tasks.firstIndex(of: record.task) else { continue }
      cube[record.run, default: Array(repeating: nil, count: tasks.count)][index] = record
    }
    self.cube = cube
  }

  /// The rows of one run, one per task; nil when there is no such run or a task is missing.
  package func run(_ arm: Arm, _ correlation: String, _ replicate: String) -> [MetricRecord]? {
    let key = RunKey(arm: arm, correlation: correlation, replicate: replicate)
    guard let rows = cube[key] else { return nil }
    let present = rows.compactMap { $0 }
    return present.count == tasks.count ? present : nil
  }

  /// Whether an arm has at least one run at a correlation, ended or not.
  package func covers(_ arm: Arm, _ correlation: String) -> Bool {
    replicates.contains { run(arm, correlation, $0) != nil }
  }

  /// The correlations at which an arm was run.
  package func correlations(of arm: Arm) -> [String] { correlations.filter { covers(arm, $0) } }

  // MARK: Arms by role

  /// The role of an arm's model.
  package func role(of arm: Arm) -> ModelRole? { models[arm.model]?.role }

  /// Arms that are compared with the baseline.
  package var comparedArms: [Arm] { arms.filter { role(of: $0) != .baseline } }

  /// Models in their default setting, the baseline left out.
  package var defaultArms: [Arm] { comparedArms.filter(\.isDefault) }

  /// Models in their default setting whose difference from the baseline can be one of sharing: neither the
  /// baseline nor a control.
  package var sharingArms: [Arm] { defaultArms.filter { role(of: $0) != .control } }

  /// The placebo; nil where it was not run.
  package var placebo: Arm? {
    models.model(.placebo).map { Arm(model: $0.name) }.flatMap { arms.contains($0) ? $0 : nil }
  }

  /// The baseline in its default setting; nil where it was not run.
  package var baseline: Arm? {
    models.model(.baseline).map { Arm(model: $0.name) }.flatMap { arms.contains($0) ? $0 : nil }
  }

  // MARK: Columns of replicates

  /// A value computed from each replicate's run; nil where there is no run or the value is not available.
  package func column(
    _ arm: Arm, _ correlation: String, _ value: ([MetricRecord]) -> Double?
  ) -> ReplicateColumn {
    replicates.map { run(arm, correlation, $0).flatMap(value) }
  }

  /// Gains over the baseline on one task, or their mean over tasks (task nil).
  package func gains(
    _ arm: Arm, _ correlation: String, task: Int?, _ metric: Metric
  ) -> ReplicateColumn {
    column(arm, correlation) { rows in
      Self.value(of: rows, task: task) { metric == .raw ? $0.gain : $0.nmseGain }
    }
  }

  /// Test errors on one task, or their mean over tasks (task nil).
  package func errors(
    _ arm: Arm, _ correlation: String, task: Int?, _ metric: Metric
  ) -> ReplicateColumn {
    column(arm, correlation) { rows in
      Self.value(of: rows, task: task) { metric == .raw ? $0.mse : $0.nmse }
    }
  }

  private static func value(
    of rows: [MetricRecord], task: Int?, _ field: (MetricRecord) -> Double?
  ) -> Double? {
    if let task { return field(rows[task]) }
    let values = rows.compactMap(field)
    return values.count == rows.count ? values.reduce(0, +) / Double(values.count) : nil
  }

  /// Runs of an arm that diverged, or whose baseline did, at some correlations.
  package func dropped(_ arm: Arm, _ correlations: [String]) -> [MetricRecord] {
    correlations.flatMap { correlation in
      replicates.compactMap { replicate in
        run(arm, correlation, replicate)?.first { $0.status != .ok }
      }
    }
  }
}

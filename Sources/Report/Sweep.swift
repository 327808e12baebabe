// The runs of one experiment as a cube: arm × correlation × replicate.
//
// Everything is paired: the data and batch order of a replicate are shared by all arms and correlations. So the
// data type of the statistics is a column of replicates, in which a dropped pair is nil.

internal import Experiments
internal import Formats

/// A model in one setting.
struct Arm: Hashable, Sendable {
  var model: String
  var setting: String

  init(model: String, setting: String = Arm.defaultSetting) {
    self.model = model
    self.setting = setting
  }

  /// The arm of a variant.
  init(_ variant: Variant) {
    self.init(model: variant.choice.name, setting: variant.setting.name)
  }

  /// The setting nobody had to ask for.
  static let defaultSetting = "-"
}

/// The order in which models are listed everywhere: the reference ones, then from simple to complex.
enum ModelOrder {
  /// All models that reports know; others follow in alphabetical order.
  static let models = [
    "single-task", "placebo", "fc-single-task", "fc-multi-head", "fc-shared-bottom", "fc-mmoe",
    "stepwise", "multi-head", "shared-bottom", "mmoe", "omoe", "mose", "ml-mmoe", "cgc", "ple",
  ]

  /// Orders arms: by model, then the default setting before others.
  static func precedes(_ first: Arm, _ second: Arm) -> Bool {
    let ranks = [first, second].map { models.firstIndex(of: $0.model) ?? models.count }
    if ranks[0] != ranks[1] { return ranks[0] < ranks[1] }
    if first.model != second.model { return first.model < second.model }
    return first.setting < second.setting
  }
}

/// The metric in which errors and gains are expressed.
enum Metric: String, CaseIterable, Sendable {
  /// Mean squared error, as in the paper's equation 11.
  case raw
  /// MSE / Var(y): the primary metric.
  case nmse

  /// ¼ of the published PLE − MMoE effect: a gain below it is as good as none.
  var margin: Double {
    switch self {
    case .raw: 0.0005
    case .nmse: 0.0002
    }
  }
}

/// One value per replicate; nil where the pair was dropped.
typealias ReplicateColumn = [Double?]

/// All runs of one experiment.
struct Sweep {
  /// Models and settings in listing order, the single-task baseline included.
  private(set) var arms: [Arm]
  /// Keys in numerical order.
  let correlations: [String]
  /// Keys in numerical order.
  let replicates: [String]
  /// Keys in numerical order.
  let tasks: [String]

  private var cube: [Address: [MetricRecord?]]

  private struct Address: Hashable {
    var arm: Arm
    var correlation: String
    var replicate: String
  }

  /// Arranges the rows of `metrics.csv`.
  init(_ records: [MetricRecord]) {
    arms = Set(records.map { Arm(model: $0.model, setting: $0.setting) })
      .sorted(by: ModelOrder.precedes)
    correlations = Set(records.map(\.correlation)).sorted { (Double($0) ?? 0) < (Double($1) ?? 0) }
    replicates = Set(records.map(\.replicate)).sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
    let tasks = Set(records.map(\.task)).sorted { ($0.count, $0) < ($1.count, $1) }
    self.tasks = tasks
    var cube: [Address: [MetricRecord?]] = [:]
    for record in records {
      let address = Address(
        arm: Arm(model: record.model, setting: record.setting), correlation: record.correlation,
        replicate: record.replicate)
      guard let index = tasks.firstIndex(of: record.task) else { continue }
      cube[address, default: Array(repeating: nil, count: tasks.count)][index] = record
    }
    self.cube = cube
  }

  /// The same without the runs of some models.
  func without(_ models: Set<String>) -> Sweep {
    var sweep = self
    sweep.arms.removeAll { models.contains($0.model) }
    sweep.cube = cube.filter { !models.contains($0.key.arm.model) }
    return sweep
  }

  /// The rows of one run, one per task; nil when there is no such run or a task is missing.
  func run(_ arm: Arm, _ correlation: String, _ replicate: String) -> [MetricRecord]? {
    let address = Address(arm: arm, correlation: correlation, replicate: replicate)
    guard let rows = cube[address] else { return nil }
    let present = rows.compactMap { $0 }
    return present.count == tasks.count ? present : nil
  }

  /// Whether an arm has at least one run at a correlation, ended or not.
  func covers(_ arm: Arm, _ correlation: String) -> Bool {
    replicates.contains { run(arm, correlation, $0) != nil }
  }

  /// The correlations at which an arm was run.
  func correlations(of arm: Arm) -> [String] { correlations.filter { covers(arm, $0) } }

  /// Arms that are compared with the single-task baseline.
  var comparedArms: [Arm] { arms.filter { $0.model != "single-task" } }

  /// Models in their default setting, the baseline left out.
  var defaultArms: [Arm] { comparedArms.filter { $0.setting == Arm.defaultSetting } }

  // MARK: Columns of replicates

  /// A value computed from each replicate's run; nil where there is no run or the value is not available.
  func column(
    _ arm: Arm, _ correlation: String, _ value: ([MetricRecord]) -> Double?
  ) -> ReplicateColumn {
    replicates.map { run(arm, correlation, $0).flatMap(value) }
  }

  /// Gains over the single-task model on one task, or their mean over tasks (task nil).
  func gains(
    _ arm: Arm, _ correlation: String, task: Int?, _ metric: Metric
  ) -> ReplicateColumn {
    column(arm, correlation) { rows in
      Self.value(of: rows, task: task) { metric == .raw ? $0.gain : $0.nmseGain }
    }
  }

  /// Test errors on one task, or their mean over tasks (task nil).
  func errors(
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
  func dropped(_ arm: Arm, _ correlations: [String]) -> [MetricRecord] {
    correlations.flatMap { correlation in
      replicates.compactMap { replicate in
        run(arm, correlation, replicate)?.first { $0.status != .ok }
      }
    }
  }
}

extension ReplicateColumn {
  /// The values that are there.
  var present: [Double] { compactMap { $0 } }

  /// Pairwise difference; a pair with a gap is dropped.
  static func difference(_ first: ReplicateColumn, _ second: ReplicateColumn) -> ReplicateColumn {
    precondition(first.count == second.count, "columns of \(first.count) and \(second.count)")
    return zip(first, second).map { pair in
      if let first = pair.0, let second = pair.1 { first - second } else { nil }
    }
  }

  /// Mean over columns, replicate by replicate; a replicate with a gap anywhere is dropped, so that every
  /// replicate weighs every column alike.
  static func mean(of columns: [ReplicateColumn]) -> ReplicateColumn {
    guard let count = columns.first?.count else { return [] }
    return (0..<count).map { index in
      let values = columns.compactMap { $0[index] }
      return values.count == columns.count ? values.reduce(0, +) / Double(values.count) : nil
    }
  }
}

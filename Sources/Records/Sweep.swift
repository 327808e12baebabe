// The runs of one experiment: arm × correlation × draw × training.
//
// All models of a draw see the same data, so everything is paired by draw. Statistics work on a column with one
// value per draw, the mean over its trainings: draws are independent, trainings on one draw are not.

package import Experiments
internal import RealModule

/// The metric in which errors and gains are expressed.
package enum Metric: String, CaseIterable, Sendable {
  /// ln of the excess error, the mean squared distance from the noise-free label: the primary metric. A gain of
  /// .10 is about 10% less excess error.
  case logExcess = "log_excess"
  /// Mean squared error, as in the paper's equation 11.
  case raw
  /// MSE / Var(y).
  case nmse

  /// What is called the error of a run on a task; nil where it was not measured.
  package func value(_ row: MetricRecord) -> Double? {
    switch self {
    case .logExcess: row.excessError.flatMap { $0 > 0 ? Double.log($0) : nil }
    case .raw: row.mse
    case .nmse: row.nmse
    }
  }

  /// δ: a difference of log excess errors below it is as good as none.
  package static let margin = 0.05
}

/// All runs of one experiment.
package struct Sweep: Sendable {
  /// Models and settings in listing order, the baseline included.
  package let arms: [Arm]
  /// Keys in numerical order.
  package let correlations: [String]
  /// Keys in numerical order.
  package let draws: [String]
  /// Keys in numerical order.
  package let trainings: [String]
  /// Keys in numerical order.
  package let tasks: [String]
  /// The models with their titles and roles.
  package let models: ModelList

  /// The setting whose baseline stands for that of a setting, by setting.
  private let baselines: [String: String]
  private var cube: [RunKey: [MetricRecord?]]

  /// Arranges the rows of `metrics.csv`.
  ///
  /// - Parameter baselines: the setting whose baseline stands for that of a setting, by setting.
  package init(
    _ records: [MetricRecord], models: ModelList, baselines: [String: String] = [:]
  ) {
    self.models = models
    self.baselines = baselines
    arms = models.sorted(records.lazy.map(\.run.arm))
    correlations = RunKey.sortedCorrelations(records.lazy.map(\.run.correlation))
    draws = RunKey.sortedNumbers(records.lazy.map(\.run.draw))
    trainings = RunKey.sortedNumbers(records.lazy.map(\.run.training))
    let tasks = Set(records.map(\.task)).sorted { ($0.count, $0) < ($1.count, $1) }
    self.tasks = tasks
    var cube: [RunKey: [MetricRecord?]] = [:]
    for record in records {
      guard let index = tasks.firstIndex(of: record.task) else { continue }
      cube[record.run, default: Array(repeating: nil, count: tasks.count)][index] = record
    }
    self.cube = cube
  }

  // MARK: Runs

  /// A training on a draw.
  package struct Cell: Hashable, Sendable {
    package var draw: String
    package var training: String

    package init(draw: String, training: String) {
      self.draw = draw
      self.training = training
    }
  }

  /// Draws × trainings, in order.
  package var cells: [Cell] {
    draws.flatMap { draw in trainings.map { Cell(draw: draw, training: $0) } }
  }

  /// The rows of one run, one per task; nil when there is no such run or a task is missing.
  package func run(_ arm: Arm, _ correlation: String, _ cell: Cell) -> [MetricRecord]? {
    let key = RunKey(
      arm: arm, correlation: correlation, draw: cell.draw, training: cell.training)
    guard let rows = cube[key] else { return nil }
    let present = rows.compactMap { $0 }
    return present.count == tasks.count ? present : nil
  }

  /// All runs of an arm, each with its rows of every task.
  package func runs(of arm: Arm) -> [[MetricRecord]] {
    correlations.flatMap { correlation in cells.compactMap { run(arm, correlation, $0) } }
  }

  /// The runs of an arm on a draw, by training.
  package func runs(_ arm: Arm, _ correlation: String, draw: String) -> [[MetricRecord]] {
    trainings.compactMap { run(arm, correlation, Cell(draw: draw, training: $0)) }
  }

  /// Whether an arm has at least one run at a correlation, ended or not.
  package func covers(_ arm: Arm, _ correlation: String) -> Bool {
    cells.contains { run(arm, correlation, $0) != nil }
  }

  /// The correlations at which an arm was run.
  package func correlations(of arm: Arm) -> [String] { correlations.filter { covers(arm, $0) } }

  /// Runs of an arm that diverged, at some correlations.
  package func diverged(_ arm: Arm, _ correlations: [String]) -> [MetricRecord] {
    correlations.flatMap { correlation in
      cells.compactMap { run(arm, correlation, $0)?.first { $0.status == .diverged } }
    }
  }

  // MARK: Arms by role

  /// The role of an arm's model.
  package func role(of arm: Arm) -> ModelRole? { models[arm.model]?.role }

  /// Arms that are compared with the baseline.
  package var comparedArms: [Arm] { arms.filter { role(of: $0) != .baseline } }

  /// Models in their default setting, the baseline left out.
  package var defaultArms: [Arm] { comparedArms.filter(\.isDefault) }

  /// Models that can differ from the baseline by sharing: those without a role.
  package func sharingArms(in setting: String) -> [Arm] {
    comparedArms.filter { $0.setting == setting && role(of: $0) == nil }
  }

  /// The settings of which the baseline has runs of its own: the default, and those that change it.
  package var baselineSettings: [String] {
    arms.filter { role(of: $0) == .baseline }.map(\.setting)
  }

  /// The arm with a role in a setting; where it was not run there, in the setting whose baseline is the same, else in the
  /// default one. Nil without such a model.
  package func arm(_ role: ModelRole, in setting: String = Arm.defaultSetting) -> Arm? {
    guard let model = models.model(role)?.name else { return nil }
    return [
      Arm(model: model, setting: setting),
      Arm(model: model, setting: baselines[setting] ?? setting),
      Arm(model: model),
    ].first { arms.contains($0) }
  }

  /// The baseline that an arm's gains refer to.
  package func baseline(of arm: Arm) -> Arm? { self.arm(.baseline, in: arm.setting) }

  /// The arms whose mean error is what gains of an arm refer to: the baseline, and for all but the placebo the
  /// placebo too, which is the baseline trained once more.
  package func references(of arm: Arm) -> [Arm] {
    guard let baseline = baseline(of: arm) else { return [] }
    guard role(of: arm) != .placebo, let placebo = self.arm(.placebo, in: baseline.setting),
      placebo.setting == baseline.setting
    else { return [baseline] }
    return [baseline, placebo]
  }

  // MARK: Columns of draws

  /// A value of each draw: the mean over its trainings; nil where there is no run, or a value is not available for
  /// one of them.
  package func column(
    _ arm: Arm, _ correlation: String, _ value: ([MetricRecord]) -> Double?
  ) -> DrawColumn {
    draws.map { draw in
      let runs = runs(arm, correlation, draw: draw)
      let values = runs.compactMap(value)
      guard !values.isEmpty, values.count == runs.count else { return nil }
      return values.reduce(0, +) / Double(values.count)
    }
  }

  /// Test errors on one task, or their mean over tasks (task nil).
  package func errors(
    _ arm: Arm, _ correlation: String, task: Int?, _ metric: Metric
  ) -> DrawColumn {
    column(arm, correlation) { Self.value(of: $0, task: task, metric) }
  }

  /// The errors of a rival: of the baseline those of all trainings that a model's gains refer to.
  package func errors(
    ofRival rival: Arm, against own: Arm, _ correlation: String, task: Int?, _ metric: Metric
  ) -> DrawColumn {
    let arms = role(of: rival) == .baseline ? references(of: own) : [rival]
    guard !arms.isEmpty else { return draws.map { _ in nil } }
    return .mean(of: arms.map { errors($0, correlation, task: task, metric) })
  }

  /// Gains over the single-task trainings on one task, or their mean over tasks (task nil): positive is better.
  package func gains(
    _ arm: Arm, _ correlation: String, task: Int?, _ metric: Metric
  ) -> DrawColumn {
    let references = references(of: arm).map { errors($0, correlation, task: task, metric) }
    guard !references.isEmpty else { return draws.map { _ in nil } }
    return .difference(.mean(of: references), errors(arm, correlation, task: task, metric))
  }

  /// The gain of the first training of every draw over the baseline's first.
  package func singleGains(
    _ arm: Arm, _ correlation: String, task: Int?, _ metric: Metric
  ) -> DrawColumn {
    guard let baseline = baseline(of: arm), let training = trainings.first else {
      return draws.map { _ in nil }
    }
    func error(_ arm: Arm, _ draw: String) -> Double? {
      run(arm, correlation, Cell(draw: draw, training: training)).flatMap {
        Self.value(of: $0, task: task, metric)
      }
    }
    return draws.map { draw in
      guard let own = error(arm, draw), let other = error(baseline, draw) else { return nil }
      return other - own
    }
  }

  private static func value(of rows: [MetricRecord], task: Int?, _ metric: Metric) -> Double? {
    if let task { return metric.value(rows[task]) }
    let values = rows.compactMap { metric.value($0) }
    return values.count == rows.count ? values.reduce(0, +) / Double(values.count) : nil
  }

  /// Gains averaged over correlations.
  package func meanGains(
    _ arm: Arm, _ correlations: [String], task: Int? = nil, _ metric: Metric
  ) -> DrawColumn {
    .mean(of: correlations.map { gains(arm, $0, task: task, metric) })
  }
}

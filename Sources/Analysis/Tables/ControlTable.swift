// `<experiment>/controls.csv`: what the rule for a lasting seesaw says where the answer is known.

internal import Experiments
package import Formats
package import Records
package import Statistics

/// The placebo, which has no lasting seesaw; the placebo with a known one added; and a planted model.
package struct ControlTable: DerivedTable {
  /// A control.
  package enum Control: Hashable, Sendable {
    case placebo
    /// The placebo's log errors lowered by A on one task and raised by A on another, in turns from draw to draw.
    case spike(Double)
    case planted

    /// The name in the table.
    package var name: String {
      switch self {
      case .placebo: "placebo"
      case .spike(let amplitude): "spike " + NumberFormat.decimal(amplitude, places: 2)
      case .planted: "planted"
      }
    }

    /// What the rule must say for the study to give verdicts; nil where either word would do.
    package var expected: RecurrenceRule.Outcome? {
      switch self {
      case .placebo: .notSeen
      case .spike(let amplitude): amplitude >= ControlTable.largestSpike ? .seen : nil
      case .planted: .seen
      }
    }
  }

  /// One control in one setting.
  package struct Row: Sendable {
    package var setting: String
    package var control: Control
    package var draws: Int
    package var recurrence: RecurrenceRule?
    package var loserGain: Double?
    package var loserInterval: Interval?
    /// A planted model's gain on each task in the tuning trials.
    package var tuningGains: [Double?] = []

    /// Whether it came out as it must; nil where either word would do.
    package var isAsExpected: Bool? {
      control.expected.map { $0 == recurrence?.outcome && hasTaken }
    }

    /// A plant has taken if tuning draws show it: one task gains enough and another loses enough.
    package var hasTaken: Bool {
      guard control == .planted else { return true }
      let gains = tuningGains.compactMap { $0 }
      return gains.count == tuningGains.count
        && gains.contains { $0 >= ControlTable.smallestPlant }
        && gains.contains { $0 <= -ControlTable.smallestPlant }
    }

    static func schema(taskCount: Int) -> Schema<Row> {
      Schema(
        [
          .computed("setting", .text, .key, "the setting; - is the default", \.setting),
          .computed(
            "control", .text, .key,
            "placebo; spike A: the placebo with A added to one task's log error and taken from the other's, in "
              + "turns from draw to draw; planted: a network with more passes and fewer labels of one task"
          ) { $0.control.name },
          .computed("n", .integer, .following, "draws", \.draws),
          .number("rho", "as in seesaw.csv") { $0.recurrence?.mean },
          .number("rho_lower", "its one-sided 95% lower bound", .following) {
            $0.recurrence?.lower
          },
          .number("rho_upper", "its one-sided 95% upper bound", .following) {
            $0.recurrence?.upper
          },
          .computed("lasting_seesaw", .optionalText, .following, "what the rule says") {
            $0.recurrence?.outcome.word ?? ""
          },
          .computed(
            "expected", .optionalText, .configuration,
            "what it must say for the study to give verdicts; empty where either would do"
          ) { $0.control.expected?.word ?? "" },
          .computed("as_expected", .yesOrNo, .following, "whether it does") { $0.isAsExpected },
          .number("loser_gain", "as in seesaw.csv") { $0.loserGain },
          .number("loser_gain_lower", "its two-sided 95% Student t interval", .following) {
            $0.loserInterval?.lower
          },
          .number("loser_gain_upper", "its two-sided 95% Student t interval", .following) {
            $0.loserInterval?.upper
          },
        ]
          + Column.perTask(
            "tuning_gain", taskCount: taskCount,
            "a planted model's gain in log excess error on the tuning draws", \.tuningGains,
            .following))
    }
  }

  package static let description = TableDescription(
    Row.schema(taskCount: 1), file: "controls.csv", row: "setting, control", isDerived: true,
    evidence: .intervals)

  /// A seesaw this large must be found.
  package static let largestSpike = 0.40
  /// What is added to the placebo.
  package static let amplitudes = [0.10, 0.20, 0.40]
  /// A planted model must gain and lose this much on tuning draws.
  package static let smallestPlant = 0.15

  /// In the order setting, control.
  package let rows: [Row]
  private let taskCount: Int

  /// Nil without a placebo, and with a single training: nothing recurs.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let sweep = records.sweep
    taskCount = sweep.tasks.count
    guard taskCount > 1, sweep.trainings.count > 1, sweep.arm(.placebo) != nil else { return nil }
    rows = sweep.baselineSettings.flatMap { setting -> [Row] in
      guard let placebo = sweep.arm(.placebo, in: setting), placebo.setting == setting else {
        return []
      }
      var rows = [Self.row(sweep, placebo, .placebo) { draw, _ in draw }]
      for amplitude in Self.amplitudes {
        rows.append(
          Self.row(sweep, placebo, .spike(amplitude)) { draw, index in
            let sign = index.isMultiple(of: 2) ? amplitude : -amplitude
            return draw.planting(
              [sign, -sign] + Array(repeating: 0, count: draw.taskCount - 2))
          })
      }
      if let planted = sweep.arm(.planted, in: setting), planted.setting == setting {
        var row = Self.row(sweep, planted, .planted) { draw, _ in draw }
        row.tuningGains = sweep.tasks.map { records.tuningGain(of: planted, task: $0) }
        rows.append(row)
      }
      return rows
    }
    if rows.isEmpty { return nil }
  }

  private static func row(
    _ sweep: Sweep, _ arm: Arm, _ control: Control,
    _ change: (TrainedDraw, Int) -> TrainedDraw
  ) -> Row {
    let correlations = sweep.correlations(of: arm)
    func column(_ value: (TrainedDraw) -> Double?) -> [Double] {
      DrawColumn.mean(
        of: correlations.map { correlation in
          sweep.draws.enumerated().map { index, draw in
            sweep.trained(arm, correlation, draw: draw).flatMap { value(change($0, index)) }
          }
        }
      ).present
    }
    let losers = column { $0.loserGain() }
    return Row(
      setting: arm.setting, control: control, draws: losers.count,
      recurrence: RecurrenceRule(column { $0.recurrence(margin: Metric.margin) }),
      loserGain: Summary(losers)?.mean, loserInterval: meanInterval(losers))
  }

  /// The controls of a setting.
  package func rows(in setting: String) -> [Row] { rows.filter { $0.setting == setting } }

  /// Whether all controls of a setting came out as they must, and with them the planted model, which is one for all
  /// settings.
  package func hold(in setting: String) -> Bool {
    let own = rows(in: setting).compactMap(\.isAsExpected)
    let judged = own + rows.filter { $0.control == .planted }.compactMap(\.isAsExpected)
    return !own.isEmpty && judged.allSatisfy { $0 }
  }

  package var table: CSVTable { Row.schema(taskCount: taskCount).table(rows) }
}

extension ExperimentRecords {
  /// What an arm gains over the baseline on the tuning draws, both at the rates that they are trained with: mean
  /// over draws, trainings and correlations of the difference of log excess errors. Nil where a trial diverged.
  func tuningGain(of arm: Arm, task: String) -> Double? {
    guard let baseline = sweep.baseline(of: arm) else { return nil }
    func mean(_ arm: Arm) -> Double? {
      let rows = tuning.filter {
        $0.arm == arm && $0.task == task && $0.chosen == .yes && $0.budget == 1
      }
      let logs = rows.compactMap { $0.logExcessError }
      return logs.isEmpty || logs.count < rows.count
        ? nil : logs.reduce(0, +) / Double(logs.count)
    }
    guard let own = mean(arm), let other = mean(baseline) else { return nil }
    return other - own
  }
}

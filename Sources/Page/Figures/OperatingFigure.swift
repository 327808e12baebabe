// What the rule for a lasting seesaw can tell, by size of the effect and of the study.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records
internal import Statistics

enum OperatingFigure: FigureKind {
  static let name = "operating-characteristics"
  static let title = "How often the rule says seen, by lasting effect and size of the study"
  static let files = [OperatingTable.file]
  static let tables: [any DerivedTable.Type] = [OperatingTable.self]

  static func variables(_ results: ExperimentResults) -> [String: String] {
    let scale = results.plan.scale
    return [
      "draws": String(scale.draws), "trainings": String(scale.trainings),
      "default_tasks": results.defaultTasks,
    ]
  }

  static func absence(_ results: ExperimentResults) -> String? {
    OperatingTable.obstacle(results.plan)
  }

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[OperatingTable.self] else { return nil }
    let scale = results.plan.scale
    let sentences = table.rows.map(\.setting).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }.compactMap { setting -> String? in
      guard
        let placebo = table.row(
          setting, draws: scale.draws, trainings: scale.trainings, .placebo),
        let effect = table.row(
          setting, draws: scale.draws, trainings: scale.trainings, .model, effect: 0.2)
      else { return nil }
      let tasks =
        setting == Arm.defaultSetting
        ? results.defaultTasks : "setting\(Phrase.on(setting: setting))"
      return
        "\(Phrase.capitalised(tasks)): the placebo is "
        + "not seen in \(Phrase.percent(placebo.outcome.notSeen)) and seen in \(Phrase.percent(placebo.outcome.seen)) of studies; a "
        + "lasting effect of .20 (rho \(Phrase.significant(effect.outcome.recurrence))) is seen in \(Phrase.percent(effect.outcome.seen))."
    }
    return
      "Simulated from the scatter of the tuning trials, \(OperatingTable.studies) studies per point, for this study's size "
      + "(\(scale.draws) draws × \(scale.trainings) trainings, solid) and others. "
      + sentences.joined(separator: " ")
  }
}

extension ExperimentResults {
  /// What the tasks of the default setting are called.
  var defaultTasks: String {
    plan.experiment.hasExchangeableTasks(in: Arm.defaultSetting) ? "equal tasks" : "unequal tasks"
  }
}

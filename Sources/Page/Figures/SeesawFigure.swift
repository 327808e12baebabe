// Lasting seesaws and what the losing task pays, by model, between the controls.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records
internal import Statistics

enum SeesawFigure: FigureKind {
  static let name = "seesaw"
  static let title = "Lasting seesaw and the loser's bill, by model and kind of task"
  static let files = [SeesawTable.file, ControlTable.file]
  static let tables: [any DerivedTable.Type] = [ControlTable.self]

  static func variables(_ results: ExperimentResults) -> [String: String] {
    [
      "settings": settings(results).joined(separator: " "),
      "threshold": Phrase.threshold(RecurrenceRule.smallestSeen),
      "default_tasks": results.defaultTasks,
    ]
  }

  /// The settings that have controls of their own.
  private static func settings(_ results: ExperimentResults) -> [String] {
    let rows = results[ControlTable.self]?.rows ?? []
    return results.plan.experiment.settings.map(\.name).filter { name in
      rows.contains { $0.setting == name }
    }
  }

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[SeesawTable.self], let controls = results[ControlTable.self] else {
      return nil
    }
    let settings = settings(results)
    let seen = settings.filter { controls.hold(in: $0) }.flatMap { setting in
      results.sweep.sharingArms(in: setting).filter {
        table.overall($0)?.recurrence?.outcome == .seen
      }.map { results.models.title($0.model) + Phrase.on(setting: setting) }
    }
    let failed = settings.filter { !controls.hold(in: $0) }
    return
      "Left: rho, how often a seesaw recurs the same way when the model is trained anew, minus how often reversed, with "
      + "one-sided 95% bounds; beyond the line at \(Phrase.threshold(RecurrenceRule.smallestSeen)) it can count as seen. Right: the gain of the task that loses, with 95% intervals; left of 0 it "
      + "pays. Grey: the controls. "
      + (failed.count == settings.count
        ? ""
        : seen.isEmpty
          ? "No model shows a lasting seesaw. "
          : "Seen, each by its own bound without correction for their number: \(Phrase.list(seen)). ")
      + (failed.isEmpty
        ? "The controls come out as they must."
        : "The controls fail\(Phrase.on(settings: failed)): no verdict.")
  }
}

// Figures 5 and 6 of the MoSE paper redone.

internal import Analysis
internal import Formats
internal import Records

enum SequenceErrorsFigure: FigureKind {
  static let name = "mose-figure6"
  static let title = "Test error of every model on sequences"
  static let files = [SequenceErrors.file]
  static let tables: [any DerivedTable.Type] = [SequenceErrors.self]

  static func variables(_ results: ExperimentResults) -> [String: String] {
    ["floor": SequenceErrors.floor]
  }

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[SequenceErrors.self] else { return nil }
    let lowest = results.sweep.tasks.compactMap { best(table, on: $0, results.models) }
    let judged = table.judged(.relative)
    return
      "Top: NMSE, mean with 95% t interval over draws. Below: MSE relative to the baseline's on the same data, "
      + "geometric mean with its 95% interval and, as a thin line, the 95% prediction interval for one further run; diamonds "
      + "are the paper's single runs, relative to its own sequential multi-model. Models without a remark are LSTMs. "
      + "The lowest mean NMSE, without a test: \(Phrase.list(lowest)). "
      + (judged.isEmpty
        ? ""
        : "\(judged.count { $0 }) of \(judged.count) diamonds lie in the prediction interval, "
          + "and \(table.undistinguishing) of these intervals hold 1 as well. ")
      + "Errors as such are not comparable with the paper's, which does not print the constants of its data; all rows, raw "
      + "errors among them: [\(SequenceErrors.file)](\(SequenceErrors.file))."
  }

  /// The model with the lowest mean NMSE on a task.
  private static func best(
    _ table: SequenceErrors, on task: String, _ models: ModelList
  ) -> String? {
    let rows = table.rows.filter { row in
      row.task == task && row.unit == .nmse && models[row.model] != nil && row.mean != nil
    }
    return rows.min { ($0.mean ?? .infinity) < ($1.mean ?? .infinity) }.map {
      "\(models.titleWithin($0.model)) on task \(task.dropFirst(4)) (\(Phrase.significant($0.mean ?? 0)))"
    }
  }
}

enum ModeCurvesFigure: FigureKind {
  static let name = "mose-figure5"
  static let title = "Samples of three modes"
  static let files = [ModeCurves.file]
  static let tables: [any DerivedTable.Type] = [ModeCurves.self]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let shown = results[ModeCurves.self]?.shown else { return nil }
    return
      "Input 1 and both labels of \(Phrase.count(shown.samples, "sample")) of \(Phrase.count(shown.modes, "mode")) at every step, on "
      + "the data of draw \(GateSample.draw), made from the specification. Colour is the mode. The last "
      + "steps are the ones to be predicted."
  }
}

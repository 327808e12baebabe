// Validation error along training.

internal import Records
internal import Analysis
internal import Formats

enum CurvesFigure: FigureKind {
  static let name = "curves"
  static let title = "Validation error along training"
  static let files = [MedianCurves.file]

  static func variables(_ results: ExperimentResults) -> [String: String] {
    results.departureBeside
  }

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[MedianCurves.self] else { return nil }
    let defaults = table.rows.filter(\.arm.isDefault)
    let last = defaults.map(\.step).max()
    let ends = defaults.filter { $0.step == last }.sorted { $0.error.median < $1.error.median }
    guard let best = ends.first, let worst = ends.last else { return nil }
    let models = results.models
    return
      "After \(best.samples) samples the median validation NMSE is lowest for \(models.title(best.arm)) "
      + "(\(Phrase.significant(best.error.median))) and highest for \(models.title(worst.arm)) (\(Phrase.significant(worst.error.median)))."
      + (results.soleDeparture.map { " Dashed is the setting `\($0)`." } ?? "")
  }
}

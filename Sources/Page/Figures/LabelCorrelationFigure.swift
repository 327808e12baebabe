// Gains beside the correlation that the labels turned out to have.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

enum LabelCorrelationFigure: FigureKind {
  static let name = "label-correlation"
  static let title = "Gain over single-task by the labels' own correlation"
  static let files = [LabelCorrelationTable.file]
  static let tables: [any DerivedTable.Type] = [LabelCorrelationTable.self]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let rows = results[LabelCorrelationTable.self]?.rows.filter({ $0.gain != nil }),
      let lowest = rows.map(\.labelPearson).min(), let highest = rows.map(\.labelPearson).max()
    else { return nil }
    return
      "Small dots are draws, large ones means over draws at one p; gains in log excess error, mean over tasks. "
      + "p runs from \(results.sweep.correlations.first ?? "") to \(results.sweep.correlations.last ?? ""), "
      + "the labels' correlation from \(Phrase.signed(lowest)) to \(Phrase.signed(highest)): it depends on the draw's sines too."
  }
}

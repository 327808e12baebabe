// Gains by the sizes of models: is it only more parameters?

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

enum SizesFigure: FigureKind {
  static let name = "sizes"
  static let title = "Gain over the baseline by parameters and by operations"
  static let files = [SizeTable.file]
  static let tables: [any DerivedTable.Type] = [SizeTable.self]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[SizeTable.self],
      let smallest = table.rows.map(\.parameterCount).min(),
      let largest = table.rows.map(\.parameterCount).max(),
      let best = table.rows.max(by: { ($0.mean ?? -.infinity) < ($1.mean ?? -.infinity) })
    else { return nil }
    return
      "Dots are mean gains in log excess error over draws with 95% Student t intervals; models of one kind are joined. "
      + "Sizes run from \(smallest) to \(largest) parameters, on a logarithmic axis. The highest mean, without a test, is "
      + "that of \(results.models.titleWithin(best.model))."
  }
}

// Models that start at trained ones: how near they come, and what becomes of them.

internal import Records
internal import Analysis
internal import Formats

enum EmbeddingFigure: FigureKind {
  static let name = "embedding"
  static let title = "Difference from the trained model"
  static let files = ["starts.csv", EmbeddingTable.file]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let rows = results[EmbeddingTable.self]?.rows else { return nil }
    let parts = rows.map {
      "\(results.models.title($0.arm)) \($0.largestDifference == 0 ? "0" : Phrase.significant($0.largestDifference))"
    }
    return
      "A point is a run and a task: over its test samples the largest difference between the predictions of the trained "
      + "model and of the one made of it, in standard deviations of the label. Left of the dark line lies what rounding "
      + "explains. Largest of all: \(parts.joined(separator: ", ")). All rows: "
      + "[\(EmbeddingTable.file)](\(EmbeddingTable.file))."
  }
}

enum DriftFigure: FigureKind {
  static let name = "drift"
  static let title = "Models started at trained ones: weights and errors"
  static let files = [DriftTable.file]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let rows = results[DriftTable.self]?.rows else { return nil }
    let gains = rows.compactMap { row -> String? in
      guard let estimate = Estimate(row.gainOverScratch.present) else { return nil }
      return "\(results.startedName(row)) \(Phrase.signed(estimate.mean))"
    }
    let models = Phrase.list(results.startedModels.map(results.models.titleWithin))
    let donors = results.donors.map(results.models.titleWithin)
    return
      "Left: the mean weight, over tasks and runs, of the experts that \(Phrase.list(donors.map { "\($0)'s" })) gates do not "
      + "see; 0 stands at the edge. Right: the log excess error of \(models) trained for as many steps from first weights of its own minus "
      + "that of the started one, with "
      + "95% t intervals over draws: \(gains.joined(separator: ", ")). All rows, also against "
      + "\(Phrase.list(donors)) trained for all steps: [\(DriftTable.file)](\(DriftTable.file))."
  }
}

extension ExperimentResults {
  /// The models that start at trained ones, in listing order.
  var startedModels: [String] { listed(\.arm.model) }

  /// The trained models that others start at, in listing order.
  fileprivate var donors: [String] { listed(\.donor) }

  private func listed(_ model: (DriftTable.Row) -> String) -> [String] {
    let names = Set((self[DriftTable.self]?.rows ?? []).map(model))
    return models.models.map(\.name).filter(names.contains)
  }

  /// A started model in short: its setting, with its title where several models start.
  func startedName(_ row: DriftTable.Row) -> String {
    startedModels.count == 1 ? row.arm.setting : models.title(row.arm)
  }
}

// How near to zero the gates of a run come.

internal import Records
internal import Analysis
internal import Formats

enum SmallestWeightsFigure: FigureKind {
  static let name = "smallest-weights"
  static let title = "Smallest mean weight of every run"
  static let files = [SmallestWeights.file]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let weights = results[SmallestWeights.self] else { return nil }
    let counts = results.sweep.comparedArms.compactMap { arm -> String? in
      let runs = weights.runs.filter { $0.run.arm == arm }
      guard let lowest = runs.map(\.mean).min() else { return nil }
      return
        "\(results.models.title(arm)) \(runs.count(where: \.isExcluding)) of \(runs.count) "
        + "(lowest \(Phrase.significant(lowest)))"
    }
    return
      "Each line is the share of runs whose smallest mean weight lies below the value on the x axis; the dark "
      + "vertical line is the \(Phrase.threshold(SmallestWeights.threshold)) below which an expert counts as excluded. Runs below it: "
      + counts.joined(separator: ", ") + "."
  }
}

enum SmallestWeightCurvesFigure: FigureKind {
  static let name = "smallest-weight-curves"
  static let title = "Smallest mean weight along training"
  static let files = [MedianCurves.file]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[MedianCurves.self] else { return nil }
    let changes = results.sweep.comparedArms.compactMap { arm -> String? in
      let medians = table.rows.filter { $0.arm == arm }.compactMap { $0.smallestWeight?.median }
      guard let first = medians.first, let last = medians.last else { return nil }
      return
        "\(results.models.title(arm)) \(Phrase.significant(first)) to \(Phrase.significant(last))"
    }
    guard !changes.isEmpty else { return nil }
    return
      "Medians over runs with quartiles, on the first validation samples; from the first point to the last: "
      + changes.joined(separator: ", ") + "."
  }
}

// Figures 2 to 5 of the MMoE paper redone.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

enum CosineFigure: FigureKind {
  static let name = "mmoe-figure2"
  static let title = "The labels' correlation by p"
  static let files = [CosineTable.file]
  static let tables: [any DerivedTable.Type] = [CosineTable.self]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[CosineTable.self],
      let trials = table.rows.compactMap(\.count).max()
    else { return nil }
    let distances = results.plan.settingsWithData.compactMap { setting in
      table.largestDistance(in: setting.name).map {
        "\(Phrase.significant($0))\(setting.name == Setting.defaultName ? " with the default constants" : Phrase.on(setting: setting.name))"
      }
    }
    return
      "Pearson correlation of the labels, mean of \(trials) data sets of \(CosineTable.sampleCount) samples with the range of "
      + "their middle 90%; diamonds are the paper's. Largest distance from a diamond: \(Phrase.list(distances))."
  }
}

enum SpreadFigure: FigureKind {
  static let name = "mmoe-figure3"
  static let title = "Loss along training, by model: how far do correlations spread?"
  static let files = [LossCurves.file]
  static let tables: [any DerivedTable.Type] = [LossCurves.self]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[LossCurves.self] else { return nil }
    let keys = results.sweep.correlations
    guard let lowest = keys.first, let highest = keys.last, lowest != highest else { return nil }
    let drops = results.models.models.compactMap { model -> String? in
      guard model.role != .baseline, let low = table.end(of: model.name, lowest),
        let high = table.end(of: model.name, highest)
      else { return nil }
      return "\(model.titleWithin) \(Phrase.signed(low - high))"
    }
    guard !drops.isEmpty else { return nil }
    return
      "Mean validation NMSE over runs; \(LossCurvesText.published) Mean NMSE at the end at p = \(lowest) minus that at "
      + "\(highest): \(Phrase.list(drops))."
  }
}

enum LossCurvesFigure: FigureKind {
  static let name = "mmoe-figure4"
  static let title = "Loss along training, by p: how far do models spread?"
  static let files = [LossCurves.file]
  static let tables: [any DerivedTable.Type] = [LossCurves.self]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[LossCurves.self] else { return nil }
    let ends = results.sweep.correlations.compactMap { correlation -> String? in
      let values = results.models.models.compactMap { model -> String? in
        guard model.role == nil, let own = table.end(of: model.name, correlation) else {
          return nil
        }
        let published = table.end(of: model.name, correlation, .published)
        return "\(model.titleWithin) \(Phrase.significant(own))"
          + (published.map { " (paper \(Phrase.significant($0)))" } ?? "")
      }
      return values.isEmpty ? nil : "at p = \(correlation) \(Phrase.list(values))"
    }
    guard !ends.isEmpty else { return nil }
    return
      "Mean validation NMSE, bands for the middle 80% of runs; \(LossCurvesText.published) At the end: "
      + ends.joined(separator: "; ") + "."
  }
}

enum LossHistogramFigure: FigureKind {
  static let name = "mmoe-figure5"
  static let title = "Final loss of all runs"
  static let files = [LossHistogram.file]
  static let tables: [any DerivedTable.Type] = [LossHistogram.self]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let beyond = results[LossHistogram.self]?.beyond, beyond.runs > 0 else { return nil }
    return
      "Share of runs by test NMSE on task 1, in the paper's \(LossHistogram.binCount) bins on "
      + "[0, \(Phrase.threshold(LossHistogram.end))]; a run has a draw of its own. The unit of the paper's loss is not stated. "
      + "\(beyond.count) of \(beyond.runs) runs are beyond the last bin."
  }
}

/// What both figures of loss curves say of the published points.
private enum LossCurvesText {
  static let published =
    "diamonds are the paper's losses, divided by that of its untrained network at the same p and placed by their share of its axis."
}

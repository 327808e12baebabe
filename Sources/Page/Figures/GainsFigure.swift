// Figure 7 of the PLE paper redone: gains over the baseline by correlation.

internal import Records
internal import Statistics
internal import Analysis
internal import Experiments
internal import Formats

enum GainsFigure: FigureKind {
  static let name = "figure7"
  static let title = "Gain over the single-task model"
  static let files = [GainTable.file]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[GainTable.self] else { return nil }
    let (sweep, models) = (results.sweep, results.models)
    let correlation =
      sweep.correlations.count > 1 ? GainTable.average : sweep.correlations.first ?? ""
    let rows = sweep.sharingArms(in: Arm.defaultSetting)
      .compactMap { table.row($0, correlation, GainTable.taskMean, .logExcess) }
    var sentences = [
      "Left: mean gains in log excess error over draws with 95% Student t intervals; .10 is about 10% less error. "
        + "Right: the paper's unit, differences of MSE"
        + (results.published.hasGains ? ", with its single runs as diamonds." : ".")
    ]
    for arm in sweep.defaultArms where sweep.role(of: arm) == .control {
      sentences.append(
        "\(models.title(arm)), which differs from single-task in more than sharing, is left out; its gains are in the table."
      )
    }
    if let best = rows.max(by: { ($0.mean ?? -.infinity) < ($1.mean ?? -.infinity) }),
      let mean = best.mean, let interval = best.interval
    {
      let side =
        interval.lower > 0
        ? "above 0" : interval.upper < 0 ? "below 0" : "not told from 0"
      sentences.append(
        "Averaged over correlations and tasks, \(models.title(best.arm)) has the largest mean gain, "
          + "\(Phrase.signed(mean)) [\(Phrase.signed(interval.lower)), \(Phrase.signed(interval.upper))], \(side)."
      )
    }
    return sentences.joined(separator: " ")
  }
}

/// The same gains by task and correlation.
enum GainsByCorrelationFigure: FigureKind {
  static let name = "gains-by-correlation"
  static let title = "Gain over the single-task model by task and correlation"
  static let files = [GainTable.file]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[GainTable.self] else { return nil }
    let cells = table.rows.filter {
      $0.metric == .raw && $0.task != GainTable.taskMean && $0.correlation != GainTable.average
    }
    let judged = cells.compactMap(\.publishedIsWithinPrediction)
    return "Dots are mean gains in log excess error over draws with 95% Student t intervals."
      + (judged.isEmpty
        ? ""
        : " In the paper's unit its run lies in the 95% prediction interval for one pair of runs in "
          + "\(judged.count { $0 }) of \(judged.count) cells.")
  }
}

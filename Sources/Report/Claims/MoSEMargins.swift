// By how much MoSE is best: "about 10% below the second best, Sequential Multi-head" (MoSE, section 5.1.2), and the
// distances to the runners-up that its Figure 6 shows.

internal import Formats
internal import Foundation
internal import Statistics

/// MoSE's error relative to another's, beside the published single run.
struct MoSEMargins: ClaimFamily {
  /// A published distance.
  struct Margin: Hashable {
    var rival: String
    /// From 0.
    var task: Int
    /// MoSE's published error over the rival's.
    var ratio: Double
    var source: String
  }

  /// A published distance and what was measured of it.
  struct Measurement {
    var margin: Margin
    /// ln of MoSE's error over the rival's, replicate by replicate.
    var logRatios: [Double]
    /// The mean with the bounds that decide.
    var estimate: Estimate? { Estimate(logRatios) }
    /// 95% interval for one further run, which is what the paper shows.
    var prediction: Interval? { predictionInterval(logRatios) }

    /// The distance in words.
    var statement: String {
      "MoSE's error on task \(margin.task + 1) is \(Phrase.reduction(margin.ratio)) below "
        + "\(Phrase.modelWithin(margin.rival))'s"
    }
  }

  func claims(_ study: Study) -> [Claim] { Self.measurements(study).map(Self.claim) }

  /// The published distances to models that were run.
  static func measurements(_ study: Study) -> [Measurement] {
    guard let sweep = study.experiment(SequenceStudy.modes)?.sweep,
      sweep.arms.contains(SequenceStudy.mose)
    else { return [] }
    return published(study.published)
      .filter { sweep.arms.contains(Arm(model: $0.rival)) && $0.task < sweep.tasks.count }
      .map { margin in
        Measurement(
          margin: margin,
          logRatios: MoSEComparison.logRatios(
            sweep, SequenceStudy.mose.model, over: margin.rival, task: margin.task))
      }
  }

  /// The statement of the text, which calls multi-head the second best, then the runner-up of each task in the figure.
  static func published(_ values: PublishedValues) -> [Margin] {
    func margin(_ rival: String, _ task: Int, _ source: String) -> Margin? {
      guard let own = values.sequenceError(SequenceStudy.mose.model, task: task),
        let other = values.sequenceError(rival, task: task)
      else { return nil }
      return Margin(rival: rival, task: task, ratio: own / other, source: source)
    }
    let runnersUp = [0, 1].compactMap { task -> Margin? in
      let errors = SequenceStudy.alternatives.compactMap { model in
        values.sequenceError(model, task: task).map { (model, $0) }
      }
      return errors.min { $0.1 < $1.1 }.flatMap {
        margin($0.0, task, "MoSE Figure 6, the runner-up")
      }
    }
    return [margin("multi-head", 0, "MoSE section 5.1.2 (about 10%), Figure 6")].compactMap { $0 }
      + runnersUp
  }

  private static func claim(_ measurement: Measurement) -> Claim {
    let (margin, estimate) = (measurement.margin, measurement.estimate)
    return Claim(
      statement: measurement.statement, source: margin.source,
      published: NumberFormat.decimal(1 - margin.ratio, places: 3),
      measured: estimate.map { 1 - exp($0.mean) }, lower: estimate.map { 1 - exp($0.upper) },
      upper: estimate.map { 1 - exp($0.lower) }, count: measurement.logRatios.count,
      rule:
        "1 minus the geometric mean over replicates of MoSE's error over the rival's (the same in MSE and NMSE), a share, "
        + "with one-sided 95% bounds; not consistent iff the published run lies outside the 95% prediction interval for one "
        + "further run, or the upper bound < 0; else consistent iff the lower bound > 0",
      finding: finding(measurement.logRatios, published: margin.ratio),
      detail: detail(measurement))
  }

  /// What was measured, in per cent, and how much of it the published run can be told from.
  private static func detail(_ measurement: Measurement) -> String {
    guard let estimate = measurement.estimate, let prediction = measurement.prediction else {
      return ""
    }
    return
      "Mean reduction \(Phrase.reduction(ofLogRatio: estimate.mean)), bounds \(Phrase.reduction(ofLogRatio: estimate.upper)) to "
      + "\(Phrase.reduction(ofLogRatio: estimate.lower)). "
      + power(prediction, spread: Summary(measurement.logRatios)?.standardDeviation)
  }

  /// Which published runs would have been as expected.
  /// - Parameters:
  ///   - prediction: of the logarithm of a ratio of errors.
  ///   - spread: of the same over replicates.
  static func power(_ prediction: Interval, spread: Double?) -> String {
    let ratios = [prediction.lower, prediction.upper].map {
      NumberFormat.decimal(exp($0), places: 2)
    }
    return
      "A published ratio of errors from \(ratios[0]) to \(ratios[1]) (\(Phrase.reduction(ofLogRatio: prediction.upper)) to "
      + "\(Phrase.reduction(ofLogRatio: prediction.lower))) would be one of those expected of one further run"
      + (spread.map {
        ", since log ratios vary by \(NumberFormat.decimal($0, places: 2)) (standard deviation)"
      }
        ?? "")
      + (prediction.contains(0)
        ? ": 1, no difference, is among them as well, so that the test has little power and says next to nothing of the size."
        : ".")
  }

  /// Not consistent: the published run is none of those expected here, or MoSE is shown to be the worse. Consistent: it is
  /// one of them, and MoSE is shown to be the better. Else inconclusive.
  /// - Parameter published: the published ratio of errors.
  static func finding(_ logRatios: [Double], published: Double) -> Finding {
    guard let estimate = Estimate(logRatios), let prediction = predictionInterval(logRatios) else {
      return .inconclusive
    }
    if !prediction.contains(log(published)) || estimate.lower > 0 { return .inconsistent }
    return estimate.upper < 0 ? .consistent : .inconclusive
  }
}

extension Phrase {
  /// What a ratio of errors takes off, given its logarithm.
  static func reduction(ofLogRatio logRatio: Double) -> String { reduction(exp(logRatio)) }

  /// What a ratio of errors takes off, in per cent with one decimal: `10.4%` for .896.
  static func reduction(_ ratio: Double) -> String {
    NumberFormat.decimal(100 * (1 - ratio), places: 1) + "%"
  }
}

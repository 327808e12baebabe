// By how much a model is better on a task than the paper's single runs show: "about 10% below the second best,
// Sequential Multi-head" (MoSE, section 5.1.2), and the distances to the runners-up of its Figure 6.

package import Experiments
internal import Formats
internal import Foundation
internal import Records
package import Statistics

/// A model's error relative to another's, beside the published single run.
package struct ErrorRatio: ClaimFamily {
  package static let name = "error-ratio"
  package static let unit = "share"

  /// A published distance and what was measured of it.
  package struct Measurement: Sendable {
    /// The distance in words.
    package var statement: String
    /// The subject's published error over the rival's.
    var ratio: Double
    /// ln of the subject's MSE over the rival's, draw by draw, of single runs.
    var logRatios: [Double]
    /// The mean with the bounds that decide.
    package var estimate: Estimate? { Estimate(logRatios) }
    /// 95% interval for one further run, which is what the paper shows.
    package var prediction: Interval? { predictionInterval(logRatios) }
  }

  private let subject: String
  private let rival: String
  /// From 0.
  private let task: Int

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireOneCorrelation()
    try arguments.require(.sequenceErrors)
    subject = try arguments.model("subject")
    rival = try arguments.model("over")
    task = try arguments.task("task")
  }

  /// The published distance with what was measured; nil where none is published.
  package func measurement(_ results: ExperimentResults) -> Measurement? {
    let (models, sweep) = (results.models, results.sweep)
    guard
      let own = results.published.sequenceError(
        models[subject]?.published ?? subject, task: task),
      let other = results.published.sequenceError(models[rival]?.published ?? rival, task: task),
      [subject, rival].allSatisfy({ sweep.arms.contains(Arm(model: $0)) })
    else { return nil }
    let ratio = own / other
    return Measurement(
      statement:
        "\(models.title(subject))'s error on task \(task + 1) is \(Phrase.reduction(ratio)) below "
        + "\(models.titleWithin(rival))'s",
      ratio: ratio, logRatios: sweep.logRatios(subject, over: rival, task: task))
  }

  package var keys: [[String]] { [[subject, rival, NumberFormat.task(task)]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let measurement = measurement(results) else { return [] }
    let estimate = measurement.estimate
    return [
      Claim(
        [subject, rival, NumberFormat.task(task)],
        statement: measurement.statement,
        published: NumberFormat.decimal(1 - measurement.ratio, places: 3),
        measured: estimate.map { 1 - exp($0.mean) }, lower: estimate.map { 1 - exp($0.upper) },
        upper: estimate.map { 1 - exp($0.lower) }, count: measurement.logRatios.count,
        rule:
          "1 minus the geometric mean over draws of the subject's error over the rival's (the same in MSE and NMSE), a share, "
          + "with one-sided 95% bounds; not consistent iff the published run lies outside the 95% prediction interval for one "
          + "further run, or the upper bound < 0; else consistent iff the lower bound > 0",
        finding: Self.finding(measurement.logRatios, published: measurement.ratio),
        detail: Self.detail(measurement))
    ]
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
  ///   - spread: of the same over draws.
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
  package static func reduction(ofLogRatio logRatio: Double) -> String { reduction(exp(logRatio)) }

  /// What a ratio of errors takes off, in per cent with one decimal: `10.4%` for .896.
  package static func reduction(_ ratio: Double) -> String {
    NumberFormat.decimal(100 * (1 - ratio), places: 1) + "%"
  }
}

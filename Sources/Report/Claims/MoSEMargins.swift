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

  func claims(_ study: Study) -> [Claim] {
    guard let sweep = study.experiment(SequenceStudy.modes)?.sweep,
      sweep.arms.contains(SequenceStudy.mose)
    else { return [] }
    return Self.published(study.published)
      .filter { sweep.arms.contains(Arm(model: $0.rival)) && $0.task < sweep.tasks.count }
      .map { margin in
        Self.claim(
          margin,
          MoSEComparison.logRatios(
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
    return [margin("multi-head", 0, "MoSE section 5.1.2")].compactMap { $0 } + runnersUp
  }

  private static func claim(_ margin: Margin, _ logRatios: [Double]) -> Claim {
    let published = Phrase.reduction(margin.ratio)
    let estimate = Estimate(logRatios)
    let prediction = predictionInterval(logRatios)
    return Claim(
      statement:
        "MoSE's error on task \(margin.task + 1) is \(published) below \(Phrase.modelWithin(margin.rival))'s",
      source: margin.source, published: published,
      measured: estimate.map { 1 - exp($0.mean) }, lower: prediction.map { 1 - exp($0.upper) },
      upper: prediction.map { 1 - exp($0.lower) }, count: logRatios.count,
      rule:
        "1 minus the geometric mean over replicates of MoSE's error over the rival's (the same in MSE and NMSE), with the "
        + "95% prediction interval for one further run; not consistent iff the published run lies outside it, or the "
        + "one-sided 95% upper bound of the mean reduction < 0; else consistent iff the lower bound > 0",
      finding: finding(logRatios, published: margin.ratio),
      detail: estimate.map {
        "Mean reduction \(Phrase.reduction(exp($0.mean))), bounds \(Phrase.reduction(exp($0.upper))) to "
          + "\(Phrase.reduction(exp($0.lower)))."
      } ?? "")
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
  /// What a ratio of errors takes off, in per cent with one decimal: `10.4%` for .896.
  static func reduction(_ ratio: Double) -> String {
    NumberFormat.decimal(100 * (1 - ratio), places: 1) + "%"
  }
}

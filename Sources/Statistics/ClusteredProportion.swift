// Limits for a proportion of runs that are clustered in draws: Korn, Graubard, "Confidence
// intervals for proportions with small expected number of positive counts estimated from survey
// data", 1998.

/// A proportion of runs with an event, where the runs of one draw may depend on each other.
///
/// Clopper and Pearson's limits with an effective number of runs m in place of the number n, and
/// with m p̂ events. The design effect is the variance of p̂ between draws (linearised, because
/// draws may have different numbers of runs) over p̂ (1 − p̂)/n. m is n over the design effect, at
/// most n, times (t_{n−1}/t_{D−1})² for D draws with t at the confidence level.
///
/// The design effect cannot be estimated for a single draw, nor if no run or every run has the
/// event. Then m = D, as if the runs of a draw were copies of one run. So the upper limit for no
/// event can be above that for one event: it assumes the most clustering, which one event already
/// refutes in part.
///
/// With 16 draws of 8 runs and a correlation of .3 within draws, simulated two-sided 95% intervals
/// cover at least 94%. The one-sided upper limit covers 89–92% of rare events (4–10% of runs).
public struct ClusteredProportion: Hashable, Sendable {
  /// The runs of one draw.
  public struct Draw: Hashable, Sendable {
    /// How many runs have the event.
    public let events: Int
    /// How many runs there are (≥ 1).
    public let runs: Int

    /// A draw with `events` of its `runs`.
    public init(events: Int, runs: Int) {
      precondition(
        runs > 0 && events >= 0 && events <= runs, "there are \(events) events in \(runs) runs")
      self.events = events
      self.runs = runs
    }
  }

  /// D.
  public let draws: Int
  /// How many runs have the event.
  public let events: Int
  /// n.
  public let runs: Int
  /// The variance of p̂ over that of n independent runs; nil where it cannot be estimated.
  public let designEffect: Double?

  /// The proportion over all draws; nil for no draws.
  public init?(_ draws: [Draw]) {
    if draws.isEmpty { return nil }
    let events = draws.reduce(0) { $0 + $1.events }
    let runs = draws.reduce(0) { $0 + $1.runs }
    (self.draws, self.events, self.runs) = (draws.count, events, runs)
    if draws.count == 1 || events == 0 || events == runs {
      designEffect = nil
      return
    }
    let proportion = Double(events) / Double(runs)
    let squares = draws.reduce(0) { sum, draw in
      let residual = Double(draw.events) - proportion * Double(draw.runs)
      return sum + residual * residual
    }
    let correction = Double(draws.count) / Double(draws.count - 1)
    designEffect = correction * squares / (Double(runs) * proportion * (1 - proportion))
  }

  /// p̂, the share of runs with the event.
  public var proportion: Double { Double(events) / Double(runs) }

  /// The one-sided lower limit; 0 for no event.
  public func lower(level: Double = 0.95) -> Double {
    requireLevel(level)
    if events == 0 { return 0 }
    let effective = effectiveRuns(level: level)
    let (successes, failures) = (effective * proportion, effective * (1 - proportion))
    return betaQuantile(1 - level, successes, failures + 1)
  }

  /// The one-sided upper limit: 1 minus the lower limit of the runs without the event; 1 if every
  /// run has it.
  public func upper(level: Double = 0.95) -> Double {
    requireLevel(level)
    if events == runs { return 1 }
    let effective = effectiveRuns(level: level)
    let (successes, failures) = (effective * proportion, effective * (1 - proportion))
    return 1 - betaQuantile(1 - level, failures, successes + 1)
  }

  /// The two-sided interval: both one-sided limits at (1 + level)/2.
  public func interval(level: Double = 0.95) -> Interval {
    requireLevel(level)
    return Interval(lower: lower(level: (1 + level) / 2), upper: upper(level: (1 + level) / 2))
  }

  /// m for a one-sided limit at this level.
  ///
  /// The t quantiles adjust for an estimated design effect, so they apply only where it is
  /// estimated, and for levels above ½.
  func effectiveRuns(level: Double) -> Double {
    guard let designEffect else { return Double(draws) }
    let truncated = Double(runs) / max(designEffect, 1)
    if level <= 0.5 { return truncated }
    let simple = StudentT(degreesOfFreedom: Double(runs - 1)).quantile(level)
    let clustered = StudentT(degreesOfFreedom: Double(draws - 1)).quantile(level)
    return truncated * (simple / clustered) * (simple / clustered)
  }
}

// Student's t intervals on the values of replicates, usually paired differences.
//
// All return nil where the t model does not apply: for fewer than two values, and for equal values,
// whose zero variance would suggest certainty.

/// The two-sided interval for the mean: mean ± t sd/√n with n − 1 degrees of freedom.
///
/// Nil for fewer than two values or equal ones.
public func meanInterval(_ values: [Double], level: Double = 0.95) -> Interval? {
  requireLevel(level)
  return TModel(values).map { $0.interval(scale: $0.standardError, level: level) }
}

/// The one-sided lower confidence limit of the mean.
///
/// Nil for fewer than two values or equal ones.
public func oneSidedLower(_ values: [Double], level: Double = 0.95) -> Double? {
  requireLevel(level)
  return TModel(values).map { $0.mean - $0.distribution.quantile(level) * $0.standardError }
}

/// The one-sided upper confidence limit of the mean.
///
/// Nil for fewer than two values or equal ones.
public func oneSidedUpper(_ values: [Double], level: Double = 0.95) -> Double? {
  requireLevel(level)
  return TModel(values).map { $0.mean + $0.distribution.quantile(level) * $0.standardError }
}

/// The prediction interval for one further run: mean ± t sd √(1 + 1/n) with n − 1 degrees of
/// freedom.
///
/// It assumes that runs are normally distributed; the interval of a mean depends less on that. Nil
/// for fewer than two values or equal ones.
public func predictionInterval(_ values: [Double], level: Double = 0.95) -> Interval? {
  requireLevel(level)
  return TModel(values).map { model in
    let scale = model.standardError * Double(values.count + 1).squareRoot()
    return model.interval(scale: scale, level: level)
  }
}

/// The one-sided p-value of the t test for mean > `bound`: the probability of a sample mean at
/// least this high if the true mean equals the bound.
///
/// Below 1 − level exactly when `oneSidedLower` at that level is above the bound. Nil for fewer
/// than two values or equal ones.
public func tTestP(_ values: [Double], meanAbove bound: Double) -> Double? {
  TModel(values).map { $0.distribution.upperTail(($0.mean - bound) / $0.standardError) }
}

/// The one-sided p-value of the t test for mean < `bound`: the probability of a sample mean at most
/// this high if the true mean equals the bound.
///
/// Below 1 − level exactly when `oneSidedUpper` at that level is below the bound. Nil for fewer
/// than two values or equal ones.
public func tTestP(_ values: [Double], meanBelow bound: Double) -> Double? {
  TModel(values).map { $0.distribution.cdf(($0.mean - bound) / $0.standardError) }
}

/// The t model of a sample; nil where it does not apply.
private struct TModel {
  let mean: Double
  let standardError: Double
  let distribution: StudentT

  init?(_ values: [Double]) {
    guard let summary = Summary(values), let error = summary.standardError, error > 0 else {
      return nil
    }
    mean = summary.mean
    standardError = error
    distribution = StudentT(degreesOfFreedom: Double(summary.count - 1))
  }

  func interval(scale: Double, level: Double) -> Interval {
    let reach = distribution.quantile((1 + level) / 2) * scale
    return Interval(lower: mean - reach, upper: mean + reach)
  }
}

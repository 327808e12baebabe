// Student's t intervals on the values of replicates, usually paired differences.
//
// All of them are nil where the t model says nothing: for fewer than two values, and for values
// that are all equal, whose spread of 0 would pass for certainty.

/// The two-sided interval for the mean: mean ± t sd/√n with n − 1 degrees of freedom.
///
/// Nil for fewer than two values or equal ones.
public func meanInterval(_ values: [Double], level: Double = 0.95) -> Interval? {
  requireLevel(level)
  return TModel(values).map { $0.interval(scale: $0.standardError, level: level) }
}

/// The lower limit alone, at a one-sided level: the mean is above it with this confidence.
///
/// Nil for fewer than two values or equal ones.
public func oneSidedLower(_ values: [Double], level: Double = 0.95) -> Double? {
  requireLevel(level)
  return TModel(values).map { $0.mean - $0.distribution.quantile(level) * $0.standardError }
}

/// The upper limit alone, at a one-sided level: the mean is below it with this confidence.
///
/// Nil for fewer than two values or equal ones.
public func oneSidedUpper(_ values: [Double], level: Double = 0.95) -> Double? {
  requireLevel(level)
  return TModel(values).map { $0.mean + $0.distribution.quantile(level) * $0.standardError }
}

/// The interval in which one further run falls: mean ± t sd √(1 + 1/n) with n − 1 degrees of
/// freedom.
///
/// It takes single runs for normal, which the interval of a mean needs only roughly. Nil for fewer
/// than two values or equal ones.
public func predictionInterval(_ values: [Double], level: Double = 0.95) -> Interval? {
  requireLevel(level)
  return TModel(values).map { model in
    let scale = model.standardError * Double(values.count + 1).squareRoot()
    return model.interval(scale: scale, level: level)
  }
}

/// The one-sided p of "mean > `bound`" by the t test: the chance, were the mean at the bound, of a
/// mean this high.
///
/// Below 1 − level exactly when `oneSidedLower` at that level is above the bound. Nil for fewer
/// than two values or equal ones.
public func tTestP(_ values: [Double], meanAbove bound: Double) -> Double? {
  TModel(values).map { $0.distribution.upperTail(($0.mean - bound) / $0.standardError) }
}

/// The one-sided p of "mean < `bound`" by the t test: the chance, were the mean at the bound, of a
/// mean this low.
///
/// Below 1 − level exactly when `oneSidedUpper` at that level is below the bound. Nil for fewer
/// than two values or equal ones.
public func tTestP(_ values: [Double], meanBelow bound: Double) -> Double? {
  TModel(values).map { $0.distribution.cdf(($0.mean - bound) / $0.standardError) }
}

/// What the t intervals share, where it exists.
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

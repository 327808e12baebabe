// Fieller, "Some problems in interval estimation", 1954: an interval for a ratio of two means.

/// Fieller's interval for a ratio of means, if it exists.
public enum FiellerResult: Hashable, Sendable {
  /// The ratios that the data do not reject.
  case interval(Interval)
  /// No bounded interval: the denominators' mean interval includes 0, there are fewer than two
  /// pairs, or both lists have zero variance.
  case undefined
}

/// The mean of the numerators over the mean of the denominators; nil for no pairs or a denominator
/// mean of 0.
public func ratioOfMeans(_ numerators: [Double], _ denominators: [Double]) -> Double? {
  requirePaired(numerators, denominators)
  guard let above = Summary(numerators), let below = Summary(denominators), below.mean != 0 else {
    return nil
  }
  return above.mean / below.mean
}

/// Fieller's interval for E[numerator] / E[denominator] from paired values of replicates.
///
/// The interval holds every ratio ρ for which a t test of mean(numerator − ρ denominator) = 0 does
/// not reject. Let a = d̄² − t² v_dd, where v denotes variances and covariances of means. The
/// ratios form a bounded interval iff a > 0, that is iff `meanInterval` of the denominators
/// excludes 0; otherwise the result is undefined.
public func fieller(
  _ numerators: [Double], _ denominators: [Double], level: Double = 0.95
) -> FiellerResult {
  requireLevel(level)
  requirePaired(numerators, denominators)
  let n = numerators.count
  guard n > 1, let above = Summary(numerators), let below = Summary(denominators),
    let varianceAbove = above.variance, let varianceBelow = below.variance,
    varianceAbove > 0 || varianceBelow > 0, below.mean != 0
  else { return .undefined }
  // With ρ = ρ̂ + δ the quadratic is a δ² + 2 t² v_de δ − t² v_ee ≤ 0, e = numerator − ρ̂
  // denominator: in this form the discriminant is a sum of non-negative terms, so nothing
  // cancels.
  let ratio = above.mean / below.mean
  var sumDE = 0.0
  var sumEE = 0.0
  for (numerator, denominator) in zip(numerators, denominators) {
    let d = denominator - below.mean
    let e = numerator - above.mean - ratio * d
    sumDE += d * e
    sumEE += e * e
  }
  let divisor = Double(n) * Double(n - 1)
  let t = StudentT(degreesOfFreedom: Double(n - 1)).quantile((1 + level) / 2)
  let slope = t * t * sumDE / divisor
  let constant = t * t * sumEE / divisor
  let a = below.mean * below.mean - t * t * varianceBelow / Double(n)
  guard a > 0 else { return .undefined }
  let root = (slope * slope + a * constant).squareRoot()
  return .interval(
    Interval(lower: ratio - (slope + root) / a, upper: ratio + (root - slope) / a))
}

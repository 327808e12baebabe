// Tests for a difference of means.

/// Student's t test of two samples (Biometrika 6, 1908): mean₂ − mean₁ against s·√(1/n₁ + 1/n₂), where s² is the pooled
/// variance ((n₁ − 1)s₁² + (n₂ − 1)s₂²) / (n₁ + n₂ − 2), whose denominator is the degrees of freedom.
///
/// It is exact where both samples come from one normal distribution. Welch's test, for unequal variances, has degrees of
/// freedom that fall as the variances part, so that a sample and its multiple can look more alike than before when the
/// multiple grows.
public struct TwoSampleTest: Hashable, Sendable {
  /// mean₂ − mean₁.
  public let difference: Double
  /// s·√(1/n₁ + 1/n₂), above 0.
  public let standardError: Double
  /// n₁ + n₂ − 2.
  public let degreesOfFreedom: Double

  /// The test of two samples; nil for fewer than two values in a sample, and if both variances are
  /// 0.
  public init?(_ first: [Double], _ second: [Double]) {
    guard let one = Summary(first), let two = Summary(second), let variance = one.variance,
      let otherVariance = two.variance
    else { return nil }
    self.init(
      counts: (Double(one.count), Double(two.count)), means: (one.mean, two.mean),
      variances: (variance, otherVariance))
  }

  /// The test from counts, means and unbiased variances; nil as for samples.
  public init?(
    counts: (Double, Double), means: (Double, Double), variances: (Double, Double)
  ) {
    guard counts.0 > 1, counts.1 > 1, variances.0 >= 0, variances.1 >= 0 else { return nil }
    degreesOfFreedom = counts.0 + counts.1 - 2
    let pooled =
      variances.0 * ((counts.0 - 1) / degreesOfFreedom)
      + variances.1 * ((counts.1 - 1) / degreesOfFreedom)
    guard pooled > 0, pooled.isFinite else { return nil }
    difference = means.1 - means.0
    standardError = (pooled * (1 / counts.0 + 1 / counts.1)).squareRoot()
  }

  /// The two-sided p-value for equal means.
  public var p: Double {
    2
      * StudentT(degreesOfFreedom: degreesOfFreedom)
      .upperTail(difference.magnitude / standardError)
  }
}

/// The two-sided p-value of the t test for a mean other than 0, usually of paired differences. Nil
/// for fewer than two values or equal ones.
public func tTestP(_ values: [Double]) -> Double? {
  guard let above = tTestP(values, meanAbove: 0), let below = tTestP(values, meanBelow: 0) else {
    return nil
  }
  return min(1, 2 * min(above, below))
}

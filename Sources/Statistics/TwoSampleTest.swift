// Tests for a difference of means.

/// Welch's t test (Biometrika 34, 1947): mean₂ − mean₁ against √(s₁²/n₁ + s₂²/n₂), with the degrees
/// of freedom (s₁²/n₁ + s₂²/n₂)² / (s₁⁴/(n₁²(n₁ − 1)) + s₂⁴/(n₂²(n₂ − 1))).
public struct WelchTest: Hashable, Sendable {
  /// mean₂ − mean₁.
  public let difference: Double
  /// √(s₁²/n₁ + s₂²/n₂), above 0.
  public let standardError: Double
  /// Welch's, from min(n₁, n₂) − 1 to n₁ + n₂ − 2.
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
    let parts = (variances.0 / counts.0, variances.1 / counts.1)
    let sum = parts.0 + parts.1
    guard sum > 0, sum.isFinite else { return nil }
    difference = means.1 - means.0
    standardError = sum.squareRoot()
    // Shares of the sum, because squares of small variances would underflow.
    let shares = (parts.0 / sum, parts.1 / sum)
    degreesOfFreedom =
      1 / (shares.0 * shares.0 / (counts.0 - 1) + shares.1 * shares.1 / (counts.1 - 1))
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

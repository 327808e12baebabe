// Count, mean and spread of a list of values.

/// Moments of a list of at least one finite value.
public struct Summary: Hashable, Sendable {
  /// How many values there are (≥ 1).
  public let count: Int
  /// The arithmetic mean. For equal values it is exactly that value.
  public let mean: Double
  /// The unbiased variance (divisor n − 1); nil for a single value, exactly 0 for equal ones.
  public let variance: Double?

  /// The summary of the values, or nil if there are none.
  ///
  /// Two passes: the sum of deviations from the mean, which is rounding error, corrects both mean
  /// and variance (Chan, Golub, LeVeque, "Algorithms for computing the sample variance", 1983, eq.
  /// 1.7).
  public init?(_ values: [Double]) {
    guard let smallest = values.min(), let largest = values.max() else { return nil }
    requireFinite(values)
    count = values.count
    if smallest == largest {
      // Rounding of the mean must not give equal values a nonzero variance.
      mean = smallest
      variance = count > 1 ? 0 : nil
      return
    }
    let n = Double(count)
    let roughMean = values.reduce(0, +) / n
    var deviations = 0.0
    var squares = 0.0
    for value in values {
      deviations += value - roughMean
      squares += (value - roughMean) * (value - roughMean)
    }
    mean = min(max(roughMean + deviations / n, smallest), largest)
    variance = max(squares - deviations * deviations / n, 0) / (n - 1)
  }

  /// The root of the variance; nil for a single value.
  public var standardDeviation: Double? { variance.map { $0.squareRoot() } }

  /// The standard error of the mean, sd/√n; nil for a single value.
  public var standardError: Double? { variance.map { ($0 / Double(count)).squareRoot() } }
}

// Running means and variances by Welford's updates: no cancellation, no memory of the values.

/// Count, mean and variance of values seen one at a time.
public struct Moments: Hashable, Sendable {
  /// The number of values seen.
  public private(set) var count = 0
  /// Their mean; 0 before the first.
  public private(set) var mean = 0.0
  private var squares = 0.0

  /// No values.
  public init() {}

  /// Takes one more value into account.
  public mutating func add(_ value: Double) {
    count += 1
    let before = value - mean
    mean += before / Double(count)
    squares += before * (value - mean)
  }

  /// The mean squared distance from the mean.
  public var populationVariance: Double { count > 0 ? squares / Double(count) : 0 }

  /// The unbiased estimate of the variance; nil for fewer than two values.
  public var sampleVariance: Double? { count > 1 ? squares / Double(count - 1) : nil }

  /// mean / standard error: how many standard errors the mean is from 0; nil when that is undefined.
  public var z: Double? {
    guard let variance = sampleVariance, variance > 0 else { return nil }
    return mean / (variance / Double(count)).squareRoot()
  }
}

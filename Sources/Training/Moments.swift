// Running means and variances by Welford's updates, without cancellation.

/// Count, mean and variance of values added one at a time.
public struct Moments: Hashable, Sendable {
  /// The number of values.
  public private(set) var count = 0
  /// Their mean; 0 without values.
  public private(set) var mean = 0.0
  private var squares = 0.0

  /// No values.
  public init() {}

  /// Adds a value.
  public mutating func add(_ value: Double) {
    count += 1
    let before = value - mean
    mean += before / Double(count)
    squares += before * (value - mean)
  }

  /// The population variance; 0 without values.
  public var populationVariance: Double { count > 0 ? squares / Double(count) : 0 }
}

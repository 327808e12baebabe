// The interval type of this target.

/// A closed interval [lower, upper].
public struct Interval: Hashable, Sendable {
  /// The lower limit.
  public var lower: Double
  /// The upper limit, not below the lower one.
  public var upper: Double

  /// The interval between two limits, lower ≤ upper.
  public init(lower: Double, upper: Double) {
    precondition(lower <= upper, "an interval's limits are in order: \(lower), \(upper)")
    self.lower = lower
    self.upper = upper
  }

  /// Whether the value is in the interval, its limits included.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

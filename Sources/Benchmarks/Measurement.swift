// A quantity measured several times on a machine that does other things as well.

/// Repeated measurements of one quantity, in the order in which they were made.
public struct Measurement: Codable, Hashable, Sendable {
  /// One per repetition.
  public var values: [Double]

  /// Measurements made.
  public init(_ values: [Double] = []) { self.values = values }

  /// The middle one, or the mean of the middle two: a repetition that was disturbed does not count.
  public var median: Double {
    precondition(!values.isEmpty, "nothing was measured")
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// (largest − smallest) / median.
  public var spread: Double {
    let middle = median
    guard middle != 0, let least = values.min(), let most = values.max() else { return 0 }
    return (most - least) / middle
  }

  /// Repetition by repetition, one quantity by another: what disturbed both cancels.
  static func / (numerator: Measurement, denominator: Measurement) -> Measurement {
    Measurement(zip(numerator.values, denominator.values).map { $0 / $1 })
  }
}

/// Seconds that some work takes.
func seconds(_ work: () -> Void) -> Double {
  let start = ContinuousClock.now
  work()
  return seconds(since: start)
}

/// Seconds since a moment.
func seconds(since start: ContinuousClock.Instant) -> Double {
  (ContinuousClock.now - start) / .seconds(1)
}

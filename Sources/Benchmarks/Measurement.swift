// Repeated measurements on a machine with other load.

/// Repeated measurements of one quantity, in the order of measurement.
public struct Measurement: Codable, Hashable, Sendable {
  /// One value per repetition.
  public var values: [Double]

  /// Measurements from values.
  public init(_ values: [Double] = []) { self.values = values }

  /// The median, which is robust against disturbed repetitions.
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

  /// The ratio of two quantities per repetition; a disturbance that affects both cancels.
  static func / (numerator: Measurement, denominator: Measurement) -> Measurement {
    Measurement(zip(numerator.values, denominator.values).map { $0 / $1 })
  }
}

/// The duration of some work in seconds.
func seconds(_ work: () -> Void) -> Double {
  let start = ContinuousClock.now
  work()
  return seconds(since: start)
}

/// The seconds since an instant.
func seconds(since start: ContinuousClock.Instant) -> Double {
  (ContinuousClock.now - start) / .seconds(1)
}

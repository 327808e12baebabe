// Distributions of constants that a paper leaves open.

internal import Formats
internal import Randomness

/// A distribution of real numbers.
public enum Distribution: Codable, Hashable, Sendable {
  /// Uniform on [from, to); the number itself if both are equal.
  case uniform(from: Double, to: Double)
  /// Normal, truncated at 6.661 standard deviations.
  case normal(mean: Double, standardDeviation: Double)

  /// An upper bound of the magnitude of drawn numbers.
  public var largestMagnitude: Double {
    switch self {
    case .uniform(let from, let to): max(from.magnitude, to.magnitude)
    case .normal(let mean, let deviation): mean.magnitude + 6.661 * deviation
    }
  }

  /// The first numbers of a stream's row.
  func values(_ count: Int, of stream: RandomStream, row: Int = 0) -> [Double] {
    switch self {
    case .uniform(let from, let to):
      stream.uniforms(count, row: row).map { from + (to - from) * $0 }
    case .normal(let mean, let deviation):
      stream.normals(count, row: row).map { mean + deviation * $0 }
    }
  }

  /// Throws unless the bounds are in order, the standard deviation is not negative, and no drawn
  /// number exceeds `limit` in magnitude.
  func validate(_ field: String, limit: Double) throws(SpecError) {
    let isOrdered =
      switch self {
      case .uniform(let from, let to): from <= to
      case .normal(_, let deviation): deviation >= 0
      }
    // NaN fails every comparison.
    guard isOrdered, largestMagnitude <= limit else {
      throw SpecError(
        field: field, value: description,
        allowed: "uniform with from at most to, or normal with a standardDeviation of at least 0, "
          + "and no number beyond ±\(limit)")
    }
  }
}

extension Distribution: CustomStringConvertible {
  /// The distribution in words, such as `uniform from 0.5 to 0.9`.
  public var description: String {
    switch self {
    case .uniform(let from, let to): "uniform from \(from) to \(to)"
    case .normal(let mean, let deviation):
      "normal with mean \(mean) and standardDeviation \(deviation)"
    }
  }
}

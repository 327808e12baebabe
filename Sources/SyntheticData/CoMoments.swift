// Means and centred products of several variables in one pass.

/// Welford's recurrence for a vector of variables: exact to rounding even where means dwarf
/// deviations.
struct CoMoments {
  private(set) var count = 0
  private let width: Int
  private var means: [Double]
  private var products: [Double]
  private var deviations: [Double]

  /// No observations of `width` variables.
  init(width: Int) {
    self.width = width
    means = Array(repeating: 0, count: width)
    products = Array(repeating: 0, count: width * width)
    deviations = Array(repeating: 0, count: width)
  }

  /// Takes in one observation.
  mutating func add(_ values: [Double]) {
    precondition(
      values.count == width, "\(values.count) values for \(width) variables")
    count += 1
    for a in 0..<width {
      deviations[a] = values[a] - means[a]
      means[a] += deviations[a] / Double(count)
    }
    // The old deviation of one times the new deviation of the other.
    for a in 0..<width {
      for b in 0...a { products[a * width + b] += deviations[a] * (values[b] - means[b]) }
    }
  }

  /// The population variance of a variable.
  func variance(_ a: Int) -> Double { products[a * width + a] / Double(count) }

  /// Pearson's correlation of two variables; NaN where one is constant.
  func correlation(_ a: Int, _ b: Int) -> Double {
    let product = products[max(a, b) * width + min(a, b)]
    return product
      / (products[a * width + a] * products[b * width + b]).squareRoot()
  }
}

// Means, variances and correlations of several variables in one pass.

/// Welford's recurrence for a vector of variables: accurate even if means are much larger than
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

  /// Adds one observation.
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

extension CoMoments {
  /// Moments of y_1 … y_K over all samples and label steps of a range; `batch` is refilled
  /// repeatedly.
  init(of source: any SampleSource, over range: Range<Int>, _ batch: Batch) {
    self.init(of: source, over: range, batch, besides: 0) { _, _, _ in }
  }

  /// Moments of y_1 … y_K and of `extraCount` further variables, which `measure` writes for a
  /// sample at a row of the batch: [S, extraCount].
  init(
    of source: any SampleSource, over range: Range<Int>, _ batch: Batch, besides extraCount: Int,
    _ measure: (_ row: Int, _ sample: Int, _ extra: inout [Double]) -> Void
  ) {
    let (taskCount, labelCount) = (source.taskCount, source.labelCount)
    self.init(width: taskCount + extraCount)
    var values = [Double](repeating: 0, count: taskCount + extraCount)
    var extra = [Double](repeating: 0, count: labelCount * extraCount)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: batch.capacity) {
      source.fill(batch, with: start..<min(start + batch.capacity, range.upperBound))
      for row in 0..<batch.count {
        measure(row, start + row, &extra)
        for step in 0..<labelCount {
          for task in 0..<taskCount {
            values[task] = Double(batch.labels[(row * taskCount + task) * labelCount + step])
          }
          for index in 0..<extraCount {
            values[taskCount + index] = extra[step * extraCount + index]
          }
          add(values)
        }
      }
    }
  }
}

// A curve through a few measured points, to be compared with another at the same x.

/// A function that is linear between its points.
package struct PiecewiseLine: Sendable {
  /// In ascending order of x, no two with the same.
  package let points: [(x: Double, y: Double)]

  /// Nil for fewer than two points, or two with the same x.
  package init?(_ points: [(x: Double, y: Double)]) {
    let sorted = points.sorted { $0.x < $1.x }
    guard sorted.count > 1, zip(sorted, sorted.dropFirst()).allSatisfy({ $0.x < $1.x }) else {
      return nil
    }
    self.points = sorted
  }

  /// Where it is defined.
  package var range: ClosedRange<Double> { points[0].x...points[points.count - 1].x }

  /// Its value; at the ends of its range that of the nearest point.
  package func callAsFunction(_ x: Double) -> Double {
    guard let next = points.firstIndex(where: { $0.x >= x }) else {
      return points[points.count - 1].y
    }
    guard next > 0 else { return points[0].y }
    let (left, right) = (points[next - 1], points[next])
    return left.y + (right.y - left.y) * (x - left.x) / (right.x - left.x)
  }

  /// The mean of `self - other` over the x at which both are defined; nil where that is no interval.
  package func meanDifference(from other: PiecewiseLine) -> Double? {
    let lower = max(range.lowerBound, other.range.lowerBound)
    let upper = min(range.upperBound, other.range.upperBound)
    guard lower < upper else { return nil }
    // Between the points of both the difference is linear, so that the trapezoidal rule is exact.
    let inner = (points + other.points).map(\.x).filter { $0 > lower && $0 < upper }
    let places = ([lower, upper] + inner).sorted()
    let area = zip(places, places.dropFirst()).reduce(0.0) { sum, ends in
      sum + (ends.1 - ends.0) * (difference(other, ends.0) + difference(other, ends.1)) / 2
    }
    return area / (upper - lower)
  }

  private func difference(_ other: PiecewiseLine, _ x: Double) -> Double { self(x) - other(x) }
}

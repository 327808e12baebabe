// The least-squares slope through a few points.

/// The slope of the least-squares line through points; nil where all have the same x, or there are fewer than two.
package func leastSquaresSlope(_ points: [(x: Double, y: Double)]) -> Double? {
  guard points.count > 1 else { return nil }
  let count = Double(points.count)
  let (meanX, meanY) = (
    points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count
  )
  let spread = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
  guard spread > 0 else { return nil }
  return points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / spread
}

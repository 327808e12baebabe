// Values that belong together by replicate: their differences, and the slope of one on the other.

/// first − second, pair by pair: what the intervals for a difference of two models are computed
/// from.
public func pairedDifferences(_ first: [Double], minus second: [Double]) -> [Double] {
  requirePaired(first, second)
  return zip(first, second).map { $0 - $1 }
}

/// The slope of the least-squares line of values on positions, Σ(x − x̄)(y − ȳ) / Σ(x − x̄)².
///
/// Nil for fewer than two points, or when all positions are equal.
public func leastSquaresSlope(of values: [Double], on positions: [Double]) -> Double? {
  requirePaired(values, positions)
  guard let y = Summary(values), let x = Summary(positions), let variance = x.variance, variance > 0
  else { return nil }
  var products = 0.0
  for (position, value) in zip(positions, values) {
    products += (position - x.mean) * (value - y.mean)
  }
  return products / (variance * Double(x.count - 1))
}

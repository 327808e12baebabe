// Where an increasing function crosses zero: how quantiles are found from distribution functions.

/// The root of an increasing function between two bounds.
///
/// Newton's steps, replaced by halving whenever they would leave the bracket the root is known to
/// be in, so that convergence is certain. `function` returns value and slope.
func increasingRoot(
  between lowerBound: Double, and upperBound: Double, from start: Double,
  of function: (Double) -> (value: Double, slope: Double)
) -> Double {
  var lower = lowerBound
  var upper = upperBound
  var x = start
  for iteration in 0..<2000 {
    let (value, slope) = function(x)
    if value == 0 { return x }
    if value < 0 { lower = x } else { upper = x }
    var next = x - value / slope
    // Newton needs about ten steps; after many more only halving is trusted.
    if !(next > lower && next < upper) || iteration > 60 { next = lower + (upper - lower) / 2 }
    if abs(next - x) <= 0x1p-52 * abs(x) || next == lower && next == upper { return next }
    x = next
  }
  return x
}

// Root finding for increasing functions, used to invert distribution functions.

/// The root of an increasing function between two bounds.
///
/// Newton's method, with bisection whenever a step would leave the bracket, so that convergence is
/// guaranteed. `function` returns value and slope.
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
    // Newton's method needs about ten steps; after 60, only bisection is used.
    if !(next > lower && next < upper) || iteration > 60 { next = lower + (upper - lower) / 2 }
    if abs(next - x) <= 0x1p-52 * abs(x) || next == lower && next == upper { return next }
    x = next
  }
  return x
}

// The interquartile mean: robust against outlying runs, and less wasteful than the median.

/// The mean of what is left when ⌊n/4⌋ of the values are dropped at either end; nil for no values.
///
/// Where n is no multiple of 4 a little less than a quarter is dropped, as rliable does.
public func interquartileMean(_ values: [Double]) -> Double? {
  requireFinite(values)
  let dropped = values.count / 4
  return Summary(Array(values.sorted().dropFirst(dropped).dropLast(dropped)))?.mean
}

// The interquartile mean: robust against outlying runs and more efficient than the median.

/// The mean after the ⌊n/4⌋ smallest and the ⌊n/4⌋ largest values are dropped; nil for no values.
///
/// If 4 does not divide n, slightly less than a quarter is dropped at each end, as in rliable.
public func interquartileMean(_ values: [Double]) -> Double? {
  requireFinite(values)
  let dropped = values.count / 4
  return Summary(Array(values.sorted().dropFirst(dropped).dropLast(dropped)))?.mean
}

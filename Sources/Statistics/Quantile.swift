// Quantiles of samples.

/// The quantile of ascending values, linearly interpolated at rank probability · (n − 1), from 0.
public func quantile(_ probability: Double, ofSorted values: [Double]) -> Double {
  let rank = probability * Double(values.count - 1)
  let below = min(Int(rank), values.count - 1)
  let above = min(below + 1, values.count - 1)
  return values[below] + (rank - Double(below)) * (values[above] - values[below])
}

// Percentile bootstrap intervals (Efron, "Bootstrap methods: another look at the jackknife", 1979).
//
// Descriptive only: with few replicates they are too narrow. For a mean at n = 8, a 95% interval
// covers about 88%.
// Results depend on the arguments only: indices are computed from the generator's words by
// `randomIndex`, not by the standard library.

/// The percentile interval of a statistic, from resamples with replacement.
///
/// Limits are the (1 − level)/2 and (1 + level)/2 quantiles of the statistic over the resamples,
/// linearly interpolated between order statistics. A resample of n values uses n words of the
/// generator. Nil for fewer than two values, for equal values, or if the statistic is nil for a
/// resample.
public func bootstrapInterval(
  of statistic: ([Double]) -> Double?, _ values: [Double], level: Double = 0.95,
  resamples: Int = 2000, using generator: inout some RandomNumberGenerator
) -> Interval? {
  requireFinite(values)
  guard let first = values.first, values.contains(where: { $0 != first }) else { return nil }
  requireLevel(level)
  precondition(resamples > 0, "a bootstrap draws at least one resample, not \(resamples)")
  var results: [Double] = []
  var resample = values
  for _ in 0..<resamples {
    for position in values.indices {
      resample[position] = values[randomIndex(below: values.count, using: &generator)]
    }
    guard let result = statistic(resample) else { return nil }
    results.append(result)
  }
  requireFinite(results)
  results.sort()
  return Interval(
    lower: quantile((1 - level) / 2, ofSorted: results),
    upper: quantile((1 + level) / 2, ofSorted: results))
}

/// A whole number in 0..<bound: the high word of the next 64 bits times the bound. Its bias is
/// below bound/2⁶⁴.
func randomIndex(below bound: Int, using generator: inout some RandomNumberGenerator) -> Int {
  Int(generator.next().multipliedFullWidth(by: UInt64(bound)).high)
}

/// The quantile of ascending values, linearly interpolated at rank probability · (n − 1), from 0.
public func quantile(_ probability: Double, ofSorted values: [Double]) -> Double {
  let rank = probability * Double(values.count - 1)
  let below = min(Int(rank), values.count - 1)
  let above = min(below + 1, values.count - 1)
  return values[below] + (rank - Double(below)) * (values[above] - values[below])
}

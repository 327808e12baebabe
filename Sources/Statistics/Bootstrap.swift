// Percentile bootstrap intervals (Efron, "Bootstrap methods: another look at the jackknife", 1979).
//
// Descriptive only: with few replicates they are too narrow (of a mean at n = 8 about 88% for 95%).
// Results depend on the arguments alone: indices come from the generator's words by a rule written
// down here, not by the standard library's.

/// The percentile interval of a statistic, from resamples of the values.
///
/// Limits are the (1 − level)/2 and (1 + level)/2 quantiles of the statistic over `resamples` draws
/// with replacement, interpolated linearly between order statistics. n words of the generator are
/// used per resample. Nil for fewer than two values, for equal ones, or if the statistic is nil for
/// some resample.
public func bootstrapInterval(
  of statistic: ([Double]) -> Double?, _ values: [Double], level: Double = 0.95,
  resamples: Int = 2000, using generator: inout some RandomNumberGenerator
) -> Interval? {
  requireFinite(values)
  guard let first = values.first, values.contains(where: { $0 != first }) else { return nil }
  return percentileInterval(
    count: values.count, level: level, resamples: resamples, using: &generator
  ) { statistic($0.map { values[$0] }) }
}

/// The percentile interval of a statistic of a whole matrix, from joint resamples of its
/// replicates.
///
/// A replicate is drawn with all its cells, so that what they share stays shared. Nil for fewer
/// than two replicates, for equal ones, or if the statistic is nil for some resample.
public func bootstrapInterval(
  of statistic: (ScoreMatrix) -> Double?, _ scores: ScoreMatrix, level: Double = 0.95,
  resamples: Int = 2000, using generator: inout some RandomNumberGenerator
) -> Interval? {
  let count = scores.replicateCount
  guard count > 1, (1..<count).contains(where: { scores.row($0) != scores.row(0) }) else {
    return nil
  }
  return percentileInterval(count: count, level: level, resamples: resamples, using: &generator) {
    statistic(scores.rows($0))
  }
}

private func percentileInterval(
  count: Int, level: Double, resamples: Int, using generator: inout some RandomNumberGenerator,
  of statistic: ([Int]) -> Double?
) -> Interval? {
  requireLevel(level)
  precondition(resamples > 0, "a bootstrap draws at least one resample, not \(resamples)")
  var results: [Double] = []
  var indices = [Int](repeating: 0, count: count)
  for _ in 0..<resamples {
    for position in 0..<count { indices[position] = randomIndex(below: count, using: &generator) }
    guard let result = statistic(indices) else { return nil }
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

/// The quantile at rank probability · (n − 1), from 0, between neighbours in proportion.
public func quantile(_ probability: Double, ofSorted values: [Double]) -> Double {
  let rank = probability * Double(values.count - 1)
  let below = min(Int(rank), values.count - 1)
  let above = min(below + 1, values.count - 1)
  return values[below] + (rank - Double(below)) * (values[above] - values[below])
}

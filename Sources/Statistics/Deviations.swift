// Which of two paired samples varies more.

internal import RealModule

/// Jackknife pseudo-values of the mean logarithm of ratios of standard deviations.
///
/// Every pair is two columns with one value per draw; the same draws in all of them. The statistic is the mean over pairs
/// of ln(sd of the first / sd of the second). Its pseudo-values, n·θ − (n − 1)·θ₋ᵢ, behave like a sample with the mean θ
/// (Miller, "Jackknifing variances", 1968), so that Student's t gives bounds that need no normal errors, unlike the F test's. They account for the pairing,
/// as a draw is left out of all columns at once.
/// - Returns: a value per draw; nil for fewer than three draws, or where a column does not vary without one of them.
public func logDeviationRatios(_ pairs: [(first: [Double], second: [Double])]) -> [Double]? {
  guard let count = pairs.first?.first.count, count > 2 else { return nil }
  for pair in pairs {
    requirePaired(pair.first, pair.second)
    requirePaired(pair.first, pairs[0].first)
  }
  func statistic(without left: Int?) -> Double? {
    func logVariance(_ values: [Double]) -> Double? {
      var kept = values
      if let left { kept.remove(at: left) }
      return Summary(kept)?.variance.flatMap { $0 > 0 ? Double.log($0) : nil }
    }
    var sum = 0.0
    for pair in pairs {
      guard let first = logVariance(pair.first), let second = logVariance(pair.second) else {
        return nil
      }
      sum += (first - second) / 2
    }
    return sum / Double(pairs.count)
  }
  guard let all = statistic(without: nil) else { return nil }
  var values: [Double] = []
  for index in 0..<count {
    guard let rest = statistic(without: index) else { return nil }
    values.append(Double(count) * all - Double(count - 1) * rest)
  }
  return values
}

// Clopper and Pearson's limits against SciPy 1.17 and against the definition.

import Statistics
import Testing

/// `s.beta.ppf(.025, k, n - k + 1)`, `s.beta.ppf(.975, k + 1, n - k)`
@Test(arguments: [
  (3, 20, 0.0320709371854637, 0.37892682654531396), (0, 100, 0, 0.03621669264517641),
  (20, 20, 0.8315665290169146, 1), (1, 1000, 2.5317487491294065e-05, 0.005558924279826672),
  (57, 240, 0.18512301259071268, 0.296485408880243),
])
func exactIntervalsAreKnown(successes: Int, trials: Int, lower: Double, upper: Double) throws {
  let interval = try #require(exactProportionInterval(successes: successes, trials: trials))
  #expect(isClose(interval.lower, lower))
  #expect(isClose(interval.upper, upper))
}

/// `s.beta.ppf(.05, k, n - k + 1)`, `s.beta.ppf(.95, k + 1, n - k)`
@Test(arguments: [
  (3, 20, 0.04216940788577861, 0.3436638043142818), (0, 100, 0, 0.029513049607039925),
  (20, 20, 0.8608916593317348, 1), (1, 1000, 5.129197890901781e-05, 0.004734993575499777),
  (57, 240, 0.19284949040194518, 0.28707067737130093),
])
func exactOneSidedLimitsAreKnown(successes: Int, trials: Int, lower: Double, upper: Double) {
  #expect(isClose(exactProportionLower(successes: successes, trials: trials), lower))
  #expect(isClose(exactProportionUpper(successes: successes, trials: trials), upper))
}

@Test func noTrialsHaveNoLimits() {
  #expect(exactProportionInterval(successes: 0, trials: 0) == nil)
  #expect(exactProportionLower(successes: 0, trials: 0) == nil)
  #expect(exactProportionUpper(successes: 0, trials: 0) == nil)
}

/// Coverage summed over all outcomes, not simulated: it may exceed the level, never fall below.
@Test(arguments: [1, 8, 20, 100])
func exactLimitsNeverCoverLessThanTheirLevel(trials: Int) throws {
  let intervals = try (0...trials).map {
    try #require(exactProportionInterval(successes: $0, trials: trials))
  }
  let uppers = try (0...trials).map {
    try #require(exactProportionUpper(successes: $0, trials: trials))
  }
  for chance in stride(from: 0.005, to: 1, by: 0.005) {
    var twoSided = 0.0
    var oneSided = 0.0
    for (successes, probability) in binomial(trials: trials, chance: chance).enumerated() {
      if intervals[successes].contains(chance) { twoSided += probability }
      if chance <= uppers[successes] { oneSided += probability }
    }
    #expect(twoSided >= 0.95 - 1e-12, "\(trials) trials of chance \(chance)")
    #expect(oneSided >= 0.95 - 1e-12, "\(trials) trials of chance \(chance)")
  }
}

/// The probabilities of 0...trials successes, trial by trial.
private func binomial(trials: Int, chance: Double) -> [Double] {
  var probabilities = [1.0]
  for _ in 0..<trials {
    var next = probabilities.map { $0 * (1 - chance) } + [0]
    for (successes, probability) in probabilities.enumerated() {
      next[successes + 1] += probability * chance
    }
    probabilities = next
  }
  return probabilities
}

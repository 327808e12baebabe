import Randomness
import Testing

@testable import Statistics

/// `s.permutation_test((v,), np.mean, permutation_type='samples', n_resamples=np.inf).pvalue`
@Test func signFlipPIsKnown() { #expect(exactSignFlipP(differences) == 0.046875) }

/// Enumerates all patterns in integers, so that ties are exact.
@Test(arguments: [
  [3, -1, 4, -1, 5, 9, -2, 6], [1, 1, 1, 1, 1], [2, -2, 2, -2], [0, 0, 5, -3, 0], [7],
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -11], [0, 0], [-8, -1],
  [-5, 9, -7, -1, -6, 6, 5], [1, -2, -3, 4, 5, -6, 7],
])
func signFlipPIsThatOfAllPatterns(values: [Int]) {
  let found = abs(values.reduce(0, +))
  var hits = 0
  for pattern in 0..<(1 << values.count) {
    var sum = 0
    for (index, value) in values.enumerated() { sum += pattern >> index & 1 == 0 ? value : -value }
    if abs(sum) >= found { hits += 1 }
  }
  let expected = Double(hits) / Double(1 << values.count)
  #expect(exactSignFlipP(values.map(Double.init)) == expected)
  // The same in tenths, whose sums tie up to rounding.
  #expect(exactSignFlipP(values.map { Double($0) / 10 }) == expected)
}

@Test func smallestSignFlipPIsTwoOfAllPatterns() {
  let values = (1...24).map(Double.init)
  #expect(exactSignFlipP(values) == 2 * 0x1p-24)
  #expect(exactSignFlipP(values.map(-)) == 2 * 0x1p-24)
}

@Test func signFlipPOfNothingIsNil() {
  var generator = PhiloxGenerator(RandomStream(seed: 1))
  #expect(exactSignFlipP([]) == nil)
  #expect(signFlipP([], using: &generator) == nil)
}

@Test func upToTwentyFourValuesNoRandomNumberIsDrawn() {
  var generator = PhiloxGenerator(RandomStream(seed: 1))
  #expect(signFlipP(differences, using: &generator) == exactSignFlipP(differences))
  // Zeros flip to themselves and do not count.
  let padded = differences + [Double](repeating: 0, count: 30)
  #expect(signFlipP(padded, using: &generator) == exactSignFlipP(differences))
  #expect(generator == PhiloxGenerator(RandomStream(seed: 1)))
}

@Test func monteCarloSignFlipsAgreeWithTheExactTest() throws {
  // 25 values, of which one is too small to matter: the exact p of the other 24 is the p of all.
  let values = (1...24).map { Double($0 % 7) - 2.2 }
  let exact = try #require(exactSignFlipP(values))
  var generator = PhiloxGenerator(RandomStream(seed: 2))
  let sampled = try #require(signFlipP(values + [1e-14], using: &generator))
  #expect(exact > 0.01 && exact < 0.9)
  #expect(abs(sampled - exact) < 4 * (exact * (1 - exact) / 100_000).squareRoot())
  var again = PhiloxGenerator(RandomStream(seed: 2))
  #expect(signFlipP(values + [1e-14], using: &again) == sampled)
}

@Test func monteCarloSignFlipPIsNeverZero() {
  var generator = PhiloxGenerator(RandomStream(seed: 3))
  let values = [Double](repeating: 1, count: 70)
  #expect(signFlipP(values, draws: 999, using: &generator) == 0.001)
  // 70 signs take two words a pattern.
  var played = PhiloxGenerator(RandomStream(seed: 3))
  for _ in 0..<2 * 999 { _ = played.next() }
  #expect(generator == played)
}

@Test func tooManyValuesForTheExactTestStopTheProgram() async {
  await #expect(processExitsWith: .failure) {
    _ = exactSignFlipP([Double](repeating: 1, count: 25))
  }
}

import Randomness
import Testing

@testable import Statistics

/// Plays back given words, over and over.
private struct PlaybackGenerator: RandomNumberGenerator {
  var words: [UInt64]
  var position = 0
  mutating func next() -> UInt64 {
    defer { position += 1 }
    return words[position % words.count]
  }
}

private func mean(_ values: [Double]) -> Double? { Summary(values)?.mean }

@Test func indicesAreHighWords() {
  var generator = PlaybackGenerator(words: [0, .max, 1 << 63, (1 << 63) - 1, 1 << 62])
  let indices = (0..<5).map { _ in randomIndex(below: 6, using: &generator) }
  #expect(indices == [0, 5, 3, 2, 1])
}

@Test func quantilesInterpolateBetweenNeighbours() {
  let values = [1.0, 2, 4, 8, 16]
  #expect(quantile(0, ofSorted: values) == 1)
  #expect(quantile(1, ofSorted: values) == 16)
  #expect(quantile(0.5, ofSorted: values) == 4)
  #expect(quantile(0.625, ofSorted: values) == 6)
  #expect(quantile(0.3, ofSorted: [7]) == 7)
}

@Test func bootstrapIntervalByHand() {
  // Four resamples of two values: (0,0), (0,1), (1,0), (1,1) → means 10, 15, 15, 20, quartiles
  // 13.75, 16.25.
  let half: UInt64 = 1 << 63
  var generator = PlaybackGenerator(words: [0, 0, 0, half, half, 0, half, half])
  let interval = bootstrapInterval(of: mean, [10, 20], level: 0.5, resamples: 4, using: &generator)
  #expect(interval == Interval(lower: 13.75, upper: 16.25))
  #expect(generator.position == 8)
}

@Test func bootstrapOfAMeanIsNearItsStandardError() throws {
  let values = RandomStream(seed: 5).stream("values").normals(200)
  var generator = PhiloxGenerator(RandomStream(seed: 5).stream("bootstrap"))
  let interval = try #require(bootstrapInterval(of: mean, values, using: &generator))
  let summary = try #require(Summary(values))
  let error = try #require(summary.standardError)
  #expect(abs(interval.lower - (summary.mean - 1.96 * error)) < 0.25 * error)
  #expect(abs(interval.upper - (summary.mean + 1.96 * error)) < 0.25 * error)
}

@Test func bootstrapDependsOnItsArgumentsAlone() throws {
  func interval(seed: UInt64) -> Interval? {
    var generator = PhiloxGenerator(RandomStream(seed: seed))
    return bootstrapInterval(of: interquartileMean, differences, using: &generator)
  }
  #expect(interval(seed: 6) != nil)
  #expect(interval(seed: 6) == interval(seed: 6))
  #expect(interval(seed: 6) != interval(seed: 7))
}

@Test(arguments: [[], [1], [0.1, 0.1, 0.1]] as [[Double]])
func withoutSpreadThereIsNoBootstrapInterval(values: [Double]) {
  var generator = PhiloxGenerator(RandomStream(seed: 10))
  #expect(bootstrapInterval(of: mean, values, using: &generator) == nil)
}

@Test func aStatisticThatFailsOnAResampleHasNoInterval() {
  var generator = PhiloxGenerator(RandomStream(seed: 11))
  let interval = bootstrapInterval(
    of: { (values: [Double]) in values.contains(0.4) ? 1 : nil }, differences, using: &generator)
  #expect(interval == nil)
}

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

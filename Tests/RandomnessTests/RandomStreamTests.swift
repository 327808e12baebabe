import Randomness
import Testing

@Test func equalPathsGiveEqualStreams() {
  let root = RandomStream(seed: 7)
  #expect(root.stream("init").stream("expert", 3) == root.stream("init").stream("expert", 3))
  #expect(root.stream("init") != root.stream("data"))
  #expect(root.stream("init") != RandomStream(seed: 8).stream("init"))
}

@Test func streamsOfOverlappingNamesDiffer() {
  let root = RandomStream(seed: 7)
  let streams = [
    root, root.stream(""), root.stream("task1"), root.stream("task10"), root.stream("task", 1),
    root.stream("task", 10), root.stream("task", 0), root.stream("task"),
    root.stream("task").stream("1"), root.stream("task1").stream("0"), root.stream("1task"),
    root.stream("task", 1).stream("0"), root.stream("task", Int.max),
  ]
  #expect(Set(streams).count == streams.count)
}

@Test func aChildIsPhiloxOfItsNameUnderTheParentsKey() {
  // FNV-1a of "a", from the authors' test vectors.
  let hash: UInt64 = 0xaf63_dc4c_8601_ec8c
  let words = Philox.words(
    at: (0, UInt32(truncatingIfNeeded: hash), UInt32(hash >> 32), 0), key: 42)
  #expect(RandomStream(seed: 42).stream("a").key == UInt64(words.1) << 32 | UInt64(words.0))
}

@Test func valuesOfDifferentStreamsAreUncorrelated() {
  let root = RandomStream(seed: 3)
  let count = 40_000
  let streams = [
    root, root.stream("a"), root.stream("b"), root.stream("a", 0), root.stream("a", 1),
    RandomStream(seed: 4),
  ].map { $0.normals(count) }
  for i in streams.indices {
    for j in streams.indices where j > i {
      let product = zip(streams[i], streams[j]).map(*).reduce(0, +) / Double(count)
      // Standard deviation of the mean product: 1/√count = .005.
      #expect(abs(product) < 0.02, "streams \(i) and \(j): \(product)")
    }
  }
}

@Test func theGeneratorReadsTheStreamsWordsInOrder() {
  let stream = RandomStream(seed: 9)
  var generator = PhiloxGenerator(stream)
  let values = (0..<4).map { _ in generator.next() }
  for (i, value) in values.enumerated() {
    let words = Philox.words(at: (0, UInt32(i / 2), 0, 5), key: 9)
    let (low, high) = i % 2 == 0 ? (words.0, words.1) : (words.2, words.3)
    #expect(value == UInt64(high) << 32 | UInt64(low))
  }
}

import Randomness
import Testing

@Test func streamsAreValuesOfTheirPath() {
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

@Test func permutationsHoldEveryIndexOnce() {
  let stream = RandomStream(seed: 5)
  for count in [0, 1, 2, 17, 1000] {
    #expect(stream.permutation(count).sorted() == Array(0..<count))
  }
  #expect(stream.permutation(1000) == stream.permutation(1000))
  #expect(stream.permutation(1000) != stream.stream("other").permutation(1000))
}

@Test func allPermutationsAreEquallyLikely() {
  var counts: [[Int]: Int] = [:]
  let trials = 24_000
  for trial in 0..<trials {
    counts[RandomStream(seed: 1).stream("trial", trial).permutation(4), default: 0] += 1
  }
  #expect(counts.count == 24)
  // Expected 1000 each with a standard deviation of 31.
  #expect(counts.values.allSatisfy { abs($0 - 1000) < 150 })
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

@Test func boundedNumbersStayBelowTheirBound() {
  var generator = PhiloxGenerator(RandomStream(seed: 2))
  var counts = [Int](repeating: 0, count: 6)
  for _ in 0..<60_000 { counts[Int(generator.next(below: 6))] += 1 }
  #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
  for _ in 0..<10 { #expect(generator.next(below: 1) == 0) }
  // ¾·2⁶⁴ rejects a quarter of all draws; without that, multiples of 3 would have a chance of ½.
  var remainders = [0, 0, 0]
  for _ in 0..<30_000 { remainders[Int(generator.next(below: 3 << 62) % 3)] += 1 }
  #expect(remainders.allSatisfy { abs($0 - 10_000) < 500 })
}

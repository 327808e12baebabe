import Formats
import SyntheticData
import Testing

@Test(arguments: [20, 21, 29, 99, 1000, 160_000, 1_400_000, 1_234_567])
func splitsAreDisjointAndComplete(sampleCount: Int) throws {
  let splits = try Splits(sampleCount: sampleCount)
  #expect(splits.train.lowerBound == 0)
  #expect(splits.train.upperBound == splits.validation.lowerBound)
  #expect(splits.validation.upperBound == splits.test.lowerBound)
  #expect(splits.test.upperBound == sampleCount)
  #expect(!splits.train.isEmpty && !splits.validation.isEmpty && !splits.test.isEmpty)
  #expect(splits.train.count == sampleCount * 8 / 10)
  #expect(splits.validation.count == sampleCount / 10)
  #expect(splits.test.count >= splits.validation.count)
}

@Test func theSharesAreAllOfTheSamples() {
  #expect(Splits.shares == [80, 10, 10])
}

@Test func thePapersSizeIsSplitAsPlanned() throws {
  let splits = try Splits(sampleCount: 1_400_000)
  #expect(splits.train == 0..<1_120_000)
  #expect(splits.validation == 1_120_000..<1_260_000)
  #expect(splits.test == 1_260_000..<1_400_000)
}

@Test(arguments: [-1, 0, 19, Int.max])
func impossibleSizesAreRejected(sampleCount: Int) {
  #expect(throws: SpecError.self) { try Splits(sampleCount: sampleCount) }
}

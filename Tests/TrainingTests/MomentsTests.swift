import Testing
import Training

@Test func momentsAreThoseOfTheValues() {
  var moments = Moments()
  #expect(moments.sampleVariance == nil && moments.z == nil)
  for value in [1.0, 2, 4, 9] { moments.add(value) }
  #expect(moments.count == 4)
  #expect(abs(moments.mean - 4) < 1e-15)
  #expect(abs(moments.populationVariance - 9.5) < 1e-14)
  #expect(abs((moments.sampleVariance ?? 0) - 38.0 / 3) < 1e-14)
  #expect(abs((moments.z ?? 0) - 4 / (38.0 / 3 / 4).squareRoot()) < 1e-14)
}

@Test func momentsDoNotCancelFarFromZero() {
  var moments = Moments()
  for value in [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16] { moments.add(value) }
  #expect(abs((moments.sampleVariance ?? 0) - 30) < 1e-6)
}

@Test func aConstantDifferenceHasNoZ() {
  var moments = Moments()
  for _ in 0..<5 { moments.add(2) }
  #expect(moments.z == nil)
}

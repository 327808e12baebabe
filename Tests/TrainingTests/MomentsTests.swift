import Testing
import Training

@Test func momentsAreThoseOfTheValues() {
  var moments = Moments()
  #expect(moments.count == 0 && moments.populationVariance == 0)
  for value in [1.0, 2, 4, 9] { moments.add(value) }
  #expect(moments.count == 4)
  #expect(abs(moments.mean - 4) < 1e-15)
  #expect(abs(moments.populationVariance - 9.5) < 1e-14)
}

@Test func momentsDoNotCancelFarFromZero() {
  var moments = Moments()
  for value in [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16] { moments.add(value) }
  #expect(abs(moments.populationVariance - 22.5) < 1e-6)
}

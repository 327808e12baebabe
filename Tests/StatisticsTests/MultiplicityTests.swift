import Statistics
import Testing

@Test func holmByHand() {
  // Ascending: .005 · 4, .01 · 3, .03 · 2, .04 · 1 → .02, .03, .06, and .04 raised to .06.
  let adjusted = holm([0.01, 0.04, 0.03, 0.005])
  #expect(adjusted.count == 4)
  for (value, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) {
    #expect(isClose(value, expected))
  }
}

@Test func holmKeepsTiesEqualAndNothingAboveOne() {
  #expect(holm([0.5, 0.25, 0.5, 0.25]) == [1, 1, 1, 1])
  #expect(holm([0.125, 0.125]) == [0.25, 0.25])
  #expect(holm([0, 1]) == [0, 1])
}

@Test func holmOfOneIsItselfAndOfNoneEmpty() {
  #expect(holm([0.03]) == [0.03])
  #expect(holm([]).isEmpty)
}

@Test func holmRefusesWhatIsNoProbability() async {
  await #expect(processExitsWith: .failure) { _ = holm([0.1, 1.5]) }
  await #expect(processExitsWith: .failure) { _ = holm([.nan]) }
}

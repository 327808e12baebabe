import Statistics
import Testing

@Test func summaryOfKnownValues() throws {
  let summary = try #require(Summary([2, 4, 4, 4, 5, 5, 7, 9]))
  #expect(summary.count == 8)
  #expect(summary.mean == 5)
  #expect(isClose(summary.variance, 32.0 / 7))
  #expect(isClose(summary.standardDeviation, (32.0 / 7).squareRoot()))
  #expect(isClose(summary.standardError, (4.0 / 7).squareRoot()))
}

@Test func varianceSurvivesALargeCommonOffset() throws {
  let summary = try #require(Summary([4, 7, 13, 16].map { $0 + 1e9 }))
  #expect(summary.mean == 1e9 + 10)
  #expect(isClose(summary.variance, 30))
}

@Test func meanOfManyValuesLosesNoDigits() throws {
  let values = (0..<10_000).map { $0 % 2 == 0 ? 0.1 : 0.3 } + [0.2]
  let summary = try #require(Summary(values))
  #expect(abs(summary.mean - 0.2) <= (0.2).ulp)
}

@Test func equalValuesHaveExactlyNoSpread() throws {
  // Three times 0.1 summed and divided by three is not 0.1.
  let summary = try #require(Summary([0.1, 0.1, 0.1]))
  #expect(summary.mean == 0.1)
  #expect(summary.variance == 0)
}

@Test func fewValuesHaveNoSpreadAndNoneNoSummary() throws {
  #expect(Summary([]) == nil)
  let single = try #require(Summary([3]))
  #expect(single.mean == 3)
  #expect(single.variance == nil)
  #expect(single.standardDeviation == nil)
  #expect(single.standardError == nil)
}

@Test func intervalsContainTheirLimits() {
  let interval = Interval(lower: -1, upper: 2)
  #expect(interval.contains(-1) && interval.contains(2) && interval.contains(0))
  #expect(!interval.contains(2.1) && !interval.contains(-1.1))
}

@Test func notANumberStopsTheProgram() async {
  await #expect(processExitsWith: .failure) { _ = Summary([1, .nan, 2]) }
}

import Statistics
import Testing

/// Means 10 and 12, variances 4/3 and 20/3, four values each.
private let first = [9.0, 9, 11, 11]
private let second = [9.0, 11, 13, 15]

@Test func welchsTestHasItsClosedForm() throws {
  let test = try #require(WelchTest(first, second))
  #expect(test.difference == 2)
  // s²/n are 1/3 and 5/3: SE² = 2, ν = 2² / ((1/9 + 25/9) / 3) = 4 · 27 / 26.
  #expect(abs(test.standardError - 2.0.squareRoot()) < 1e-15)
  #expect(abs(test.degreesOfFreedom - 108.0 / 26) < 1e-12)
}

@Test func aDifferenceOfExactlyTheQuantileHasAPOfFivePercent() throws {
  let test = try #require(WelchTest(first, second))
  let quantile = StudentT(degreesOfFreedom: test.degreesOfFreedom).quantile(0.975)
  let shifted = try #require(
    WelchTest(first, first.map { $0 + quantile * (2.0 / 3).squareRoot() }))
  let df = StudentT(degreesOfFreedom: shifted.degreesOfFreedom)
  #expect(shifted.degreesOfFreedom == 6)
  #expect(abs(2 * df.upperTail(quantile) - shifted.p) < 1e-12)
  let limit = df.quantile(0.975) * (2.0 / 3).squareRoot()
  let exact = try #require(WelchTest(first, first.map { $0 + limit }))
  #expect(abs(exact.p - 0.05) < 1e-9)
}

@Test func countsMeansAndVariancesGiveTheSameTest() throws {
  let test = try #require(WelchTest(first, second))
  let summarised = try #require(
    WelchTest(counts: (4, 4), means: (10, 12), variances: (4.0 / 3, 20.0 / 3)))
  #expect(abs(summarised.p - test.p) < 1e-12)
}

@Test func withoutSpreadOrWithOneValueThereIsNoTest() {
  #expect(WelchTest([1, 1], [2, 2]) == nil)
  #expect(WelchTest([1], [2, 3]) == nil)
  #expect(WelchTest([1, 1], [2, 3])?.degreesOfFreedom == 1)
}

@Test func theTwoSidedPIsTwiceTheSmallerTail() throws {
  let values = [1.0, 2, 3, -1]
  let above = try #require(tTestP(values, meanAbove: 0))
  #expect(try #require(tTestP(values)) == 2 * above)
  #expect(tTestP(values.map { -$0 }) == tTestP(values))
  #expect(tTestP([1, 1]) == nil)
}

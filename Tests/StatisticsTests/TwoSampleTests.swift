import Statistics
import Testing

/// Means 10 and 12, variances 4/3 and 20/3, four values each.
private let first = [9.0, 9, 11, 11]
private let second = [9.0, 11, 13, 15]

@Test func studentsTestHasItsClosedForm() throws {
  let test = try #require(TwoSampleTest(first, second))
  #expect(test.difference == 2)
  // s² = (3 · 4/3 + 3 · 20/3) / 6 = 4: SE² = 4 · (1/4 + 1/4) = 2.
  #expect(abs(test.standardError - 2.0.squareRoot()) < 1e-15)
  #expect(test.degreesOfFreedom == 6)
  // Unequal counts: s² = (3 · 4/3 + 1 · 8) / 4 = 3, SE² = 3 · (1/4 + 1/2).
  let short = try #require(TwoSampleTest(first, [9, 13]))
  #expect(abs(short.standardError - 1.5) < 1e-15 && short.degreesOfFreedom == 4)
}

/// Two values of each: with Welch's degrees of freedom p would be .06 at 1.5, and .11 at 10.
@Test func aMultipleThatGrowsIsNeverMoreAlike() throws {
  for sample in [[1.0, 1.02], [0.9, 1.1], [3.0, 1, 2, 2.5]] {
    let tests = [1.001, 1.1, 1.5, 2, 3, 10, 100, 1e6].map { factor in
      TwoSampleTest(sample, sample.map { $0 * factor })?.p ?? .nan
    }
    #expect(zip(tests, tests.dropFirst()).allSatisfy(>), "\(tests)")
  }
}

@Test func aDifferenceOfExactlyTheQuantileHasAPOfFivePercent() throws {
  let test = try #require(TwoSampleTest(first, second))
  let quantile = StudentT(degreesOfFreedom: test.degreesOfFreedom).quantile(0.975)
  let shifted = try #require(
    TwoSampleTest(first, first.map { $0 + quantile * (2.0 / 3).squareRoot() }))
  let df = StudentT(degreesOfFreedom: shifted.degreesOfFreedom)
  #expect(shifted.degreesOfFreedom == 6)
  #expect(abs(2 * df.upperTail(quantile) - shifted.p) < 1e-12)
  let limit = df.quantile(0.975) * (2.0 / 3).squareRoot()
  let exact = try #require(TwoSampleTest(first, first.map { $0 + limit }))
  #expect(abs(exact.p - 0.05) < 1e-9)
}

@Test func countsMeansAndVariancesGiveTheSameTest() throws {
  let test = try #require(TwoSampleTest(first, second))
  let summarised = try #require(
    TwoSampleTest(counts: (4, 4), means: (10, 12), variances: (4.0 / 3, 20.0 / 3)))
  #expect(abs(summarised.p - test.p) < 1e-12)
}

@Test func withoutSpreadOrWithOneValueThereIsNoTest() {
  #expect(TwoSampleTest([1, 1], [2, 2]) == nil)
  #expect(TwoSampleTest([1], [2, 3]) == nil)
  #expect(TwoSampleTest([1, 1], [2, 3])?.degreesOfFreedom == 2)
}

@Test func theTwoSidedPIsTwiceTheSmallerTail() throws {
  let values = [1.0, 2, 3, -1]
  let above = try #require(tTestP(values, meanAbove: 0))
  #expect(try #require(tTestP(values)) == 2 * above)
  #expect(tTestP(values.map { -$0 }) == tTestP(values))
  #expect(tTestP([1, 1]) == nil)
}

// Student's t intervals. Known answers from SciPy 1.17 on v = `differences`.

import Statistics
import Testing

/// `s.t.interval(.95, 7, np.mean(v), s.sem(v))`
@Test func meanIntervalGivesKnownLimits() throws {
  let interval = try #require(meanInterval(differences))
  #expect(isClose(interval.lower, 0.016970613458572675))
  #expect(isClose(interval.upper, 0.3705293865414273))
}

/// `s.ttest_1samp(v, 0, alternative=…).confidence_interval(.95)`
@Test func oneSidedLimitsAreKnown() {
  #expect(isClose(oneSidedLower(differences), 0.0521112413952346))
  #expect(isClose(oneSidedUpper(differences), 0.3353887586047654))
}

/// `s.ttest_1samp(v, 0, alternative='greater').pvalue`, `s.ttest_1samp(v, .3,
/// alternative='less').pvalue`
@Test func oneSidedPValuesAreKnown() {
  #expect(isClose(tTestP(differences, meanAbove: 0), 0.017929894769632717))
  #expect(isClose(tTestP(differences, meanBelow: 0.3), 0.09911810188247071))
}

/// `np.mean(v) ± s.t.ppf(.975, 7) * np.std(v, ddof=1) * np.sqrt(1 + 1/8)`
@Test func predictionIntervalGivesKnownLimits() throws {
  let interval = try #require(predictionInterval(differences))
  #expect(isClose(interval.lower, -0.3365881596242819))
  #expect(isClose(interval.upper, 0.7240881596242819))
}

@Test func pValuesAgreeWithOneSidedLimits() throws {
  for level in [0.8, 0.95, 0.999] {
    let lower = try #require(oneSidedLower(differences, level: level))
    let upper = try #require(oneSidedUpper(differences, level: level))
    #expect(isClose(tTestP(differences, meanAbove: lower), 1 - level, relative: 1e-11))
    #expect(isClose(tTestP(differences, meanBelow: upper), 1 - level, relative: 1e-11))
  }
}

@Test(arguments: [[], [1.5], [0.1, 0.1, 0.1], [0, -0.0]] as [[Double]])
func withoutSpreadThereIsNoTInterval(values: [Double]) {
  #expect(meanInterval(values) == nil)
  #expect(oneSidedLower(values) == nil)
  #expect(oneSidedUpper(values) == nil)
  #expect(predictionInterval(values) == nil)
  #expect(tTestP(values, meanAbove: 0) == nil)
  #expect(tTestP(values, meanBelow: 1) == nil)
}

@Test func differencesArePairedInOrder() {
  #expect(pairedDifferences([3, 5, 1], minus: [1, 6, 1]) == [2, -1, 0])
}

@Test func pairsOfUnequalLengthsStopTheProgram() async {
  await #expect(processExitsWith: .failure) { _ = pairedDifferences([1, 2], minus: [1]) }
  await #expect(processExitsWith: .failure) { _ = leastSquaresSlope(of: [1], on: [1, 2]) }
  await #expect(processExitsWith: .failure) { _ = fieller([1, 2, 3], [1, 2]) }
}

/// `s.linregress(x, y).slope`
@Test func slopeIsThatOfLeastSquares() {
  let positions = [0.2, 0.4, 0.5, 0.75, 1]
  let slope = leastSquaresSlope(of: [0.9, 0.8, 0.1, 0.35, -0.2], on: positions)
  #expect(isClose(slope, -1.2860824742268042))
  #expect(isClose(leastSquaresSlope(of: positions.map { 3 - 2 * $0 }, on: positions), -2))
}

@Test func slopeNeedsTwoDifferentPositions() {
  #expect(leastSquaresSlope(of: [], on: []) == nil)
  #expect(leastSquaresSlope(of: [1], on: [2]) == nil)
  #expect(leastSquaresSlope(of: [1, 2, 3], on: [0.1, 0.1, 0.1]) == nil)
  #expect(leastSquaresSlope(of: [2, 2, 2], on: [0, 1, 2]) == 0)
}

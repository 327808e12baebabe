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

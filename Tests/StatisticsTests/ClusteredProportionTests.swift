// Limits of clustered proportions: by hand, against the exact limits, and their coverage.

import Randomness
import Testing

@testable import Statistics

private func proportion(_ events: [Int], of runs: Int) -> ClusteredProportion? {
  ClusteredProportion(events.map { ClusteredProportion.Draw(events: $0, runs: runs) })
}

/// `m = min(n, n/deff) * (t.ppf(l, n - 1)/t.ppf(l, D - 1))**2`, `beta.ppf(1 - l, m p, m (1 - p) +
/// 1)`, `beta.ppf(l, m p + 1, m (1 - p))`, of SciPy 1.17, for 0, 4, 1, 0, 2, 0 events of 4 runs
/// each.
@Test func clusteredLimitsAreKnown() throws {
  let clustered = try #require(proportion([0, 4, 1, 0, 2, 0], of: 4))
  #expect(clustered.proportion == 7.0 / 24)
  #expect(isClose(clustered.designEffect, 3.105882352941176))
  #expect(isClose(clustered.lower(), 0.04064248628069774))
  #expect(isClose(clustered.upper(), 0.7094663203835225))
  let interval = clustered.interval()
  #expect(isClose(interval.lower, 0.020589584281078554))
  #expect(isClose(interval.upper, 0.7846766208394266))
}

@Test func evenlySpreadEventsCountAllRunsAndNotMore() throws {
  // No variance between draws: the design effect is 0, and all 32 runs count.
  let even = try #require(proportion([Int](repeating: 1, count: 8), of: 4))
  #expect(even.designEffect == 0)
  let t = (StudentT(degreesOfFreedom: 31), StudentT(degreesOfFreedom: 7))
  let factor = t.0.quantile(0.95) / t.1.quantile(0.95)
  #expect(isClose(even.effectiveRuns(level: 0.95), 32 * factor * factor))
}

@Test func singleRunsHaveTheExactLimits() throws {
  // Draws of one run each are independent runs: the design effect is D/(D − 1).
  let single = try #require(proportion([1, 0, 0, 1, 0, 0, 0, 1, 0, 0], of: 1))
  #expect(isClose(single.designEffect, 10.0 / 9))
  #expect(isClose(single.effectiveRuns(level: 0.95), 9))
}

@Test func withoutADesignEffectEveryDrawCountsOnce() throws {
  let none = try #require(proportion([0, 0, 0, 0], of: 9))
  #expect(none.designEffect == nil)
  #expect(none.lower() == 0)
  #expect(isClose(none.upper(), try #require(exactProportionUpper(successes: 0, trials: 4))))
  let all = try #require(proportion([9, 9, 9, 9], of: 9))
  #expect(all.upper() == 1)
  #expect(isClose(all.lower(), try #require(exactProportionLower(successes: 4, trials: 4))))
  let one = try #require(proportion([3], of: 9))
  #expect(one.effectiveRuns(level: 0.95) == 1)
  #expect(one.lower() < 1.0 / 3 && one.upper() > 1.0 / 3)
  #expect(ClusteredProportion([]) == nil)
}

@Test func limitsOfEventsAndNonEventsMirrorEachOther() throws {
  let events = try #require(proportion([0, 5, 1, 2], of: 5))
  let others = try #require(proportion([5, 0, 4, 3], of: 5))
  #expect(isClose(events.lower(), 1 - others.upper()))
  #expect(isClose(events.upper(), 1 - others.lower()))
}

@Test func drawsMayHaveDifferentNumbersOfRuns() throws {
  let draws = [(1, 2), (0, 3), (4, 5)].map { ClusteredProportion.Draw(events: $0, runs: $1) }
  let clustered = try #require(ClusteredProportion(draws))
  // Residuals 0, −3/2, 3/2 at p̂ = ½: 3/2 · 4.5 / (10 · ¼).
  #expect(isClose(clustered.designEffect, 2.7))
}

/// Coverage for beta-binomial events: 16 draws of 8 runs whose correlation within a draw is .3.
///
/// The two-sided interval and the lower limit cover their 95% (less four standard errors). The
/// upper limit does for frequent events; for rare ones it covers 89–92%, as a few events estimate
/// the design effect poorly. Clopper and Pearson's, which takes runs as independent, covers 80–85%.
@Test(arguments: [0.04, 0.1, 0.3])
func clusteredLimitsCoverWhereExactOnesDoNot(chance: Double) throws {
  let trials = 4000
  let (draws, runs) = (16, 8)
  // A beta distribution with a + b = 1/.3 − 1 has this correlation. Events come from Pólya's urn:
  // each run has one with chance (a + events so far)/(a + b + runs so far).
  let sum = 1 / 0.3 - 1
  let stream = RandomStream(seed: 41).stream("urns", Int(100 * chance))
  var (upper, lower, both, exactUpper) = (0, 0, 0, 0)
  for trial in 0..<trials {
    let uniforms = stream.uniforms(draws * runs, row: trial)
    let events = (0..<draws).map { draw in
      (0..<runs).reduce(0) { events, run in
        let odds = (chance * sum + Double(events)) / (sum + Double(run))
        return events + (uniforms[draw * runs + run] < odds ? 1 : 0)
      }
    }
    let clustered = try #require(proportion(events, of: runs))
    if clustered.upper() >= chance { upper += 1 }
    if clustered.lower() <= chance { lower += 1 }
    if clustered.interval().contains(chance) { both += 1 }
    let exact = exactProportionUpper(successes: clustered.events, trials: clustered.runs)
    if try #require(exact) >= chance { exactUpper += 1 }
  }
  func share(_ covered: Int) -> Double { Double(covered) / Double(trials) }
  let slack = fourErrors(0.95, trials)
  #expect(share(both) >= 0.95 - slack, "\(share(both))")
  #expect(share(lower) >= 0.95 - slack, "\(share(lower))")
  #expect(share(upper) >= (chance < 0.2 ? 0.89 : 0.95) - slack, "\(share(upper))")
  #expect(share(exactUpper) < 0.86, "\(share(exactUpper))")
}

@Test func moreEventsThanRunsStopTheProgram() async {
  await #expect(processExitsWith: .failure) {
    _ = ClusteredProportion.Draw(events: 3, runs: 2)
  }
}

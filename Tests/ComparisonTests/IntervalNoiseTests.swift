import Analysis
import Records
import Testing

@testable import Comparison

private typealias Limits = IntervalNoise.OpenInterval

private func overlap(_ first: Limits, _ second: Limits) -> NoiseFinding.Outcome {
  IntervalNoise.overlap((1.5, 2.5), first, second)
}

private func isInside(_ outcome: NoiseFinding.Outcome) -> Bool {
  if case .inside = outcome { true } else { false }
}

@Test func intervalsHaveToHaveAPointInCommon() {
  let first = Limits(lower: 1, upper: 2)
  #expect(isInside(overlap(first, Limits(lower: 2, upper: 3))))
  #expect(isInside(overlap(Limits(lower: 0, upper: 9), first)))
  #expect(!isInside(overlap(first, Limits(lower: 2.1, upper: 3))))
  // A missing limit is no limit.
  #expect(isInside(overlap(first, Limits(lower: 0))))
  #expect(!isInside(overlap(first, Limits(lower: 3))))
  if case .unjudged = overlap(first, Limits()) {} else { Issue.record("judged") }
}

@Test func ratesAreJudgedByTheirRecordedIntervals() throws {
  let text = try madeUp("seesaw/seesaw.csv")
  func isMeant(_ row: [String: String]) -> Bool {
    row["model"] == "cgc" && row["correlation"] == "0.50"
  }
  let near = changing(text, "rho", where: isMeant, scaled(1.01))
  let compared = try judged(text, near)
  #expect(compared.verdict == .withinSeedNoise && compared.rule == .intervals)
  // Intervals are judged one by one: no test, and nothing to correct.
  #expect(compared.groups == 1 && compared.groupsOfMeans == 0)
  var far = near
  for column in ["rho", "rho_lower", "rho_upper"] {
    far = changing(far, column, where: isMeant) { _, _ in "3.00000000e+00" }
  }
  let different = try judged(text, far)
  #expect(different.verdict == .different && different.groupsOutside == 1)
  let line = try #require(different.outside.first)
  #expect(line.hasPrefix("cgc - 0.50 rho: is "))
  #expect(line.hasSuffix(" against 3.00000000e+00, and the recorded intervals do not overlap"))
}

@Test func gainsAreJudgedByTheSpreadThatTheyRecord() throws {
  // n = 20 on both sides, sd .01 and .02: SE = .005, ν = 38, t.975 = 2.0244.
  func gains(_ mean: String, _ deviation: String) -> String {
    table(
      GainTable.description,
      [
        [
          "model": "ple", "setting": "-", "correlation": "0.50", "task": "task1", "metric": "nmse",
          "n": "20", "mean": mean, "sd": deviation,
        ]
      ])
  }
  let first = gains("0.0", "0.01")
  let inside = try judged(first, gains("0.01010", "0.02"))
  #expect(inside.verdict == .withinSeedNoise && inside.rule == .recordedSpread)
  #expect(inside.groupsOfMeans == 1 && inside.groupsOfMeansOutsidePointwise == 0)
  #expect(try judged(first, gains("0.01014", "0.02")).verdict == .different)
}

/// A spread that differs follows from runs that differ: by itself it is no more than with a mean that differs too.
@Test func whatFollowsFromJudgedValuesIsNotJudgedByItself() throws {
  for (file, column) in [("seesaw/gains.csv", "sd"), ("expert-utilization/utilization.csv", "sd")] {
    let text = try madeUp(file)
    let alone = changing(text, column, scaled(1 + 2e-6))
    let both = changing(changing(text, column, scaled(3)), "mean", scaled(1.001))
    #expect(try judged(text, alone).verdict == .withinSeedNoise)
    #expect(try judged(text, both).verdict == .withinSeedNoise)
  }
}

@Test func aValueFarFromItsIntervalIsNotSeedNoise() throws {
  let text = try madeUp("seesaw/seesaw.csv")
  // The interval stays as it was, and overlaps itself.
  let moved = changing(text, "rho", where: { $0["model"] == "cgc" }) { _, _ in "9.00000000e+01" }
  let compared = try judged(text, moved)
  #expect(compared.verdict == .different)
  #expect(
    compared.outside.contains { $0.hasSuffix("and the recorded intervals are narrower than that") })
}

@Test func meansWithASpreadAreJudgedByATTest() throws {
  let text = try madeUp("expert-utilization/utilization.csv")
  #expect(try judged(text, changing(text, "mean", scaled(1.001))).verdict == .withinSeedNoise)
  #expect(try judged(text, changing(text, "mean", scaled(2))).verdict == .different)
}

/// Two claims, of which the second is changed.
private func claims(_ change: (inout [String: String]) -> Void = { _ in }) -> String {
  var rows = [
    [
      "id": "seesaw/gain-over/ple/mmoe", "claim": "PLE is better than MMoE",
      "source": "PLE section 5.2", "measured": "2.0", "lower": "1.0", "upper": "3.0", "n": "20",
      "rule": "mean > 0", "verdict": "seen",
    ],
    [
      "id": "seesaw/first/ple", "claim": "PLE is first in 1 of 5", "source": "PLE Figure 7",
      "measured": "1.0", "n": "20", "rule": "all", "verdict": "not seen",
    ],
  ]
  change(&rows[1])
  return table(ClaimTable.description, rows)
}

@Test func aRewordedClaimIsNoDifference() throws {
  let reworded = claims {
    $0["claim"] = "PLE comes first in 3 of 5"
    $0["source"] = "PLE section 5.2"
  }
  let compared = try judged(claims(), reworded)
  #expect(compared.missing.isEmpty && compared.extra.isEmpty && compared.unequal == 0)
  #expect(compared.verdict == .identical && compared.worst == nil)
  #expect(compared.note == "the same rows; presentation is not compared: claim, source")
}

@Test func claimsAreMatchedByTheirIds() throws {
  // Another number is a difference of that claim, and neither a missing nor an extra row.
  let measured = try judged(claims(), claims { $0["measured"] = "3.0" })
  #expect(measured.missing.isEmpty && measured.extra.isEmpty)
  #expect(measured.unequal == 1 && measured.verdict == .different && measured.isUnjudged)
  #expect(measured.worst?.column == "measured")
  // Two claims with the same sentence are two claims.
  let other = try judged(claims(), claims { $0["id"] = "seesaw/first/cgc" })
  #expect(other.missing == ["seesaw/first/ple"] && other.extra == ["seesaw/first/cgc"])
  #expect(try judged(claims(), claims { $0["rule"] = "most" }).verdict == .different)
  // The rule's word follows from what it is given.
  #expect(try judged(claims(), claims { $0["verdict"] = "seen" }).verdict == .withinSeedNoise)
}

@Test func samplesOfSingleRunsAreNeverSeedNoise() throws {
  let text = try madeUp("expert-utilization/gates/ple.samples.csv")
  let compared = try judged(text, changing(text, "weight", scaled(1.0001)))
  #expect(compared.verdict == .different && compared.groups == 0)
  #expect(compared.note?.contains("without repetitions") == true)
  #expect(try judged(text, changing(text, "weight", scaled(1 + 1e-8))).verdict == .withinTolerance)
}

import Testing

@testable import Report

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
  let text = try committed("seesaw/seesaw.csv")
  func isMeant(_ row: [String: String]) -> Bool {
    row["model"] == "ple" && row["correlation"] == "0.50"
  }
  let near = changing(text, "seesaw_rate", where: isMeant, scaled(1.01))
  let compared = try judged(text, near)
  #expect(compared.verdict == .withinSeedNoise && compared.rule == .intervals)
  // Intervals are judged one by one: no test, and nothing to correct.
  #expect(compared.groups == 1 && compared.groupsOfMeans == 0)
  var far = near
  for column in ["seesaw_rate", "seesaw_lower", "seesaw_upper"] {
    far = changing(far, column, where: isMeant) { _, _ in "1.00000000e+00" }
  }
  let different = try judged(text, far)
  #expect(different.verdict == .different && different.groupsOutside == 1)
  let line = try #require(different.outside.first)
  #expect(line.hasPrefix("ple - 0.50 seesaw_rate: is "))
  #expect(line.hasSuffix(" against 1.00000000e+00, and the recorded intervals do not overlap"))
}

@Test func gainsAreJudgedByTheSpreadThatTheyRecord() throws {
  // n = 20 on both sides, sd .01 and .02: SE = .005, ν = 27.94, t.975 = 2.0486.
  let header = GainTable.columns.joined(separator: ",")
  func table(_ mean: String, _ deviation: String) -> String {
    "\(header)\nple,-,0.50,task1,nmse,20,\(mean),,,\(deviation)"
      + String(repeating: ",", count: GainTable.columns.count - 10) + "\n"
  }
  let first = table("0.0", "0.01")
  let inside = try judged(first, table("0.01020", "0.02"))
  #expect(inside.verdict == .withinSeedNoise && inside.rule == .recordedSpread)
  #expect(inside.groupsOfMeans == 1 && inside.groupsOfMeansOutsidePointwise == 0)
  #expect(try judged(first, table("0.01028", "0.02")).verdict == .different)
}

@Test func whatOnlyFollowsFromEqualValuesIsNoNoise() throws {
  let text = try committed("seesaw/gains.csv")
  #expect(try judged(text, changing(text, "sign_flip_p", scaled(0.5))).verdict == .different)
}

@Test func meansWithASpreadAreJudgedByWelchsTest() throws {
  let text = try committed("expert-utilization/utilization.csv")
  #expect(try judged(text, changing(text, "mean", scaled(1.001))).verdict == .withinSeedNoise)
  #expect(try judged(text, changing(text, "mean", scaled(2))).verdict == .different)
}

@Test func claimsAreMatchedThoughTheyQuoteAnotherNumber() throws {
  let text = try committed("claims.csv")
  let other = text.replacing("PLE is first in 1 of", with: "PLE is first in 3 of")
  #expect(other != text)
  let compared = try judged(text, other)
  #expect(compared.missing.isEmpty && compared.extra.isEmpty)
  #expect(compared.unequal == 1 && compared.verdict == .different)
  #expect(compared.worst?.column == "claim")
}

@Test func claimsThatDifferInNumbersAloneAreNotTakenForEachOther() throws {
  func table(_ claims: String...) throws -> String {
    let rest = String(repeating: ",", count: ClaimTable.columns.count - 1)
    return ([ClaimTable.columns.joined(separator: ",")] + claims.map { $0 + rest })
      .map { $0 + "\n" }.joined()
  }
  let both = try table("no weight below .01", "no weight below .05")
  #expect(try judged(both, both).verdict == .identical)
  let one = try table("no weight below .05", "no weight below .001")
  let compared = try judged(both, one)
  // .05 is itself; .01 and .001 are left over and alone.
  #expect(compared.missing.isEmpty && compared.extra.isEmpty)
  let three = try table("no weight below .05", "no weight below .001", "no weight below .1")
  #expect(try judged(both, three).missing == ["no weight below .01"])
  #expect(try judged(both, three).extra.count == 2)
}

@Test func samplesOfSingleRunsAreNeverSeedNoise() throws {
  let text = try committed("expert-utilization/gates/ple.samples.csv")
  let compared = try judged(text, changing(text, "weight", scaled(1.0001)))
  #expect(compared.verdict == .different && compared.groups == 0)
  #expect(compared.note?.contains("without replicates") == true)
  #expect(try judged(text, changing(text, "weight", scaled(1 + 1e-8))).verdict == .withinTolerance)
}

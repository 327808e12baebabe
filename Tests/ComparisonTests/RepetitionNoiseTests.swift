import Formats
import Records
import Testing

@testable import Comparison

/// Metrics of two models over twenty draws, `change` applied to the NMSE of every row.
private func metrics(
  draws: Int = 20, change: (String, Int, Double) -> Double = { $2 },
  status: (String, Int) -> String = { _, _ in "ok" }, rate: String = "0.01"
) -> String {
  var text = MetricRecord.schema.header.joined(separator: ",") + "\n"
  for model in ["mmoe", "ple"] {
    for draw in 0..<draws {
      // Draws differ far more than any change here.
      let nmse = 0.01 * Double(1 + draw % 7) * (1 + Double(draw) / 10)
      let isOK = status(model, draw) == "ok"
      text +=
        "\(model),-,0.50,\(NumberFormat.draw(draw)),0,task1,,"
        + (isOK ? NumberFormat.measured(change(model, draw, nmse)) : "")
        + ",,100,\(rate),\(status(model, draw)),\n"
    }
  }
  return text
}

/// Differences without a direction, of a tenth of the error: what retraining does.
private func noise(_ draw: Int, _ nmse: Double) -> Double {
  nmse * (1 + 0.1 * [0.9, -1.1, 0.4, -0.3, 0.1][draw % 5])
}

// MARK: The same data

@Test func noiseWithoutADirectionIsSeedNoise() throws {
  let compared = try judged(metrics(), metrics { noise($1, $2) }, pairing: .paired)
  #expect(compared.verdict == .withinSeedNoise && compared.groups == 2)
  #expect(compared.rule == .pairedRuns)
}

@Test func aShiftOfOneModelByFivePercentIsNotSeedNoiseOfTheSameData() throws {
  let shifted = metrics { $0 == "ple" ? $2 * 1.05 : noise($1, $2) }
  let compared = try judged(metrics(), shifted, pairing: .paired)
  #expect(compared.verdict == .different)
  #expect(compared.outside.count == 1)
  #expect(compared.outside.allSatisfy { $0.hasPrefix("ple - 0.50 0 task1 nmse: runs differ") })
  #expect(compared.summary.map(\.groupsOutside) == [0, 1])
  // The unpaired rule cannot see it: draws differ by more.
  #expect(try judged(metrics(), shifted).verdict == .withinSeedNoise)
}

@Test func aConstantShiftOfTheSameDataIsNotSeedNoiseHoweverSmall() throws {
  let shifted = metrics { $0 == "mmoe" ? $2 + 1e-3 : $2 }
  let compared = try judged(metrics(), shifted, pairing: .paired)
  #expect(compared.verdict == .different && compared.groupsOutside == 1)
}

@Test func otherStatusesRatesAndRowsOfTheSameDataAreNotSeedNoise() throws {
  let diverged = metrics(status: { $0 == "ple" && $1 == 3 ? "diverged" : "ok" })
  let compared = try judged(metrics(), diverged, pairing: .paired)
  #expect(compared.verdict == .different)
  #expect(compared.outside.contains("ple - 0.50 003 0 task1 status: is ok against diverged"))
  let short = try judged(metrics(), metrics(draws: 19), pairing: .paired)
  #expect(short.verdict == .different)
  #expect(short.missing == ["mmoe - 0.50 019 0 task1", "ple - 0.50 019 0 task1"])
  #expect(
    try judged(metrics(draws: 19), metrics(), pairing: .paired).extra.count == 2)
  #expect(try judged(metrics(), metrics(rate: "0.1"), pairing: .paired).groupsOutside == 40)
}

@Test func aValueThatOnlyOneSideHasIsNotSeedNoiseOfTheSameData() throws {
  let noisy = metrics { noise($1, $2) }
  let gap = changing(
    noisy, "nmse", where: { $0["model"] == "ple" && $0["draw"] == "004" }, { _, _ in "" })
  let compared = try judged(metrics(), gap, pairing: .paired)
  #expect(compared.verdict == .different)
  #expect(compared.outside == ["ple - 0.50 0 task1 nmse: B has no value in some run"])
}

@Test(arguments: [
  ("seesaw/metrics.csv", "excess_error", NoiseFamily.pairedLeading),
  ("seesaw/metrics.csv", "mse", .paired),
  ("expert-utilization/gates/ple.csv", "mean", .pairedLeading),
  ("expert-utilization/gates/ple.csv", "contribution", .paired),
  ("seesaw/curves.csv", "validation_nmse", .paired),
])
func theLeadingColumnsHaveAFamilyOfTheirOwn(
  _ file: String, _ column: String, _ family: NoiseFamily
) throws {
  let text = try madeUp(file)
  let tables = try tablePair(text, changing(text, column, scaled(1.5)))
  let findings = TableAssessment(
    file: file, tables, tolerance: Tolerance(), pairing: .paired
  ).findings
  #expect(!findings.isEmpty)
  for finding in findings {
    guard case .tested(_, let found, _) = finding.outcome else { continue }
    #expect(found == family && finding.column == column)
  }
}

private func finding(_ family: NoiseFamily, _ p: Double) -> NoiseFinding {
  NoiseFinding(group: [], outcome: .tested(p: p, family: family, difference: 1))
}

@Test func theManyOtherColumnsDoNotWidenTheLimitsOfTheLeadingOne() {
  let findings = [finding(.pairedLeading, 0.04)] + (0..<99).map { _ in finding(.paired, 0.04) }
  let counts: TestCounts = [.pairedLeading: 1, .paired: 99]
  let levels = NoiseLevels([counts], isPointwise: false)
  #expect(levels.areOutside(findings, among: counts) == [true] + Array(repeating: false, count: 99))
}

@Test func filesShareFivePercentEquallyAndInEachItsGroups() {
  // Two files with means: 2.5% each, of which ten groups have 0.25% each, and a single one all.
  let many =
    [finding(.means, 0.002), finding(.means, 0.003)]
    + (0..<8).map { _ in
      finding(.means, 0.5)
    }
  let single = [finding(.means, 0.02)]
  let (ten, one): (TestCounts, TestCounts) = ([.means: 10], [.means: 1])
  let levels = NoiseLevels([ten, one, [.paired: 1], [:]], isPointwise: false)
  #expect(levels.areOutside(many, among: ten) == [true] + Array(repeating: false, count: 9))
  #expect(levels.areOutside(single, among: one) == [true])
  #expect(levels.areOutside([finding(.means, 0.03)], among: one) == [false])
  let pointwise = NoiseLevels([ten, one], isPointwise: true)
  #expect(pointwise.areOutside(many, among: ten).count { $0 } == 2)
  #expect(pointwise.areOutside([finding(.means, 0.0499)], among: one) == [true])
  #expect(pointwise.areOutside([finding(.means, 0.0501)], among: one) == [false])
  // A p that is no number excuses nothing.
  #expect(levels.areOutside([finding(.means, .nan)], among: one) == [true])
  // Groups that do not differ have their tests too: with more differences there are not more tests.
  #expect(levels.areOutside([finding(.means, 0.01)], among: ten) == [false])
}

// MARK: Other data

/// One group of four runs: its mean, and its values' distance from it.
private func runs(mean: Double, spread: Double, count: Int = 4) -> String {
  "model,draw,loss\n"
    + (0..<count).map { run in
      "ple,\(NumberFormat.draw(run)),"
        + NumberFormat.measured(mean + (run % 2 == 0 ? spread : -spread)) + "\n"
    }.joined()
}

@Test func meansWithinStudentsBoundAreSeedNoiseAndBeyondItDifferent() throws {
  // s² = 4/3 on both sides: SE = √(2/3), ν = 6, t.975 = 2.4469, bound 1.9979.
  #expect(
    try judged(runs(mean: 10, spread: 1), runs(mean: 11.99, spread: 1)).verdict == .withinSeedNoise)
  let beyond = try judged(runs(mean: 10, spread: 1), runs(mean: 12.01, spread: 1))
  #expect(beyond.verdict == .different && beyond.groupsOfMeansOutsidePointwise == 1)
  #expect(beyond.outside.first?.hasPrefix("ple loss: the means differ by 2.01000000e+00") == true)
}

@Test func sidesMayHaveDifferentNumbersOfDraws() throws {
  let compared = try judged(
    runs(mean: 10, spread: 1), runs(mean: 10.5, spread: 1, count: 8))
  #expect(compared.extra.count == 4)
  #expect(compared.verdict == .withinSeedNoise)
  // But not different groups.
  let other = runs(mean: 10, spread: 1) + "cgc,000,1.0\n"
  #expect(try judged(runs(mean: 10, spread: 1), other).verdict == .different)
  #expect(try judged(other, runs(mean: 10, spread: 1)).verdict == .different)
}

@Test func meansWithoutASpreadHaveToBeEqual() throws {
  #expect(try judged(runs(mean: 1, spread: 0), runs(mean: 2, spread: 0)).verdict == .different)
  #expect(
    try judged(runs(mean: 1, spread: 0), runs(mean: 1, spread: 1)).verdict == .withinSeedNoise)
  #expect(
    try judged(runs(mean: 1, spread: 0, count: 1), runs(mean: 2, spread: 0, count: 1)).verdict
      == .different)
}

@Test func manyGroupsShareTheirFivePercentUnlessToldOtherwise() throws {
  func groups(_ shift: Double) -> String {
    var text = "model,draw,loss\n"
    for group in 0..<50 {
      for run in 0..<4 {
        let mean = 10 + (group == 7 ? shift : shift / 100)
        let loss = NumberFormat.measured(run % 2 == 0 ? mean + 1 : mean - 1)
        text += "m\(group),\(NumberFormat.draw(run)),\(loss)\n"
      }
    }
    return text
  }
  // Beyond t.975 by itself, but one of fifty.
  let compared = try judged(groups(0), groups(2.2))
  #expect(compared.verdict == .withinSeedNoise && compared.groupsOfMeansOutsidePointwise == 1)
  #expect(try judged(groups(0), groups(2.2), isPointwise: true).groupsOutside == 1)
  #expect(try judged(groups(0), groups(8)).verdict == .different)
}

@Test func aRunThatDivergesIsLuckAndADozenIsNot() throws {
  let once = metrics(status: { $0 == "ple" && $1 == 3 ? "diverged" : "ok" })
  let often = metrics(status: { $0 == "ple" && $1 > 7 ? "diverged" : "ok" })
  #expect(try judged(metrics(), once).verdict == .withinSeedNoise)
  let compared = try judged(metrics(), often)
  #expect(compared.verdict == .different)
  #expect(compared.outside.contains { $0.hasPrefix("ple - 0.50 0 task1 status diverged:") })
  #expect(try judged(metrics(), metrics(rate: "0.1")).verdict == .different)
}

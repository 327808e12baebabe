// How near to zero gates come: the table, and the claims about it.
import Experiments
import Fixtures
import Formats
import Records
import Testing

@testable import Analysis

struct SmallestWeightsTests {
  private func weights(
    _ metrics: [MetricRecord], _ gates: [String: [GateRecord]], settings: [Setting] = []
  ) throws -> SmallestWeights {
    try #require(
      SmallestWeights(
        gateStudy(metrics, gates, settings: settings), published: PublishedValues()))
  }

  // MARK: The event

  /// CGC's form: every task has an expert that another task's gate excludes, and they differ.
  @Test func twoTasksThatExcludeDifferentExpertsAreLikeCGC() {
    func isLike(_ first: [Double], _ second: [Double], level: Int = 1) -> Bool {
      SmallestWeights.isLikeCGC(
        gateRecords("task1", first, level: level) + gateRecords("task2", second, level: level),
        threshold: 0.01)
    }
    #expect(isLike([0.001, 0.5, 0.499], [0.5, 0.001, 0.499]))
    #expect(!isLike([0.001, 0.5, 0.499], [0.001, 0.5, 0.499]), "an expert that nobody uses")
    #expect(!isLike([0.001, 0.5, 0.499], [0.3, 0.3, 0.4]), "one task alone")
    #expect(!isLike([0.01, 0.5, 0.49], [0.5, 0.01, 0.49]), "at the threshold is not below it")
    #expect(
      !isLike([0.001, 0.002, 0.997], [0.001, 0.5, 0.499]), "the first task has none of its own")
    #expect(!isLike([0.001, 0.002, 0.997], [0.001, 0.002, 0.997]), "a shared bottom")
  }

  /// ML-MMoE's lower gates and PLE's shared one belong to no task.
  @Test func onlyTaskGatesOfTheTopLevelCount() {
    let selectors =
      gateRecords("selector1", [0, 0.5, 0.5]) + gateRecords("selector2", [0.5, 0, 0.5])
    let top =
      gateRecords("task1", [0.3, 0.3, 0.4], level: 2)
      + gateRecords("task2", [0.3, 0.3, 0.4], level: 2)
    #expect(!SmallestWeights.isLikeCGC(selectors + top, threshold: 0.01))
    let lower = gateRecords("task1", [0, 0.5, 0.5]) + gateRecords("task2", [0.5, 0, 0.5])
    #expect(SmallestWeights.isLikeCGC(lower, threshold: 0.01))
    #expect(!SmallestWeights.isLikeCGC(lower + top, threshold: 0.01))
  }

  // MARK: The table

  @Test func aRunIsNamedByItsSmallestMeanWeight() throws {
    let found = try weights(
      metricRecords(nmse: [0.3, 0.3]) + metricRecords(model: "cgc", nmse: [0.1, 0.4]),
      [
        "mmoe": gateRecords("task1", [0.3, 0.3, 0.4]) + gateRecords("task2", [0.3, 0.02, 0.68]),
        "cgc": gateRecords("task1", [0.25, 0.75], model: "cgc")
          + gateRecords("task2", [0.5, 0.5], model: "cgc"),
      ])
    let mmoe = try #require(found.runs.first { $0.run.arm.model == "mmoe" })
    #expect(
      mmoe.mean == 0.02 && mmoe.smallest.gate == "task2" && mmoe.smallest.expert == "expert02")
    #expect(mmoe.cgcIsBetter == true, "mean over tasks .25 against .3")
    #expect(found.runs.first { $0.run.arm.model == "cgc" }?.cgcIsBetter == nil)
    let row = try #require(found.table.rows.first { $0[0] == "mmoe" })
    #expect(
      Array(row[4...])
        == [
          "2.00000000e-02", "1", "task2", "expert02", "3.00000000e-01", "2.00000000e-01",
          "1.00000000e-01", "no", "no", "no", "yes",
        ])
  }

  /// A setting that leaves CGC as it is has no CGC of its own: the default one is on the same data.
  @Test func inASettingThatDoesNotChangeCGCTheDefaultOneIsComparedWith() throws {
    let found = try weights(
      metricRecords("fusion-selector", model: "ml-mmoe", nmse: [0.3, 0.3])
        + metricRecords(model: "cgc", nmse: [0.1, 0.1]),
      [
        "ml-mmoe": gateRecords(
          "task1", [0.5, 0.5], model: "ml-mmoe", setting: "fusion-selector")
      ], settings: selectorSettings)
    #expect(found.runs.map(\.cgcIsBetter) == [true])
  }

  /// A diverged run has no weights, and is no run of the rate.
  @Test func aRunWithoutWeightsIsLeftOut() throws {
    let found = try weights(
      metricRecords(nmse: [0.3, 0.3]), ["mmoe": gateRecords("task1", [nil, nil])])
    #expect(found.runs.isEmpty)
  }

  // MARK: The claims

  @Test func ratesAreBoundedOrNot() {
    #expect(RareEvents.finding(events: 0, runs: 100) == .reproduced)
    #expect(RareEvents.finding(events: 0, runs: 99) == .inconclusive)
    #expect(RareEvents.finding(events: 1, runs: 100) == .inconclusive)
    #expect(RareEvents.finding(events: 8, runs: 100) == .contradicted)
    #expect(RareEvents.finding(events: 40, runs: 2000) == .inconclusive)
  }

  @Test func settingsAreNotPooled() throws {
    let claims = try claims(of: hundredRuns())
    #expect(
      claims.map(\.statement) == [
        "No gate of MMoE excludes an expert at p = 0.50",
        "No gate of MMoE (other) excludes an expert at p = 0.50",
        "MMoE does not become CGC at p = 0.50",
        "MMoE (other) does not become CGC at p = 0.50",
      ])
    #expect(claims.map(\.count) == [100, 100, 100, 100])
    #expect(claims.map(\.measured) == [0, 0.08, 0, 0.08])
    #expect(claims.map(\.finding) == [.reproduced, .contradicted, .reproduced, .contradicted])
    #expect(claims.map(\.published) == ["0 of 2 gates", "0 of 2 gates", "", ""])
    #expect(claims[1].detail.contains("Of the 10 runs in which CGC has the lower error, 8"))
  }

  /// Without gate records there is nothing to say, and when no run ended none was seen.
  @Test func withoutWeightsNothingIsClaimedToBeAbsent() throws {
    let metrics = metricRecords(nmse: [0.3, 0.3])
    #expect(try claims(of: gateStudy(metrics, [:])).isEmpty)
    let diverged = metrics.map { record in
      var record = record
      record.status = .diverged
      return record
    }
    let claims = try claims(of: gateStudy(diverged, ["mmoe": []]))
    #expect(claims.map(\.finding) == [.inconclusive, .inconclusive])
    #expect(claims.first?.detail == "No run ended. 1 run diverged.")
  }

  // MARK: Selector or separation

  @Test func theSelectorIsTheCauseOrTheSeparation() throws {
    let bySelector = try claims(
      of: selectorStudy(
        separateByFusion: 0.4, separateByInput: 0.8, pooledByInput: 0.8, pooledByFusion: 0.4))
    #expect(bySelector.map(\.finding) == [.reproduced, .contradicted])
    #expect(abs((bySelector[0].measured ?? 0) - 0.4) < 0.02)
    #expect(
      bySelector.map(\.id) == [
        "gate-selector/selector-or-separation/selector/0.50",
        "gate-selector/selector-or-separation/separation/0.50",
      ])
    #expect(bySelector[0].detail.contains("PLE reading the input 0.80, ML-MMoE 0.80"))
    let bySeparation = try claims(
      of: selectorStudy(
        separateByFusion: 0.4, separateByInput: 0.4, pooledByInput: 0.8, pooledByFusion: 0.8))
    #expect(bySeparation.map(\.finding) == [.contradicted, .reproduced])
    let byNeither = try claims(
      of: selectorStudy(
        separateByFusion: 0.8, separateByInput: 0.8, pooledByInput: 0.8, pooledByFusion: 0.8))
    #expect(byNeither.allSatisfy { $0.finding == .contradicted })
  }

  @Test func evennessDoesNotFallWithTheNumberOfExperts() throws {
    func near(_ means: [Double], _ expected: Double?) -> Bool {
      guard let found = GateRun.evenness(of: means), let expected else { return expected == nil }
      return abs(found - expected) < 1e-12
    }
    #expect(near([0.5, 0.5], 1) && near([0.25, 0.25, 0.25, 0.25], 1))
    #expect(near([0.2, 0.8], 0.4) && near([1, 0], 0))
    // Pairs ⅓ : ⅔ in all: 1:2, 1:4 and 2:4 have the smaller shares ⅓, ⅕ and ⅓.
    #expect(near([1.0 / 7, 2.0 / 7, 4.0 / 7], 2.0 / 3 * (1.0 / 3 + 1.0 / 5 + 1.0 / 3)))
    #expect(GateRun.evenness(of: [1]) == nil && GateRun.evenness(of: [1, 0, 0]) == nil)
  }

  @Test func withoutAllFourCellsThereIsNoRow() throws {
    let records = try gateStudy(
      named: "gate-selector", metricRecords(model: "ple", nmse: [0.3, 0.3]),
      ["ple": gateRecords("task1", [0.3, 0.7], level: 2, model: "ple")],
      settings: selectorSettings)
    #expect(!records.presentation.report.claims.isEmpty)
    #expect(try claims(of: records).isEmpty)
  }
}

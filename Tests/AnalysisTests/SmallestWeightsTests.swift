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
    #expect(mmoe.separatedIsBetter == true, "mean over tasks .25 against .3")
    #expect(found.runs.first { $0.run.arm.model == "cgc" }?.separatedIsBetter == nil)
    let row = try #require(found.table.rows.first { $0[0] == "mmoe" })
    #expect(
      Array(row[5...])
        == [
          "2.00000000e-02", "1", "task2", "expert02", "3.00000000e-01", "2.00000000e-01",
          "1.00000000e-01", "no", "no", "no", "yes",
        ])
  }

  /// ML-MMoE could become PLE. A setting that leaves PLE as it is has none of its own: the default one is on the same
  /// data.
  @Test func inASettingThatDoesNotChangeTheOtherModelTheDefaultOneIsComparedWith() throws {
    let found = try weights(
      metricRecords("fusion-selector", model: "ml-mmoe", nmse: [0.3, 0.3])
        + metricRecords(model: "cgc", nmse: [0.5, 0.5])
        + metricRecords(model: "ple", nmse: [0.1, 0.1]),
      [
        "ml-mmoe": gateRecords(
          "task1", [0.5, 0.5], model: "ml-mmoe", setting: "fusion-selector")
      ], settings: selectorSettings)
    #expect(found.runs.map(\.separatedIsBetter) == [true])
  }

  /// A diverged run has no weights, and is no run of the rate.
  @Test func aRunWithoutWeightsIsLeftOut() throws {
    let found = try weights(
      metricRecords(nmse: [0.3, 0.3]), ["mmoe": gateRecords("task1", [nil, nil])])
    #expect(found.runs.isEmpty)
  }

  // MARK: The claims

  @Test func ratesAreBoundedOrNot() {
    func finding(events: Int, runs: Int) -> Finding {
      let rate = rate((0..<runs).map { [$0 < events] })
      return RareEvents.finding(lower: rate.lower, upper: rate.upper)
    }
    #expect(finding(events: 0, runs: 100) == .supported)
    #expect(finding(events: 0, runs: 98) == .inconclusive)
    #expect(finding(events: 1, runs: 100) == .inconclusive)
    #expect(finding(events: 8, runs: 100) == .unsupported)
    #expect(finding(events: 40, runs: 2000) == .inconclusive)
    #expect(RareEvents.finding(lower: nil, upper: nil) == .inconclusive)
  }

  @Test func settingsAreNotPooled() throws {
    let claims = try claims(of: hundredRuns()).filter { $0.id.contains("/mmoe/") }
    #expect(
      claims.map(\.statement) == [
        "No gate of MMoE excludes an expert at p = 0.50",
        "No gate of MMoE (other) excludes an expert at p = 0.50",
        "MMoE does not become CGC at p = 0.50",
        "MMoE (other) does not become CGC at p = 0.50",
      ])
    #expect(claims.map(\.count) == [100, 100, 100, 100])
    #expect(claims.map(\.measured) == [0, 0.08, 0, 0.08])
    #expect(claims.map(\.finding) == [.supported, .unsupported, .supported, .unsupported])
    #expect(claims.map(\.published) == ["0 of 2 gates", "0 of 2 gates", "", ""])
    #expect(
      claims[1].detail.contains(
        "Of the 10 runs in which the model with experts of tasks has the lower error, 8"))
  }

  /// Runs by draw, each with the event or without it.
  private func rate(_ draws: [[Bool]]) -> RareEvents.Rate {
    let runs = draws.enumerated().flatMap { draw, events in
      events.enumerated().map { training, event in
        var run = SmallestWeights.Run()
        run.run.draw = NumberFormat.draw(draw)
        run.run.training = "\(training)"
        run.mean = event ? 0 : 0.5
        return run
      }
    }
    return RareEvents.Rate(runs) { $0.isExcluding }
  }

  /// Two trainings on each of fifty draws are no hundred draws: 1 − .05^(1/100) is .0295, 1 − .05^(1/50) .0582.
  @Test func limitsRespectDraws() throws {
    let independent = rate((0..<100).map { _ in [false] })
    #expect(abs((independent.upper ?? 0) - 0.02951) < 1e-5)
    let clustered = rate((0..<50).map { _ in [false, false] })
    #expect(clustered.runs == 100 && abs((clustered.upper ?? 0) - 0.05816) < 1e-5)
    // Five draws of both runs are as good as five runs, ten draws of one run as good as ten.
    let together = rate((0..<50).map { [$0 < 5, $0 < 5] })
    let apart = rate((0..<50).map { [$0 < 10, false] })
    #expect(together.events == 10 && apart.events == 10)
    #expect((together.lower ?? 1) < (apart.lower ?? 0) - 0.005)
    // At the level that several models share it is lower still.
    #expect((together.lower(level: 0.975) ?? 1) < (together.lower ?? 0))
  }

  /// One claim of several models: all of them, or some against it by Bonferroni.
  @Test func noGateOfSeveralModelsExcludesAnExpertOrSomeDoesOrItIsOpen() throws {
    func claim(_ mmoe: Int, _ mlMMoE: Int, of runs: Int = 100) throws -> Claim? {
      var gates: [String: [GateRecord]] = [:]
      var metrics: [MetricRecord] = []
      for (model, events) in [("mmoe", mmoe), ("ml-mmoe", mlMMoE)] {
        for run in 0..<runs {
          let draw = NumberFormat.draw(run)
          metrics += metricRecords(model: model, draw: draw, nmse: [0.3, 0.3])
          let low = run < events ? 0.001 : 0.3
          gates[model, default: []] += gateRecords(
            "task1", [low, 1 - low], model: model, draw: draw)
        }
      }
      return try claims(of: gateStudy(metrics, gates)).family("no-zero-weight-in-any").first
    }
    let none = try claim(0, 0)
    #expect(none?.finding == .supported && none?.isPrimary == true)
    #expect(none?.statement == "No gate of MMoE or ML-MMoE excludes an expert at p = 0.50")
    #expect(none?.detail == "MMoE in 0 of 100 runs, ML-MMoE in 0 of 100 runs.")
    let some = try claim(0, 8)
    #expect(some?.finding == .unsupported && some?.measured == 0.08, "the worse model is printed")
    #expect(try claim(0, 1)?.finding == .inconclusive)
    // Four of a hundred: a lower limit of .0138 alone, .0110 for two models; three: .0082.
    #expect(try claim(4, 0)?.finding == .unsupported)
    #expect(try claim(3, 0)?.finding == .inconclusive)
    #expect(try claim(0, 0, of: 20)?.finding == .inconclusive, "twenty runs bound nothing")
  }

  /// Runs of a draw are one draw where the lower limits of several models are corrected too.
  @Test func theCorrectedLimitsRespectDrawsToo() {
    let together = rate((0..<25).map { Array(repeating: $0 < 1, count: 4) })
    #expect(together.events == 4 && together.runs == 100)
    #expect(NoZeroWeightInAny.finding([together, rate([[false]])]) == .inconclusive)
    let apart = rate((0..<100).map { [$0 < 4] })
    #expect(NoZeroWeightInAny.finding([apart, rate([[false]])]) == .unsupported)
    // Four of 120: a lower limit of .0115 at 95%, of .0091 at 97.5%.
    let rare = rate((0..<120).map { [$0 < 4] })
    #expect(RareEvents.finding(lower: rare.lower, upper: rare.upper) == .unsupported)
    #expect(NoZeroWeightInAny.finding([rare, rate([[false]])]) == .inconclusive)
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
    let claims = try claims(of: gateStudy(diverged, ["mmoe": []])).filter {
      $0.id.contains("/mmoe/")
    }
    #expect(claims.map(\.finding) == [.inconclusive, .inconclusive])
    #expect(claims.first?.detail == "No run ended. 1 run diverged.")
  }

  // MARK: Selector or separation

  @Test func theSelectorIsTheCauseOrTheSeparation() throws {
    let bySelector = try claims(
      of: selectorStudy(
        separateByFusion: 0.4, separateByInput: 0.8, pooledByInput: 0.8, pooledByFusion: 0.4))
    #expect(bySelector.map(\.finding) == [.supported, .unsupported])
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
    #expect(bySeparation.map(\.finding) == [.unsupported, .supported])
    let byNeither = try claims(
      of: selectorStudy(
        separateByFusion: 0.8, separateByInput: 0.8, pooledByInput: 0.8, pooledByFusion: 0.8))
    #expect(byNeither.allSatisfy { $0.finding == .unsupported })
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

// What is said of models that start at a trained one, and of configurations whose gates exclude an expert.
import Experiments
import Fixtures
import Formats
import ModelZoo
import Records
import Testing
import Training

@testable import Analysis

struct EmbeddingTableTests {
  /// Differences count in standard deviations of the label, the largest of tasks for a run.
  @Test func differencesAreOverTasksAndRuns() throws {
    let records = try embeddingStudy([
      startRecord(draw: "000", difference: 1),
      startRecord(draw: "000", task: "task2", difference: 4),
      startRecord(draw: "001", difference: 2, atStart: 0.25),
      startRecord(draw: "001", task: "task2", difference: 2),
      startRecord(draw: "002", difference: nil, atStart: nil, atEnd: nil),
      startRecord(draw: "002", task: "task2", difference: nil, atStart: nil, atEnd: nil),
    ])
    let table = try #require(EmbeddingTable(records, published: PublishedValues()))
    let row = try #require(table.rows.first)
    #expect(table.rows.count == 1 && row.count == 2, "a run that diverged has no difference")
    #expect(row.largestDifference == 2 && row.medianDifference == 1.5 && row.rmsDifference == 0.5)
    #expect(row.largestExcludedWeight == 0.25 && row.donor == "cgc")
    #expect(EmbeddingTable(try embeddingStudy([]), published: PublishedValues()) == nil)
  }

  @Test func onlyRoundingIsTheSame() {
    func finding(_ difference: Double, bias: Bool) -> Finding {
      SameForm.finding(largestDifference: difference, hasGateBias: bias)
    }
    #expect(finding(0, bias: true) == .supported && finding(1e-4, bias: true) == .supported)
    #expect(finding(1.01e-4, bias: true) == .inconclusive, "another construction may do")
    #expect(finding(1.01e-4, bias: false) == .unsupported, "proved at x = 0")
  }

  @Test func claimsSayWhatIsMadeOfWhat() throws {
    let claims = try claims(of: embeddingStudy([startRecord(draw: "000", difference: 1)]))
    #expect(
      claims.map(\.statement) == [
        "MMoE can have the form of a trained CGC (with gate bias) at p = 0.50"
      ])
    #expect(claims[0].id == "embedding/same-form/mmoe/embedded/0.50")
    #expect(claims[0].finding == .inconclusive && claims[0].measured == 0.5)
  }
}

struct DriftTableTests {
  /// The table's row and the claims: about weights, then about errors.
  private func study(
    offset: Double?, ends: [Double?], errors: [Double?]
  ) throws -> (row: DriftTable.Row, claims: [Claim]) {
    let records = try startedStudy(offset: offset, ends: ends, errors: errors)
    let table = try #require(DriftTable(records, published: PublishedValues()))
    return (try #require(table.rows.first), try claims(of: records))
  }

  @Test func weightsThatGrowAreADriftBack() throws {
    let (row, claims) = try study(
      offset: -4, ends: [0.1, 0.11, 0.12], errors: [0.1, 0.1, 0.1])
    #expect(row.optimiser == .sgd && row.offset == -4 && row.diverged == 0)
    #expect(abs((row.logRatio[0] ?? 0) - 2.302_585) < 1e-5)
    // ln(.3/.1), ln(.301/.1), ln(.302/.1).
    #expect(row.gainOverScratch.present.map { ($0 * 1000).rounded() } == [1099, 1102, 1105])
    #expect(claims.map(\.finding) == [.supported, .supported])
  }

  @Test func weightsThatStayAreNone() throws {
    let (_, claims) = try study(
      offset: -4, ends: [0.0099, 0.01, 0.0101], errors: [0.4, 0.4, 0.4])
    #expect(claims.map(\.finding) == [.unsupported, .unsupported])
  }

  @Test func weightsThatGrowALittleAreNegligible() throws {
    let (_, claims) = try study(
      offset: -4, ends: [0.012, 0.0121, 0.0122], errors: [0.4, 0.4, 0.4])
    #expect(claims[0].finding == .negligible, "significantly, but not to the double")
  }

  @Test func whatIsExcludedForGoodIsCheckedToTheBit() throws {
    #expect(
      try study(offset: nil, ends: [0, 0, 0], errors: [0.4, 0.4, 0.4]).claims[0].finding
        == .supported)
    let moved = try study(offset: nil, ends: [0, 1e-30, 0], errors: [0.4, 0.4, 0.4])
    #expect(moved.claims[0].finding == .unsupported)
    #expect(moved.row.logRatio.compactMap { $0 }.isEmpty, "there is no ratio to 0")
  }

  @Test func runsThatDivergedAreCountedAndLeftOut() throws {
    let (row, claims) = try study(
      offset: -4, ends: [0.1, nil, 0.12], errors: [0.1, nil, 0.1])
    #expect(row.diverged == 1 && row.weightAtEnd.present.count == 2)
    #expect(claims[0].count == 2)
  }

  /// What starts when all steps are taken has nowhere to drift.
  @Test func startsAtTheEndAreNoDrift() throws {
    let records = try embeddingStudy([startRecord(draw: "000")])
    #expect(DriftTable(records, published: PublishedValues()) == nil)
  }
}

/// Claims about starts: one for all offsets of an optimiser.
struct StartedClaimTests {
  /// MMoE started at CGC with these offsets, weights at the end over those at the start, and errors over .3.
  private func started(
    _ settings: [(
      name: String, offset: Double?, optimiser: OptimiserKind, growth: Double, error: Double
    )]
  ) throws -> [Claim] {
    let file = try tinyFile(
      "starting-there",
      [.standard]
        + settings.map { startSetting($0.name, offset: $0.offset, optimiser: $0.optimiser) })
    let draws = (0..<6).map(NumberFormat.draw)
    var metrics: [MetricRecord] = []
    var starts: [Records.StartRecord] = []
    for (index, draw) in draws.enumerated() {
      let noise = 1 + 0.01 * Double(index % 3)
      metrics += metricRecords(draw: draw, nmse: [0.3, 0.3])
      metrics += metricRecords(model: "cgc", draw: draw, nmse: [0.2, 0.2])
      for setting in settings {
        let error = 0.3 * setting.error * noise
        metrics += metricRecords(setting.name, draw: draw, nmse: [error, error])
        starts += ["task1", "task2"].map { task in
          startRecord(
            setting.name, draw: draw, task: task, atStart: setting.offset == nil ? 0 : 0.01,
            atEnd: setting.offset == nil ? 0 : 0.01 * setting.growth * noise)
        }
      }
    }
    return try claims(of: records(metrics, of: file) { $0.starts = starts })
  }

  @Test func allOffsetsOfAnOptimiserAreOneClaim() throws {
    let claims = try started([
      ("adam-2", -2, .adam, 9, 0.5), ("adam-8", -8, .adam, 4, 0.6), ("sgd-2", -2, .sgd, 0.98, 1.5),
    ])
    let weights = claims.family("started-weights")
    #expect(
      weights.map(\.id) == [
        "starting-there/started-weights/mmoe/adam/0.50",
        "starting-there/started-weights/mmoe/sgd/0.50",
      ])
    #expect(weights.map(\.finding) == [.supported, .unsupported])
    #expect(
      weights[0].statement
        == "MMoE started at CGC and trained on with Adam weighs the excluded experts more at the end"
    )
    #expect(weights[0].rule.contains("at 2 offsets"))
    #expect(weights[0].detail.contains("offset -2: 0 of 6; offset -8: 0 of 6"))
    // The smaller growth is printed: ln 4, and what noise adds.
    #expect(abs((weights[0].measured ?? 0) - 1.396) < 0.002)
    let errors = claims.family("started-error")
    #expect(errors.map(\.finding) == [.supported, .unsupported])
    #expect(
      errors.last?.detail.hasPrefix("Over CGC trained for all steps, by offset: offset -2: ")
        == true)
  }

  /// One offset of several at which weights stay contradicts that they grow at all of them.
  @Test func everyOffsetMustAgree() throws {
    let claims = try started([("adam-2", -2, .adam, 9, 0.5), ("adam-8", -8, .adam, 0.98, 1.5)])
    #expect(claims.family("started-weights").map(\.finding) == [.unsupported])
    #expect(claims.family("started-error").map(\.finding) == [.unsupported])
    #expect(abs((claims.family("started-weights")[0].measured ?? 1)) < 0.1, "the one that decides")
  }

  /// With −∞ weights are exactly 0, whose logarithm belongs to no offset.
  @Test func whatIsShutOutIsNoOffset() throws {
    let claims = try started([("adam-2", -2, .adam, 9, 0.5), ("adam-infinity", nil, .adam, 1, 0.5)])
    let stays = claims.family("started-stays-out")
    #expect(stays.map(\.finding) == [.supported] && stays[0].count == 6 && stays[0].measured == 1)
    #expect(claims.family("started-weights").count == 1)
    #expect(claims.family("started-weights")[0].rule.contains("at 1 offsets"))
  }
}

struct GateMapTests {
  /// A place whose curves were not written is not one at which all runs diverged.
  @Test func withoutAllCurvesThereIsNoMap() throws {
    let whole = try configurationStudy("x", smallest: [0.2, 0.3])
    var experiment = whole.plan.experiment
    experiment.curveSettings = []
    var partial = ExperimentRecords(
      [], plan: try Plan(experiment, at: .quick), presentation: whole.presentation)
    partial.sweep = whole.sweep
    #expect(GateMap(whole, published: PublishedValues()) != nil)
    #expect(GateMap(partial, published: PublishedValues()) == nil)
  }

  private func map(
    _ smallest: [Double], diverged: Int = 0
  ) throws -> GateMap {
    try #require(
      GateMap(
        configurationStudy("x", smallest: smallest, diverged: diverged),
        published: PublishedValues()))
  }

  /// What the experiment that tries candidates again says about one configuration.
  private func confirmation(
    _ smallest: [Double], seed: UInt64 = 7, explored: [Double]? = nil
  ) throws -> Claim? {
    let confirmation = try configurationStudy(
      "where-it-breaks-confirmed", smallest: smallest, seed: seed)
    guard let explored else { return try claims(of: confirmation).first }
    return try claims(
      of: results(of: [configurationStudy("where-it-breaks", smallest: explored), confirmation])
    ).first
  }

  @Test func aConfigurationIsWhatItsRunsEndWith() throws {
    let map = try map([0.2, 0.001, 0.0099, 0.01, 0.3], diverged: 2)
    let found = try #require(map.configurations.first { $0.arm.model == "mmoe" })
    #expect(found.smallest == [0.001, 0.0099, 0.01, 0.2, 0.3] && found.median == 0.01)
    #expect(found.excluding == 2 && found.diverged == 2 && !found.isCandidate)
    #expect(found.spec.experts == 8 && found.spec.passes == 2 && found.polarisedGates == 0.5)
    #expect(found.error == 0.25 && found.spec.temperature == 1)
    #expect(found.spec.name == "8_experts_2_passes_p=0.50")
  }

  @Test func mostRunsMakeACandidate() throws {
    func isCandidate(_ smallest: [Double]) throws -> Bool? {
      try map(smallest).configurations.first?.isCandidate
    }
    #expect(try isCandidate([0.001, 0.002, 0.2]) == true)
    #expect(try isCandidate([0.001, 0.2]) == false, "half is not most")
  }

  /// Exact limits of a half: 20 of 30 at least .5006, 26 of 40 at least .508, 14 of 40 at most .492.
  @Test func mostRunsAreMoreThanHalf() throws {
    func finding(_ events: Int, of runs: Int) throws -> Finding? {
      try confirmation(
        (0..<runs).map { $0 < events ? 0.001 : 0.2 }, seed: 1, explored: [0.2]
      )?.finding
    }
    #expect(try finding(26, of: 40) == .supported && finding(25, of: 40) == .inconclusive)
    #expect(try finding(14, of: 40) == .unsupported && finding(15, of: 40) == .inconclusive)
    #expect(try finding(4, of: 4) == .inconclusive, "the lower limit of 4 of 4 is .473")
    #expect(try finding(5, of: 5) == .supported && finding(0, of: 5) == .unsupported)
    #expect(ExcludesExperts.finding(lower: nil, upper: nil) == .inconclusive)
  }

  /// What was found is what the map says, not what a setting is called; the same seed gives no fresh draws.
  @Test func onlyCandidatesOnFreshDrawsAreConfirmed() throws {
    func claim(explored: [Double], seed: UInt64) throws -> Claim? {
      try confirmation(Array(repeating: 0.001, count: 30), seed: seed, explored: explored)
    }
    let found = try #require(try claim(explored: [0.001, 0.001, 0.2], seed: 1))
    #expect(found.source == "this study: found in where-it-breaks" && found.finding == .supported)
    let beside = try #require(try claim(explored: [0.001, 0.2, 0.2], seed: 1))
    #expect(beside.source == "this study: beside it")
    #expect(try claim(explored: [0.001, 0.001, 0.2], seed: 7)?.finding == .inconclusive)
    let alone = try #require(try confirmation(Array(repeating: 0.001, count: 30), seed: 1))
    #expect(alone.source == "this study: where-it-breaks has no results here")
    #expect(alone.finding == .inconclusive, "whether the draws are fresh is not known")
  }

  @Test func aConfigurationWhoseRunsAllDivergedStays() throws {
    let map = try map([], diverged: 3)
    let found = try #require(map.configurations.first)
    #expect(found.diverged == 3 && found.median == nil && !found.isCandidate)
    #expect(map.table.rows.count == 1)
  }

  @Test func theClaimNamesTheConfiguration() throws {
    let claim = try #require(
      try confirmation(Array(repeating: 0.001, count: 30), seed: 1, explored: [0.2]))
    #expect(claim.id == "where-it-breaks-confirmed/excludes-experts/mmoe/-/0.50")
    #expect(
      claim.statement
        == "MMoE with 8 experts, learning rate 0.01, 2 passes excludes an expert in most runs at p = 0.50"
    )
    #expect(claim.finding == .supported && claim.measured == 1 && claim.count == 30)
  }
}

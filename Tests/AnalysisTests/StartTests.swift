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
      startRecord(replicate: "000", difference: 1),
      startRecord(replicate: "000", task: "task2", difference: 4),
      startRecord(replicate: "001", difference: 2, atStart: 0.25),
      startRecord(replicate: "001", task: "task2", difference: 2),
      startRecord(replicate: "002", difference: nil, atStart: nil, atEnd: nil),
      startRecord(replicate: "002", task: "task2", difference: nil, atStart: nil, atEnd: nil),
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
    #expect(finding(0, bias: true) == .reproduced && finding(1e-4, bias: true) == .reproduced)
    #expect(finding(1.01e-4, bias: true) == .inconclusive, "another construction may do")
    #expect(finding(1.01e-4, bias: false) == .contradicted, "proved at x = 0")
  }

  @Test func claimsSayWhatIsMadeOfWhat() throws {
    let claims = try claims(of: embeddingStudy([startRecord(replicate: "000", difference: 1)]))
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
    #expect(row.gainOverScratch.compactMap { $0 }.map { ($0 * 1000).rounded() } == [200, 201, 202])
    #expect(claims.map(\.finding) == [.reproduced, .reproduced])
  }

  @Test func weightsThatStayAreNone() throws {
    let (_, claims) = try study(
      offset: -4, ends: [0.0099, 0.01, 0.0101], errors: [0.4, 0.4, 0.4])
    #expect(claims.map(\.finding) == [.contradicted, .contradicted])
  }

  @Test func weightsThatGrowALittleAreNegligible() throws {
    let (_, claims) = try study(
      offset: -4, ends: [0.012, 0.0121, 0.0122], errors: [0.4, 0.4, 0.4])
    #expect(claims[0].finding == .negligible, "significantly, but not to the double")
  }

  @Test func whatIsExcludedForGoodIsCheckedToTheBit() throws {
    #expect(
      try study(offset: nil, ends: [0, 0, 0], errors: [0.4, 0.4, 0.4]).claims[0].finding
        == .reproduced)
    let moved = try study(offset: nil, ends: [0, 1e-30, 0], errors: [0.4, 0.4, 0.4])
    #expect(moved.claims[0].finding == .contradicted)
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
    let records = try embeddingStudy([startRecord(replicate: "000")])
    #expect(DriftTable(records, published: PublishedValues()) == nil)
  }
}

struct GateMapTests {
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

  @Test func fewRunsConfirmNothing() throws {
    func finding(_ events: Int, of runs: Int) throws -> Finding? {
      try confirmation(
        (0..<runs).map { $0 < events ? 0.001 : 0.2 }, seed: 1, explored: [0.2]
      )?.finding
    }
    #expect(try finding(29, of: 29) == .inconclusive)
    // Exact lower limits: 1 of 30 is at least .0017, 2 of 30 at least .012.
    #expect(try finding(1, of: 30) == .inconclusive)
    #expect(try finding(2, of: 30) == .reproduced)
    #expect(try finding(0, of: 30) == .inconclusive, "at most .095")
    #expect(try finding(0, of: 100) == .contradicted)
  }

  /// What was found is what the map says, not what a setting is called; the same seed gives no fresh draws.
  @Test func onlyCandidatesOnFreshDrawsAreConfirmed() throws {
    func claim(explored: [Double], seed: UInt64) throws -> Claim? {
      try confirmation(Array(repeating: 0.001, count: 30), seed: seed, explored: explored)
    }
    let found = try #require(try claim(explored: [0.001, 0.001, 0.2], seed: 1))
    #expect(found.source == "this study: found in where-it-breaks" && found.finding == .reproduced)
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
        == "MMoE with 8 experts, learning rate 0.01, 2 passes excludes an expert in more than 1% of runs at p = 0.50"
    )
    #expect(claim.finding == .reproduced && claim.measured == 1 && claim.count == 30)
  }
}

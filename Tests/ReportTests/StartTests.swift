// What is said of models that start at a trained one, and of places where gates exclude an expert.
import Experiments
import Formats
import ModelZoo
import SyntheticData
import Testing
import Training

@testable import Report

@Suite struct EmbeddingTableTests {
  /// Differences count in standard deviations of the label, the largest of tasks for a run.
  @Test func differencesAreOverTasksAndRuns() throws {
    let table = EmbeddingTable([
      start(replicate: "000", difference: 1), start(replicate: "000", task: "task2", difference: 4),
      start(replicate: "001", difference: 2, atStart: 0.25),
      start(replicate: "001", task: "task2", difference: 2),
      start(replicate: "002", difference: nil, atStart: nil, atEnd: nil),
      start(replicate: "002", task: "task2", difference: nil, atStart: nil, atEnd: nil),
    ])
    let row = try #require(table.rows.first)
    #expect(table.rows.count == 1 && row.count == 2, "a run that diverged has no difference")
    #expect(row.largestDifference == 2 && row.medianDifference == 1.5 && row.rmsDifference == 0.5)
    #expect(row.largestExcludedWeight == 0.25 && row.donor == "cgc")
  }

  @Test func onlyRoundingIsTheSame() {
    func finding(_ difference: Double, bias: Bool) -> Finding {
      TheoreticalPossibility.finding(largestDifference: difference, hasGateBias: bias)
    }
    #expect(finding(0, bias: true) == .reproduced && finding(1e-4, bias: true) == .reproduced)
    #expect(finding(1.01e-4, bias: true) == .inconclusive, "another construction may do")
    #expect(finding(1.01e-4, bias: false) == .contradicted, "proved at x = 0")
  }

  @Test func claimsSayWhatIsMadeOfWhat() throws {
    let plan = try plan([standard, setting("embedded", after: 1, offset: nil)])
    let records = ExperimentRecords(
      name: TheoreticalPossibility.experiment, sweep: Sweep([]), plan: plan,
      starts: [start(replicate: "000", difference: 1)])
    let claims = TheoreticalPossibility().claims(
      Study(
        experiments: [records],
        published: try PublishedValues(folder: MadeUpStudy.publishedFolder)))
    #expect(
      claims.map(\.statement) == [
        "MMoE can have the form of a trained CGC (with gate bias) at p = 0.50"
      ])
    #expect(claims[0].finding == .inconclusive && claims[0].measured == 0.5)
  }
}

@Suite struct DriftTableTests {
  /// Three replicates; MMoE's error alone is .3, CGC's .2, that of the started ones given.
  private func study(
    offset: Double?, ends: [Double?], errors: [Double?]
  ) throws -> (row: DriftTable.Row, claims: [Claim]) {
    let plan = try plan([standard, setting("started", offset: offset, optimiser: .sgd)])
    let keys = ["000", "001", "002"]
    let metrics = keys.enumerated().flatMap { index, key in
      metric(replicate: key, nmse: 0.3 + Double(index) / 1000)
        + metric(model: "cgc", replicate: key, nmse: 0.2)
        + metric(
          "started", replicate: key, nmse: errors[index],
          status: errors[index] == nil ? .diverged : .ok)
    }
    let starts = keys.enumerated().flatMap { index, key in
      ["task1", "task2"].map { task in
        start(
          "started", replicate: key, task: task,
          atStart: ends[index] == nil ? nil : offset == nil ? 0 : 0.01, atEnd: ends[index])
      }
    }
    let records = ExperimentRecords(
      name: StartedAtCGC.experiment, sweep: Sweep(metrics), plan: plan, starts: starts)
    let row = try #require(DriftTable(records).rows.first)
    let claims = StartedAtCGC().claims(
      Study(
        experiments: [records],
        published: try PublishedValues(folder: MadeUpStudy.publishedFolder)))
    return (row, claims)
  }

  @Test func weightsThatGrowAreADriftBack() throws {
    let (row, claims) = try study(
      offset: -4, ends: [0.1, 0.11, 0.12], errors: [0.1, 0.1, 0.1])
    #expect(row.optimiser == "sgd" && row.offset == -4 && row.diverged == 0)
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
    let plan = try plan([standard, setting("embedded", after: 1, offset: nil)])
    let records = ExperimentRecords(
      name: "x", sweep: Sweep(metric("embedded", replicate: "000", nmse: 1)), plan: plan,
      starts: [start(replicate: "000")])
    #expect(DriftTable(records).rows.isEmpty)
  }
}

@Suite struct GateMapTests {
  private func records(
    _ name: String, smallest: [Double], diverged: Int = 0
  ) throws -> ExperimentRecords {
    let plan = try plan([
      Setting(name: "-", gateBias: true, sharedExperts: 8, learningRate: 0.01, epochCount: 2)
    ])
    let keys = (0..<smallest.count + diverged).map(NumberFormat.replicate)
    let metrics = keys.enumerated().flatMap { index, key in
      metric(
        replicate: key, nmse: index < smallest.count ? 0.1 : nil,
        status: index < smallest.count ? .ok : .diverged)
    }
    let curves = keys.enumerated().flatMap { index, key in
      // One that diverged has a point before the end.
      (index < smallest.count ? [1, 2] : [1]).map { step in
        CurveRecord(
          model: "mmoe", setting: "-", correlation: "0.50", replicate: key, step: step,
          samples: step, validationNMSE: 0.5 / Double(step),
          smallestWeight: step == 1 ? 1e-9 : smallest[index], polarisedGates: step == 1 ? 1 : 0.5)
      }
    }
    return ExperimentRecords(name: name, sweep: Sweep(metrics), plan: plan, curves: curves)
  }

  @Test func aPlaceIsWhatRunsEndWith() throws {
    let map = GateMap(
      try records("x", smallest: [0.2, 0.001, 0.0099, 0.01, 0.3], diverged: 2))
    let place = try #require(map.places.first { $0.arm.model == "mmoe" })
    #expect(place.smallest == [0.001, 0.0099, 0.01, 0.2, 0.3] && place.median == 0.01)
    #expect(place.excluding == 2 && place.diverged == 2 && !place.isCandidate)
    #expect(place.spec.experts == 8 && place.spec.passes == 2 && place.polarisedGates == 0.5)
    #expect(place.error == 0.25 && place.spec.temperature == 1)
    #expect(place.spec.name == "8_experts_2_passes_p=0.50")
  }

  @Test func mostRunsMakeACandidate() throws {
    func isCandidate(_ smallest: [Double]) throws -> Bool? {
      GateMap(try records("x", smallest: smallest)).places.first?.isCandidate
    }
    #expect(try isCandidate([0.001, 0.002, 0.2]) == true)
    #expect(try isCandidate([0.001, 0.2]) == false, "half is not most")
  }

  @Test func fewRunsConfirmNothing() throws {
    func finding(_ events: Int, of runs: Int) throws -> Finding? {
      let smallest = (0..<runs).map { $0 < events ? 0.001 : 0.2 }
      let study = Study(
        experiments: [try records(WhereItBreaks.confirmation, smallest: smallest)],
        published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
      return WhereItBreaks.tried(study, in: WhereItBreaks.confirmation).first?.finding
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
      var confirmation = try records(
        WhereItBreaks.confirmation, smallest: Array(repeating: 0.001, count: 30))
      var experiment = try #require(confirmation.plan?.experiment)
      experiment.seed = seed
      confirmation.plan = try Plan(experiment, at: .quick)
      let study = Study(
        experiments: [try records(WhereItBreaks.exploration, smallest: explored), confirmation],
        published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
      return WhereItBreaks().claims(study).first
    }
    let found = try #require(try claim(explored: [0.001, 0.001, 0.2], seed: 1))
    #expect(found.source == "this study: found in where-it-breaks" && found.finding == .reproduced)
    let beside = try #require(try claim(explored: [0.001, 0.2, 0.2], seed: 1))
    #expect(beside.source == "this study: beside it")
    #expect(try claim(explored: [0.001, 0.001, 0.2], seed: 7)?.finding == .inconclusive)
  }

  @Test func aPlaceWhereAllRunsDivergedStays() throws {
    let map = GateMap(try records("x", smallest: [], diverged: 3))
    let place = try #require(map.places.first)
    #expect(place.diverged == 3 && place.median == nil && !place.isCandidate)
    #expect(map.table.rows.count == 1)
  }

  @Test func theClaimNamesThePlace() throws {
    let study = Study(
      experiments: [
        try records(WhereItBreaks.confirmation, smallest: Array(repeating: 0.001, count: 30))
      ], published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
    let claim = try #require(WhereItBreaks().claims(study).first)
    #expect(
      claim.statement
        == "MMoE with 8 experts, learning rate 0.01, 2 passes excludes an expert in more than 1% of runs at p = 0.50"
    )
    #expect(claim.finding == .reproduced && claim.measured == 1 && claim.count == 30)
  }
}

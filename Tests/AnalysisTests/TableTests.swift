import Experiments
import Fixtures
import Formats
import Records
import Statistics
import Testing

@testable import Analysis

struct TableTests {
  private func record(
    _ model: String, _ replicate: Int, _ task: Int, gain: Double?, z: Double? = nil,
    correlation: String = "0.50", status: RunStatus = .ok
  ) -> MetricRecord {
    var record = MetricRecord()
    record.run = RunKey(
      arm: Arm(model: model), correlation: correlation,
      replicate: NumberFormat.replicate(replicate))
    record.task = "task\(task)"
    record.mse = status == .diverged ? nil : 1 - (gain ?? 0)
    record.nmse = record.mse.map { $0 / 4 }
    record.singleTaskMSE = 1
    record.gain = gain
    record.nmseGain = gain.map { $0 / 4 }
    record.pairedZ = z
    record.parameterCount = 10
    record.learningRate = 0.001
    record.status = status
    record.divergedAt = status == .diverged ? 3 : nil
    return record
  }

  /// These rows as records of the made-up sweep.
  private func study(
    _ metrics: [MetricRecord], _ change: (inout ExperimentRecords) -> Void = { _ in }
  ) throws -> ExperimentRecords {
    try records(metrics, of: MadeUpStudy().file("seesaw"), change)
  }

  private func gainTable(
    _ metrics: [MetricRecord], published: PublishedValues = PublishedValues()
  ) throws -> GainTable {
    try #require(GainTable(study(metrics), published: published))
  }

  // MARK: Gains

  @Test func gainsHaveTheKnownMeansAndIntervals() throws {
    let gains = [0.1, 0.2, 0.3]
    let table = try gainTable(
      gains.enumerated().flatMap { index, gain in
        [record("ple", index, 1, gain: gain), record("ple", index, 2, gain: 0)]
      })
    let row = try #require(table.row(Arm(model: "ple"), "0.50", "task1", .raw))
    #expect(row.count == 3)
    #expect(abs((row.mean ?? 0) - 0.2) < 1e-12)
    // t(.975, 2) = 4.302653, standard error .1/√3.
    #expect(abs((row.interval?.upper ?? 0) - (0.2 + 4.302653 * 0.1 / 3.0.squareRoot())) < 1e-6)
    #expect(
      abs((row.prediction?.upper ?? 0) - (0.2 + 4.302653 * 0.1 * (4.0 / 3).squareRoot())) < 1e-6)
    #expect(row.signFlipP == 0.25)
    let mean = try #require(table.row(Arm(model: "ple"), "0.50", "mean", .nmse))
    #expect(abs((mean.mean ?? 0) - 0.025) < 1e-12)
    // One correlation has no average; two tasks, their mean, two metrics.
    #expect(table.rows.count == 6)
    // Equal gains have a mean and no interval.
    let flat = try #require(table.row(Arm(model: "ple"), "0.50", "task2", .raw))
    #expect(flat.mean == 0)
    #expect(flat.interval == nil)
  }

  @Test func divergedPairsAreDroppedAndCounted() throws {
    var records: [MetricRecord] = []
    for replicate in 0..<4 {
      for task in 1...2 {
        let broken = replicate == 1
        records.append(
          record(
            "ple", replicate, task, gain: broken ? nil : 0.1 * Double(replicate),
            z: broken ? nil : (task == 1 ? 3 : -3), status: broken ? .diverged : .ok))
        let orphan = replicate == 2
        records.append(
          record(
            "placebo", replicate, task, gain: orphan ? nil : 0, z: orphan ? nil : 0,
            status: orphan ? .baselineDiverged : .ok))
      }
    }
    let study = try study(records)
    let gains = try #require(GainTable(study, published: PublishedValues()))
    #expect(gains.row(Arm(model: "ple"), "0.50", "task1", .raw)?.count == 3)
    let seesaw = try #require(SeesawTable(study, published: PublishedValues()))
    let row = try #require(seesaw.overall(Arm(model: "ple")))
    #expect(row.seesaw.runs == 3)
    #expect(row.seesaw.count == 3)
    #expect(row.diverged == 1)
    // Replicates 0 and 3 have both runs.
    #expect(row.excess?.differences == [1, 1])
    #expect(seesaw.overall(Arm(model: "placebo"))?.diverged == 1)
  }

  @Test func whatIsAveragedOverCorrelationsIsOneValueAReplicate() throws {
    let table = try gainTable(
      (0..<3).flatMap { replicate in
        [("0.20", 0.1), ("1.00", 0.3)].flatMap { correlation, gain in
          [1, 2].map { task in
            record(
              "ple", replicate, task, gain: gain + 0.01 * Double(replicate),
              correlation: correlation)
          }
        }
      })
    let average = try #require(table.row(Arm(model: "ple"), "average", "task1", .raw))
    #expect(average.count == 3)
    #expect(abs((average.mean ?? 0) - 0.21) < 1e-12)
    #expect(abs((average.standardDeviation ?? 0) - 0.01) < 1e-12)
  }

  @Test func publishedValuesAreJoined() throws {
    let published = try PublishedValues(folder: Repository.published)
    var made = MadeUpStudy()
    made.gainSpread = 0.0001
    made.gains["ple"] = [0.5, 0.5]
    let table = try gainTable(made.metrics(), published: published)
    let ple = try #require(table.row(Arm(model: "ple"), "average", "task2", .raw))
    #expect(ple.published == 0.0035)
    #expect(ple.publishedIsWithinPrediction == false)
    #expect(table.row(Arm(model: "ple"), "0.40", "mean", .raw)?.published == (0.0002 + 0.0101) / 2)
    #expect(table.row(Arm(model: "ple"), "0.40", "task1", .nmse)?.published == nil)
    #expect(table.row(Arm(model: "cgc"), "0.40", "task1", .raw)?.published == nil)
    let written = try CSVTable(bytes: Array(table.table.text.utf8), path: "gains.csv")
    #expect(written.columns == GainTable.description.header(taskCount: 0))
    // 6 models × 6 correlations × 3 tasks × 2 metrics
    #expect(written.rows.count == 216)
  }

  // MARK: Seesaws

  @Test func outcomesOfARun() {
    func outcome(_ first: Double?, _ second: Double?) -> RunOutcome? {
      RunOutcome([
        record("ple", 0, 1, gain: 0, z: first), record("ple", 0, 2, gain: 0, z: second),
      ])
    }
    #expect(outcome(2, -2)?.isSeesaw == true)
    #expect(outcome(-2, 2)?.isSeesaw == true)
    #expect(outcome(2, -1.96)?.isSeesaw == false)
    #expect(outcome(2, 2)?.isNegativeTransfer == false)
    #expect(outcome(-2, 0)?.isNegativeTransfer == true)
    #expect(outcome(-2, 2)?.isNegativeTransfer == false)
    #expect(outcome(nil, 2) == nil)
  }

  @Test func bestOnBothIsAgainstTheWholeField() throws {
    var records: [MetricRecord] = []
    for (model, gains) in [("single-task", [0.0, 0]), ("mmoe", [0.3, 0.1]), ("ple", [0.2, 0.2])] {
      for replicate in 0..<2 {
        for task in 1...2 {
          // In replicate 1 PLE beats MMoE on both.
          let gain = gains[task - 1] + (model == "ple" && replicate == 1 ? 0.2 : 0)
          records.append(record(model, replicate, task, gain: gain))
        }
      }
    }
    let sweep = try study(records).sweep
    #expect(sweep.bestOnBoth(Arm(model: "ple"), "0.50") == [0, 1])
    #expect(sweep.bestOnBoth(Arm(model: "mmoe"), "0.50") == [0, 0])
  }

  @Test func agreementIsNoProof() {
    let none = RateExcess(differences: Array(repeating: 0, count: 20))
    // 1 − .05^(1/20) = .1391: the exact bound of 0 in 20.
    #expect(abs((none.upperBound() ?? 0) - 0.1391) < 1e-4)
    #expect(abs((none.lowerBound() ?? 0) + 0.1391) < 1e-4)
    #expect(none.mean == 0)
    #expect(RateExcess(differences: [0.5]).upperBound() == nil)
    #expect(RateExcess(differences: Array(repeating: 1, count: 9)).upperBound() == 1)
  }

  @Test func boundsOfSharesStayWithinOne() {
    let wide = RateExcess(differences: [1, -1, 1])
    #expect(wide.lowerBound() == -1)
    #expect(wide.upperBound() == 1)
    #expect(wide.interval() == Interval(lower: -1, upper: 1))
  }

  @Test func withoutAPlaceboThereIsNoExcess() throws {
    var made = MadeUpStudy()
    made.models = ["single-task", "ple"]
    let table = try #require(SeesawTable(made.records(), published: PublishedValues()))
    let row = try #require(table.overall(Arm(model: "ple")))
    #expect(row.placebo == nil)
    #expect(row.excess == nil)
    #expect(row.correlation == "all")
  }

  // MARK: Gates

  private func weight(
    _ level: Int, _ gate: String, _ expert: Int, _ mean: Double, owner: String = "shared"
  ) -> GateRecord {
    gateRecord(
      RunKey(arm: Arm(model: "mmoe"), correlation: "0.50", replicate: "000"), gate: gate,
      expert: expert, mean: mean, owner: owner, level: level)
  }

  @Test func expertsAreOrderedByTheFirstTask() {
    let run = OrderedRun([
      weight(1, "task1", 1, 0.2), weight(1, "task1", 2, 0.7), weight(1, "task1", 3, 0.1),
      weight(1, "task2", 1, 0.5), weight(1, "task2", 2, 0.1), weight(1, "task2", 3, 0.4),
    ])
    func mean(_ gate: String, _ rank: Int) -> Double? {
      run.means[.init(level: 1, gate: gate, owner: "shared", rank: rank)]
    }
    #expect([1, 2, 3].map { mean("task1", $0) } == [0.7, 0.2, 0.1])
    #expect([1, 2, 3].map { mean("task2", $0) } == [0.1, 0.5, 0.4])
  }

  @Test func selectorsFollowTheExpertTheyFeed() {
    let run = OrderedRun([
      weight(1, "selector1", 1, 0.9), weight(1, "selector1", 2, 0.1),
      weight(1, "selector2", 1, 0.3), weight(1, "selector2", 2, 0.7),
      weight(2, "task1", 1, 0.4), weight(2, "task1", 2, 0.6),
    ])
    func mean(_ gate: String, _ rank: Int) -> Double? {
      run.means[.init(level: 1, gate: gate, owner: "shared", rank: rank)]
    }
    // Upper expert 2 ranks first, so its selector does, and orders the lower experts: 2 before 1.
    #expect([1, 2].map { mean("selector1", $0) } == [0.7, 0.3])
    #expect([1, 2].map { mean("selector2", $0) } == [0.1, 0.9])
  }

  @Test func averagesOfOrderedExpertsKeepWhatEachRunLearned() throws {
    let made = MadeUpStudy()
    let (weights, summaries) = made.gates(of: "mmoe")
    let study = try study([]) {
      $0.gates = [.init(model: "mmoe", weights: weights, summaries: summaries)]
    }
    let table = try #require(UtilizationTable(study, published: PublishedValues()))
    let first = table.segments.filter {
      $0.arm.setting == "-" && $0.correlation == "0.50" && $0.gate == "task1"
    }
    #expect(first.map(\.count) == [20, 20, 20])
    #expect(first[0].mean > first[1].mean && first[1].mean > first[2].mean)
    #expect(abs((first.last?.top ?? 0) - 1) < 1e-9)
    #expect(first.map(\.bottom) == [0, first[0].mean, first[0].mean + first[1].mean])
  }

  @Test func differencesOfGatesAreOverExpertsBothSee() {
    let mmoe = GateRun(
      weights: [
        weight(1, "task1", 1, 0.2), weight(1, "task1", 2, 0.8), weight(1, "task2", 1, 0.5),
        weight(1, "task2", 2, 0.5),
      ], summaries: [])
    #expect(abs((mmoe.weightDifference() ?? 0) - 0.3) < 1e-12)
    let cgc = GateRun(
      weights: [
        weight(1, "task1", 1, 0.6, owner: "task1"), weight(1, "task1", 3, 0.4),
        weight(1, "task2", 2, 0.6, owner: "task2"), weight(1, "task2", 3, 0.4),
      ], summaries: [])
    #expect(cgc.weightDifference() == 0)
  }

  // MARK: Curves

  @Test func curvesAreMedians() throws {
    let study = try study([]) { records in
      records.curves = (0..<4).map {
        var record = CurveRecord()
        record.run = RunKey(
          arm: Arm(model: "ple"), correlation: "0.50", replicate: "00\($0)")
        record.step = 10
        record.samples = 100
        record.validationNMSE = [0.1, 0.2, 0.4, 0.9][$0]
        record.smallestWeight = [0.3, 0.1, nil, 0.2][$0]
        return record
      }
    }
    let table = try #require(MedianCurves(study, published: PublishedValues()))
    #expect(table.rows.count == 1)
    #expect(abs(table.rows[0].error.median - 0.3) < 1e-12)
    #expect(abs(table.rows[0].error.upper - 0.525) < 1e-12)
    #expect(abs((table.rows[0].smallestWeight?.median ?? 0) - 0.2) < 1e-12)
    #expect(abs((table.rows[0].smallestWeight?.lower ?? 0) - 0.15) < 1e-12)
  }
}

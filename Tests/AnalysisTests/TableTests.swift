import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Statistics
import Testing

@testable import Analysis

struct TableTests {
  private func gainTable(
    _ metrics: [MetricRecord], published: PublishedValues = PublishedValues()
  ) throws -> GainTable {
    try #require(GainTable(study(metrics), published: published))
  }

  // MARK: Gains

  /// Runs of PLE whose gains over a baseline with a log error of 1 are these, task by task.
  private func ple(_ gains: [[Double]], correlation: String = "0.50") -> [MetricRecord] {
    gains.enumerated().flatMap { draw, gains in
      runs("single-task", draw, [[1, 1]], correlation: correlation)
        + runs("ple", draw, [gains.map { 1 - $0 }], correlation: correlation)
    }
  }

  @Test func gainsHaveTheKnownMeansAndIntervals() throws {
    let table = try gainTable(ple([[0.1, 0], [0.2, 0], [0.3, 0]]))
    let row = try #require(table.row(Arm(model: "ple"), "0.50", "task1", .logExcess))
    #expect(row.count == 3)
    #expect(abs((row.mean ?? 0) - 0.2) < 1e-12)
    // t(.975, 2) = 4.302653, standard error .1/√3.
    #expect(abs((row.interval?.upper ?? 0) - (0.2 + 4.302653 * 0.1 / 3.0.squareRoot())) < 1e-6)
    #expect(
      abs((row.prediction?.upper ?? 0) - (0.2 + 4.302653 * 0.1 * (4.0 / 3).squareRoot())) < 1e-6)
    let mean = try #require(table.row(Arm(model: "ple"), "0.50", "mean", .logExcess))
    #expect(abs((mean.mean ?? 0) - 0.1) < 1e-12)
    let raw = try #require(table.row(Arm(model: "ple"), "0.50", "task1", .raw))
    let expected = [0.1, 0.2, 0.3].reduce(0) { $0 + exp(1) - exp(1 - $1) } / 3
    #expect(abs((raw.mean ?? 0) - expected) < 1e-12)
    // One correlation has no average; two tasks, their mean, three metrics.
    #expect(table.rows.count == 9)
    // Equal gains have a mean and no interval.
    let flat = try #require(table.row(Arm(model: "ple"), "0.50", "task2", .logExcess))
    #expect(flat.mean == 0)
    #expect(flat.interval == nil)
  }

  /// Intervals are over draws, predictions for one run over one run: (.1, .3) in the first trainings, (.2, .2) in all.
  @Test func predictionsAreOfSingleRunsAndIntervalsOfMeans() throws {
    let table = try gainTable(
      [[0.1, 0.3], [0.3, 0.1]].enumerated().flatMap { draw, gains in
        runs("single-task", draw, [[1, 1], [1, 1]])
          + runs("ple", draw, gains.map { [1 - $0, 1] })
      })
    let row = try #require(table.row(Arm(model: "ple"), "0.50", "task1", .logExcess))
    #expect(row.count == 2 && abs((row.mean ?? 0) - 0.2) < 1e-12)
    #expect((row.standardDeviation ?? 1) < 1e-12)
    // t(.975, 1) = 12.7062, standard deviation √.02, √(1 + 1/2).
    let reach = 12.706205 * 0.02.squareRoot() * 1.5.squareRoot()
    #expect(abs((row.prediction?.upper ?? 0) - (0.2 + reach)) < 1e-5)
  }

  @Test func drawsWithADivergedTrainingAreDroppedAndCounted() throws {
    let metrics = (0..<4).flatMap { draw in
      runs("single-task", draw, [[1, 1], draw == 2 ? nil : [1, 1]])
        + runs("placebo", draw, [[1, 1], [1, 1]])
        + runs("ple", draw, [[0.9, 0.9], draw == 1 ? nil : [0.9, 0.9]])
    }
    let study = try study(metrics)
    let gains = try #require(GainTable(study, published: PublishedValues()))
    #expect(gains.row(Arm(model: "ple"), "0.50", "task1", .logExcess)?.count == 2)
    #expect(gains.row(Arm(model: "placebo"), "0.50", "task1", .logExcess)?.count == 3)
    let seesaw = try #require(SeesawTable(study, published: PublishedValues()))
    #expect(seesaw.overall(Arm(model: "ple"))?.draws == 2)
    #expect(seesaw.overall(Arm(model: "placebo"))?.draws == 3)
  }

  @Test func whatIsAveragedOverCorrelationsIsOneValueADraw() throws {
    func gains(_ mean: Double) -> [[Double]] { (0..<3).map { [mean + 0.01 * Double($0), 0] } }
    let table = try gainTable(
      ple(gains(0.1), correlation: "0.20") + ple(gains(0.3), correlation: "1.00"))
    let average = try #require(table.row(Arm(model: "ple"), "average", "task1", .logExcess))
    #expect(average.count == 3)
    #expect(abs((average.mean ?? 0) - 0.21) < 1e-12)
    #expect(abs((average.standardDeviation ?? 0) - 0.01) < 1e-12)
  }

  @Test func publishedValuesAreJoined() throws {
    let published = try PublishedValues(folder: Repository.published)
    var made = MadeUpStudy()
    made.gains["ple"] = [3, 3]
    made.trainingSpread = 0.01
    let table = try gainTable(made.metrics(), published: published)
    let ple = try #require(table.row(Arm(model: "ple"), "average", "task2", .raw))
    #expect(ple.published == 0.0035)
    #expect(ple.publishedIsWithinPrediction != nil)
    #expect(table.row(Arm(model: "ple"), "0.40", "mean", .raw)?.published == (0.0002 + 0.0101) / 2)
    #expect(table.row(Arm(model: "ple"), "0.40", "task1", .nmse)?.published == nil)
    #expect(table.row(Arm(model: "ple"), "0.40", "task1", .logExcess)?.published == nil)
    #expect(table.row(Arm(model: "cgc"), "0.40", "task1", .raw)?.published == nil)
    let written = try CSVTable(bytes: Array(table.table.text.utf8), path: "gains.csv")
    #expect(written.columns == GainTable.description.header(taskCount: 0))
    // 6 models × 6 correlations × 3 tasks × 3 metrics
    #expect(written.rows.count == 324)
  }

  // MARK: Gates

  private func weight(
    _ level: Int, _ gate: String, _ expert: Int, _ mean: Double, owner: String = "shared"
  ) -> GateRecord {
    gateRecord(
      RunKey(arm: Arm(model: "mmoe"), correlation: "0.50", draw: "000", training: "0"), gate: gate,
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
    #expect(first.map(\.count) == [16, 16, 16])
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
          arm: Arm(model: "ple"), correlation: "0.50", draw: "00\($0)", training: "0")
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

import Experiments
import Formats
import Foundation
import Statistics
import Testing

@testable import Report

struct TableTests {
  private func record(
    _ model: String, _ replicate: Int, _ task: Int, gain: Double?, z: Double? = nil,
    correlation: String = "0.50", status: RunStatus = .ok
  ) -> MetricRecord {
    MetricRecord(
      model: model, setting: "-", correlation: correlation,
      replicate: NumberFormat.replicate(replicate), task: "task\(task)",
      mse: status == .diverged ? nil : 1 - (gain ?? 0),
      nmse: status == .diverged ? nil : (1 - (gain ?? 0)) / 4, singleTaskMSE: 1,
      gain: gain, nmseGain: gain.map { $0 / 4 }, pairedZ: z, parameterCount: 10,
      learningRate: 0.001, status: status, divergedAt: status == .diverged ? 3 : nil)
  }

  // MARK: Gains

  @Test func gainsHaveTheKnownMeansAndIntervals() throws {
    let gains = [0.1, 0.2, 0.3]
    let sweep = Sweep(
      gains.enumerated().flatMap { index, gain in
        [record("ple", index, 1, gain: gain), record("ple", index, 2, gain: 0)]
      })
    let table = GainTable(sweep, published: nil)
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
    let sweep = Sweep(records)
    let gains = GainTable(sweep, published: nil)
    #expect(gains.row(Arm(model: "ple"), "0.50", "task1", .raw)?.count == 3)
    let seesaw = SeesawTable(sweep)
    let row = try #require(seesaw.overall(Arm(model: "ple")))
    #expect(row.seesaw.runs == 3)
    #expect(row.seesaw.count == 3)
    #expect(row.diverged == 1)
    // Replicates 0 and 3 have both runs.
    #expect(row.excess?.differences == [1, 1])
    #expect(seesaw.overall(Arm(model: "placebo"))?.diverged == 1)
  }

  @Test func whatIsAveragedOverCorrelationsIsOneValueAReplicate() throws {
    let sweep = Sweep(
      (0..<3).flatMap { replicate in
        [("0.20", 0.1), ("1.00", 0.3)].flatMap { correlation, gain in
          [1, 2].map { task in
            record(
              "ple", replicate, task, gain: gain + 0.01 * Double(replicate),
              correlation: correlation)
          }
        }
      })
    let table = GainTable(sweep, published: nil)
    let average = try #require(table.row(Arm(model: "ple"), "average", "task1", .raw))
    #expect(average.count == 3)
    #expect(abs((average.mean ?? 0) - 0.21) < 1e-12)
    #expect(abs((average.standardDeviation ?? 0) - 0.01) < 1e-12)
  }

  @Test func publishedValuesAreJoined() throws {
    let published = try PublishedValues(folder: MadeUpStudy.publishedFolder)
    var made = MadeUpStudy()
    made.gainSpread = 0.0001
    made.gains["ple"] = [0.5, 0.5]
    let table = GainTable(Sweep(made.metrics()), published: published)
    let ple = try #require(table.row(Arm(model: "ple"), "average", "task2", .raw))
    #expect(ple.published == 0.0035)
    #expect(ple.publishedIsWithinPrediction == false)
    #expect(table.row(Arm(model: "ple"), "0.40", "mean", .raw)?.published == (0.0002 + 0.0101) / 2)
    #expect(table.row(Arm(model: "ple"), "0.40", "task1", .nmse)?.published == nil)
    #expect(table.row(Arm(model: "cgc"), "0.40", "task1", .raw)?.published == nil)
    let written = try CSVTable(bytes: Array(table.table.text.utf8), path: "gains.csv")
    #expect(written.columns == GainTable.columns)
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

  @Test func bestOnBothIsAgainstTheWholeField() {
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
    let sweep = Sweep(records)
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
    let row = try #require(SeesawTable(Sweep(made.metrics())).overall(Arm(model: "ple")))
    #expect(row.placebo == nil)
    #expect(row.excess == nil)
    #expect(row.correlation == "all")
  }

  // MARK: Gates

  private func weight(
    _ level: Int, _ gate: String, _ expert: Int, _ mean: Double, owner: String = "shared"
  ) -> GateRecord {
    GateRecord(
      setting: "-", correlation: "0.50", replicate: "000", level: level, gate: gate,
      expert: "expert0\(expert)", owner: owner, mean: mean, standardDeviation: 0.1,
      quantiles: [nil, nil, nil, nil, nil], sharesBelow: [nil, nil, nil], shareOfArgmax: nil,
      contribution: nil)
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
    let table = UtilizationTable([.init(model: "mmoe", weights: weights, summaries: summaries)])
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

  // MARK: Curves and reading

  @Test func curvesAreMedians() {
    let table = CurveTable(
      (0..<4).map {
        CurveRecord(
          model: "ple", setting: "-", correlation: "0.50", replicate: "00\($0)", step: 10,
          samples: 100, validationNMSE: [0.1, 0.2, 0.4, 0.9][$0],
          smallestWeight: [0.3, 0.1, nil, 0.2][$0])
      })
    #expect(table.rows.count == 1)
    #expect(abs(table.rows[0].median - 0.3) < 1e-12)
    #expect(abs(table.rows[0].error.upper - 0.525) < 1e-12)
    #expect(abs((table.rows[0].smallestWeight?.median ?? 0) - 0.2) < 1e-12)
    #expect(abs((table.rows[0].smallestWeight?.lower ?? 0) - 0.15) < 1e-12)
  }

  @Test func recordsReadBackAsWritten() throws {
    try MadeUpStudy.inFolder { folder in
      let made = MadeUpStudy()
      var metrics = made.metrics()
      metrics[5].status = .diverged
      metrics[5].divergedAt = 12
      metrics[5].gain = nil
      let table = MetricRecord.table(metrics)
      try table.write(to: folder + "/metrics.csv")
      #expect(MetricRecord.table(try MetricRecord.read(folder + "/metrics.csv")) == table)
      let gates = GateRecord.table(made.gates(of: "ple").weights)
      try gates.write(to: folder + "/ple.csv")
      #expect(GateRecord.table(try GateRecord.read(folder + "/ple.csv")) == gates)
      let data = DataCard.table(made.data(), taskCount: 2)
      try data.write(to: folder + "/data.csv")
      #expect(DataCard.table(try DataCard.read(folder + "/data.csv"), taskCount: 2) == data)
    }
  }

  /// What the reader says about three records after a change to their text.
  private func complaint(_ change: (String) -> String) throws -> String {
    let text = change(MetricRecord.table(Array(MadeUpStudy().metrics().prefix(3))).text)
    return try MadeUpStudy.inFolder { folder in
      try AtomicFile.write(text, to: folder + "/metrics.csv")
      do {
        _ = try MetricRecord.read(folder + "/metrics.csv")
        return "no error"
      } catch {
        return String("\(error)".dropFirst(folder.count + 1))
      }
    }
  }

  private func complaint(replacing old: String, by new: String) throws -> String {
    try complaint {
      $0.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
  }

  @Test func damagedRecordsAreNamed() throws {
    let intact = try complaint { $0 }
    #expect(intact == "no error")
    let status = try complaint(replacing: ",ok,", by: ",fine,")
    #expect(
      status
        == "metrics.csv, line 2: status is fine, but must be one of ok, diverged, baseline-diverged"
    )
    let correlation = try complaint(replacing: ",0.20,", by: ",0.2,")
    #expect(
      correlation
        == "metrics.csv, line 2: correlation is 0.2, but must be a number with two decimals, or - "
        + "where nothing controls it")
    let replicate = try complaint(replacing: ",000,", by: ",0,")
    #expect(
      replicate
        == "metrics.csv, line 2: replicate is 0, but must be a number of at least three digits")
    // Finite, but its square is not.
    let absurd = try complaint { text in
      var lines = text.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      lines[1][5] = "9e307"
      return lines.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
    }
    #expect(absurd == "metrics.csv, line 2: mse is 9e307, but must lie within ±1e100")
    let header = try complaint(replacing: "paired_z", by: "z")
    #expect(header.contains("line 1: the header must be"))
    let ragged = try complaint { $0 + "x\n" }
    #expect(ragged.contains("line 5: the row has 1 fields"))
    let cut = try complaint { String($0.dropLast()) }
    #expect(cut.contains("line 4: the last line is cut off"))
  }
}

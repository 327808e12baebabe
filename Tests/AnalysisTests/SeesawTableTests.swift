// Seesaws and their controls, on answers that are known: computed by hand, or by loops that say what is meant.
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Statistics
import Testing
import Training

@testable import Analysis

private let (single, placebo, mmoe) = ("single-task", "placebo", "mmoe")

struct SeesawTableTests {
  private func table(_ metrics: [MetricRecord]) throws -> SeesawTable {
    try #require(SeesawTable(study(metrics), published: PublishedValues()))
  }

  /// Two draws of two trainings. Cells are trainings: a pair of pairs without a common one has one pair in each.
  private func twoDraws(correlation: String = "0.50") -> [MetricRecord] {
    func all(_ model: String, _ draw: Int, _ logs: [[Double]]) -> [MetricRecord] {
      runs(model, draw, logs, correlation: correlation)
    }
    return all(single, 0, [[1, 1], [1, 1]]) + all(placebo, 0, [[0.76, 1], [1, 1]])
      + all(mmoe, 0, [[0.8, 1.2], [0.8, 1.2]])
      + all(single, 1, [[1, 1], [1, 1]]) + all(placebo, 1, [[1, 1], [1, 1]])
      + all(mmoe, 1, [[1.3, 0.9], [0.8, 1.4]])
  }

  /// Draw 0: X of the first cell is 1 against the baseline and 0 against the placebo, whose gains are −.04 and −.2; in
  /// the second cell it is 1: rho ½ · 1. Draw 1: −1 and then 1: rho −1. Mean −¼, standard error ¾, t(.95, 1) = 6.313752.
  @Test func aSeesawIsCountedByHand() throws {
    let row = try #require(try table(twoDraws()).overall(Arm(model: mmoe)))
    #expect(row.draws == 2 && row.trainings == 2 && row.correlation == "0.50")
    #expect(near(row.recurrence?.mean, -0.25))
    #expect(near(row.recurrence?.lower, -0.25 - 0.75 * 6.313752, 1e-5))
    #expect(near(row.recurrence?.upper, -0.25 + 0.75 * 6.313752, 1e-5))
    #expect(row.recurrence?.outcome == .undecided)
    // Six of eight pairs, and all eight.
    #expect(near(row.singleRunShare, (0.75 + 1) / 2))
    // Draw 0: task 2 loses .2 whoever looks. Draw 1: task 1, picked in the first training, gains .2 in the second; task 2,
    // picked in the second, gains .1 in the first.
    #expect(near(row.loserGain, (-0.2 + 0.15) / 2))
    // Gains of (.14, −.2) and (−.05, −.15).
    #expect(near(row.antisymmetric, (0.17 + 0.05) / 2))
    #expect(row.lastingShare.map { (0...1).contains($0) } == true)
  }

  /// The placebo is scored against the baseline alone. Draw 0: gains (.24, 0) and (0, 0): no seesaw.
  @Test func thePlaceboHasARowToo() throws {
    let row = try #require(try table(twoDraws()).overall(Arm(model: placebo)))
    #expect(row.recurrence?.mean == 0 && row.recurrence?.outcome == .notSeen)
    #expect(row.singleRunShare == 0 && near(row.antisymmetric, 0.03))
  }

  /// A draw has one value, the mean over p: (½ + 0)/2 and (−1 + 0)/2.
  @Test func drawsAreAveragedOverCorrelationsFirst() throws {
    let still = [0, 1].flatMap { draw in
      [single, placebo, mmoe].flatMap {
        runs($0, draw, [[1, 1], [1, 1]], correlation: "0.20")
      }
    }
    let table = try table(twoDraws() + still)
    #expect(
      table.rows.filter { $0.arm.model == mmoe }.map(\.correlation) == ["0.20", "0.50", "all"])
    let all = try #require(table.overall(Arm(model: mmoe)))
    #expect(all.draws == 2 && near(all.recurrence?.mean, -0.125))
    #expect(near(all.recurrence?.lower, -0.125 - 0.375 * 6.313752, 1e-5))
    #expect(all.lastingShare == nil, "a model of one draw's gains")
  }

  @Test func oneTrainingShowsSingleRunsAlone() throws {
    let row = try #require(
      try table(
        runs(single, 0, [[1, 1]]) + runs(mmoe, 0, [[0.9, 1.1]]) + runs(single, 1, [[1, 1]])
          + runs(mmoe, 1, [[0.9, 0.9]])
      ).overall(Arm(model: mmoe)))
    #expect(row.recurrence == nil && row.loserGain == nil && row.singleRunShare == 0.5)
    #expect(SeesawTable.description.header(taskCount: 0).count == 17)
  }

  /// Four loops over trainings: pairs of pairs whose trainings, four with repetitions, lie in disjoint cells.
  private func loops(
    _ model: [[Double]], _ references: [[[Double]]]
  ) -> (recurrence: Double, loser: Double) {
    var (products, gains, count) = (0.0, 0.0, 0.0)
    func gain(_ j: Int, _ reference: [[Double]], _ l: Int) -> [Double] {
      [0, 1].map { reference[l][$0] - model[j][$0] }
    }
    func sign(_ gain: [Double]) -> Double {
      gain[0] > 0.05 && gain[1] < -0.05 ? 1 : gain[0] < -0.05 && gain[1] > 0.05 ? -1 : 0
    }
    let cells = model.indices
    for j in cells {
      for (l, one) in cells.flatMap({ l in references.map { (l, $0) } }) {
        for k in cells {
          for (m, other) in cells.flatMap({ m in references.map { (m, $0) } }) {
            guard Set([j, l]).isDisjoint(with: [k, m]) else { continue }
            let (first, second) = (gain(j, one, l), gain(k, other, m))
            products += sign(first) * sign(second)
            gains += second[first[0] <= first[1] ? 0 : 1]
            count += 1
          }
        }
      }
    }
    return (products / count, gains / count)
  }

  /// Of noisy runs with a seesaw on some draws.
  @Test(arguments: ["placebo", "shared-bottom", "mmoe", "ple"])
  func aSeesawIsWhatLoopsOverTrainingsCount(_ model: String) throws {
    var made = MadeUpStudy()
    (made.draws, made.trainings, made.correlations) = (5, 4, ["0.50"])
    made.seesaws[Arm(model: "mmoe")] = 0.2
    let records = try made.records("made-up")
    func logs(_ model: String, _ draw: Int) -> [[Double]] {
      (0..<4).map { training in
        records.sweep.run(
          Arm(model: model), "0.50",
          .init(draw: NumberFormat.draw(draw), training: "\(training)"))?
          .compactMap { $0.excessError.map { log($0) } } ?? []
      }
    }
    let counted = (0..<5).map { draw in
      loops(
        logs(model, draw),
        [logs("single-task", draw)] + (model == "placebo" ? [] : [logs("placebo", draw)]))
    }
    let row = try #require(
      SeesawTable(records, published: PublishedValues())?.overall(Arm(model: model)))
    #expect(near(row.recurrence?.mean, counted.reduce(0) { $0 + $1.recurrence } / 5))
    #expect(near(row.loserGain, counted.reduce(0) { $0 + $1.loser } / 5))
    #expect(model != "mmoe" || counted.contains { $0.recurrence > 0.2 })
  }
}

struct ControlTableTests {
  /// Draw 0: gains (−.02, 0) and (0, 0). Draw 1: (0, 0) and (−.06, 0).
  private var quiet: [MetricRecord] {
    runs(single, 0, [[1, 1], [1, 1]]) + runs(placebo, 0, [[1.02, 1], [1, 1]])
      + runs(single, 1, [[1, 1], [1, 1]]) + runs(placebo, 1, [[1, 1], [1.06, 1]])
  }

  private func rows(_ records: ExperimentRecords) throws -> [ControlTable.Row] {
    try #require(ControlTable(records, published: PublishedValues())).rows
  }

  /// The first task is favoured on even draws, the second on odd ones. With .1, draw 0 has (.08, −.1) and (.1, −.1):
  /// task 2 loses .1; draw 1 (−.1, .1) and (−.16, .1): task 1 loses .13.
  @Test func spikesAreAddedToThePlacebo() throws {
    let rows = try rows(study(quiet))
    #expect(rows.map(\.control.name) == ["placebo", "spike 0.10", "spike 0.20", "spike 0.40"])
    #expect(rows.map { $0.recurrence?.mean } == [0, 1, 1, 1])
    #expect(rows.map { $0.recurrence?.outcome } == [.notSeen, .seen, .seen, .seen])
    #expect(rows.map(\.control.expected) == [.notSeen, nil, nil, .seen])
    #expect(rows.map(\.isAsExpected) == [true, nil, nil, true])
    #expect(near(rows[1].loserGain, -0.115) && near(rows[3].loserGain, -0.415))
    #expect(rows.map(\.draws) == [2, 2, 2, 2])
  }

  /// Below the margin a spike is no seesaw, and is not added.
  @Test func theLargestSpikeAloneMustBeFound() throws {
    #expect(ControlTable.amplitudes.allSatisfy { $0 > Metric.margin })
    #expect(ControlTable.largestSpike == ControlTable.amplitudes.last)
    let table = try #require(ControlTable(study(quiet), published: PublishedValues()))
    #expect(table.hold(in: "-") && !table.hold(in: "other"), "no controls are no control")
    // Noise that hides .4: of opposite sign in the second training.
    let loud = [0, 1].flatMap { draw in
      runs(single, draw, [[1, 1], [1, 1]]) + runs(placebo, draw, [[0.3, 1.7], [1.7, 0.3]])
    }
    let hidden = try #require(ControlTable(study(loud), published: PublishedValues()))
    #expect(!hidden.hold(in: "-"))
  }

  private func planted(_ tuning: [[Double]], run: [[Double]]) throws -> ControlTable.Row? {
    let metrics = quiet + runs("planted", 0, run) + runs("planted", 1, run)
    var made = MadeUpStudy()
    made.models.append("planted")
    let records = try Fixtures.records(metrics, of: made.file("made-up")) { records in
      records.tuning =
        trial(single, draw: 0, [1, 1]) + trial(single, draw: 1, [2, 2])
        + trial("planted", draw: 0, tuning[0]) + trial("planted", draw: 1, tuning[1])
        // Twice the passes are no part of it.
        + trial(single, draw: 0, budget: 2, [-9, -9])
    }
    return try rows(records).last
  }

  /// Tuning gains are means over draws: (.1 + .3)/2 and (−.1 − .3)/2.
  @Test func aPlantIsShownByTuningDraws() throws {
    let seesaw = [[0.6, 1.4], [0.6, 1.4]]
    let row = try #require(try planted([[0.9, 1.1], [1.7, 2.3]], run: seesaw))
    #expect(row.control == .planted && near(row.tuningGains[0], 0.2))
    #expect(near(row.tuningGains[1], -0.2) && row.hasTaken && row.isAsExpected == true)
    let weak = try #require(try planted([[0.9, 1.1], [1.9, 2.3]], run: seesaw))
    #expect(near(weak.tuningGains[0], 0.1) && !weak.hasTaken && weak.isAsExpected == false)
    let unseen = try #require(
      try planted([[0.9, 1.1], [1.7, 2.3]], run: [[0.6, 1.4], [1.4, 0.6]]))
    #expect(unseen.hasTaken && unseen.isAsExpected == false)
    #expect(
      ControlTable.description.header(taskCount: 2).suffix(2) == [
        "tuning_gain_task1", "tuning_gain_task2",
      ])
  }

  @Test func withoutAPlaceboOrASecondTrainingThereIsNoControl() throws {
    let alone = try study(quiet.filter { $0.run.arm.model == single })
    #expect(ControlTable(alone, published: PublishedValues()) == nil)
    let once = try study(quiet.filter { $0.run.training == "0" })
    #expect(ControlTable(once, published: PublishedValues()) == nil)
  }
}

// What is made of tuning trials, on answers that are known: convergence, and what a study of some size can tell.
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

struct ConvergenceTableTests {
  /// Falls of .1, .02 and 0 are .04 on average, below .05; falls of .3, .1 and .2 are not.
  @Test func whatTwiceTheBudgetGainsDecides() throws {
    func trials(_ model: String, _ falls: [Double]) -> [TuningRecord] {
      falls.enumerated().flatMap { draw, fall in
        trial(model, draw: draw, [1, 2]) + trial(model, draw: draw, budget: 2, [1, 2 - 2 * fall])
      }
    }
    let records = try study(runs(single, 0, [[1, 1]]) + runs(mmoe, 0, [[1, 1]])) {
      $0.tuning = trials(mmoe, [0.1, 0.02, 0]) + trials("ple", [0.3, 0.1, 0.2])
    }
    let rows = try #require(ConvergenceTable(records, published: PublishedValues())).rows
    #expect(rows.map(\.arm.model) == [mmoe, "ple"] && rows.map(\.draws) == [3, 3])
    #expect(near(rows[0].fall, 0.04) && rows[0].isConverged == true)
    #expect(near(rows[1].fall, 0.2) && rows[1].isConverged == false)
    // t(.975, 2) = 4.302653, standard error .1/√3.
    #expect(near(rows[1].interval?.upper, 0.2 + 4.302653 * 0.1 / 3.0.squareRoot(), 1e-6))
  }

  @Test func aDivergedTrialDropsItsDraw() throws {
    let records = try study([]) { records in
      records.tuning = [0, 1, 2].flatMap { draw in
        trial(mmoe, draw: draw, [1, 1])
          + trial(mmoe, draw: draw, budget: 2, draw == 1 ? nil : [0.9, 0.9])
      }
    }
    let row = try #require(ConvergenceTable(records, published: PublishedValues())?.rows.first)
    #expect(row.draws == 2 && near(row.fall, 0.1))
    var once = records
    once.tuning = records.tuning.filter { $0.budget == 1 }
    #expect(ConvergenceTable(once, published: PublishedValues()) == nil)
  }

  /// Of made-up trials: the fall that was asked for.
  @Test func everyTunedModelHasARow() throws {
    var made = MadeUpStudy()
    (made.trainingSpread, made.fall) = (0, 0.07)
    let rows = try #require(
      ConvergenceTable(made.records("made-up"), published: PublishedValues())
    ).rows
    #expect(rows.count == 6, "the placebo is not tuned")
    #expect(rows.allSatisfy { near($0.fall, 0.07) && $0.isConverged == false })
  }
}

struct OperatingTableTests {
  /// Errors (0, 0) and (2, 4) lie (−1, −2) and (1, 2) from their mean, times √2.
  @Test func residualsAreScaledDeviationsFromTheirDraw() throws {
    let records = try study([]) { records in
      records.tuning =
        trial(single, draw: 0, training: 0, [0, 0]) + trial(single, draw: 0, training: 1, [2, 4])
        + trial(single, draw: 0, training: 0, budget: 2, [9, 9])
        // One training has no scatter, and a diverged one is none.
        + trial(single, draw: 1, training: 0, [5, 5]) + trial(single, draw: 1, training: 1, nil)
        + trial(placebo, draw: 0, training: 0, [7, 7])
        + trial(placebo, draw: 0, training: 1, [9, 9])
    }
    let found = records.residuals(in: "-") { $0 == .baseline }
    let root = 2.0.squareRoot()
    #expect(found.count == 2)
    for (found, expected) in zip(found, [[-root, -2 * root], [root, 2 * root]]) {
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    #expect(records.residuals(in: "other") { $0 == .baseline }.isEmpty)
  }

  private func table(spread: Double) throws -> OperatingTable {
    var made = MadeUpStudy()
    (made.draws, made.trainings, made.trainingSpread) = (10, 3, spread)
    return try #require(
      OperatingTable(made.records("made-up"), published: PublishedValues()))
  }

  /// Without noise a seesaw beyond the margin is always seen, and none is never.
  @Test func withoutNoiseTheRuleIsAlwaysRight() throws {
    let table = try table(spread: 0)
    for row in table.rows {
      let outcome = row.outcome
      #expect(outcome.undecided == 0 && outcome.seen == (row.effect > 0 ? 1 : 0))
      #expect(outcome.recurrence == outcome.seen)
    }
    // The study's own size beside five others; the placebo once and a model with six effects.
    #expect(table.rows.count == 6 * 7)
    #expect(table.row("-", draws: 10, trainings: 3, .model, effect: 0.4) != nil)
    #expect(table.row("-", draws: 10, trainings: 3, .placebo, effect: 0.4) == nil)
  }

  @Test func noiseCostsPowerAndSeesNothingInThePlacebo() throws {
    let table = try table(spread: 0.3)
    func seen(_ effect: Double, draws: Int = 12, trainings: Int = 4) -> Double {
      table.row("-", draws: draws, trainings: trainings, .model, effect: effect)?.outcome.seen ?? -1
    }
    #expect(seen(0) < 0.1 && seen(0.6) > 0.8 && seen(0.2) < seen(0.4) && seen(0.4) <= seen(0.6))
    let placebo = try #require(table.row("-", draws: 16, trainings: 8, .placebo))
    #expect(placebo.outcome.seen < 0.06 && abs(placebo.outcome.recurrence) < 0.01)
    #expect(placebo.outcome.seen + placebo.outcome.notSeen + placebo.outcome.undecided == 1)
  }
}

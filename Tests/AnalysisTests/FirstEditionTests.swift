// What was wrong with the first edition of the study: its rules, written down once more, beside those that took their
// place, on made-up data whose truth is known.
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Statistics
import Testing

@testable import Analysis

/// The first edition's rules.
private enum FirstEdition {
  /// A run is a seesaw if one task gains and another loses significantly: paired z beyond 1.96, over test samples.
  static func isSeesaw(_ z: [Double]) -> Bool {
    z.contains { $0 > 1.96 } && z.contains { $0 < -1.96 }
  }

  /// z of each task's gain over the baseline's run, whose standard error over 16 000 test samples is about 1% of the error.
  static func scores(_ run: [MetricRecord], _ baseline: [MetricRecord]) -> [Double] {
    zip(run, baseline).map { run, baseline in
      guard let own = run.mse, let other = baseline.mse else { return 0 }
      return (other - own) / (0.01 * other)
    }
  }

  /// All runs of a model, draw by draw, against the baseline's run of the same draw, training and correlation.
  static func scores(_ model: String, _ sweep: Sweep) -> [[[Double]]] {
    sweep.draws.map { draw in
      sweep.trainings.flatMap { training in
        sweep.correlations.compactMap { correlation in
          let cell = Sweep.Cell(draw: draw, training: training)
          guard let own = sweep.run(Arm(model: model), correlation, cell),
            let other = sweep.run(Arm(model: "single-task"), correlation, cell)
          else { return nil }
          return scores(own, other)
        }
      }
    }
  }

  /// The share of seesaw runs of every draw.
  static func rates(_ model: String, _ sweep: Sweep) -> [Double] {
    scores(model, sweep).map { runs in
      Double(runs.count(where: isSeesaw)) / Double(runs.count)
    }
  }

  /// The seesaw is a phenomenon if a model shows it more often than the placebo, and noise if it does so by less than .05.
  static func isPhenomenon(_ model: String, _ sweep: Sweep) -> Finding {
    let excess = zip(rates(model, sweep), rates("placebo", sweep)).map { $0 - $1 }
    let estimate = Estimate(excess)
    return CommonRule.finding(lower: estimate?.lower, upper: estimate?.upper, margin: 0.05)
  }
}

private func seesaws(_ records: ExperimentRecords, _ model: String) throws -> SeesawTable.Row {
  try #require(
    SeesawTable(records, published: PublishedValues())?.overall(Arm(model: model)))
}

private func made(_ change: (inout MadeUpStudy) -> Void) -> MadeUpStudy {
  var study = MadeUpStudy()
  (study.correlations, study.trainings) = (["0.50"], 4)
  change(&study)
  return study
}

struct FirstEditionTests {
  /// 1. Two independent networks differ by far more than test samples tell: nearly every gain of the placebo was
  /// significant, and a seesaw run a coin flip.
  @Test func thePerRunTestCouldNotFail() throws {
    let records = try made { $0.draws = 24 }.records("made-up")
    let scores = FirstEdition.scores("placebo", records.sweep).flatMap { $0.flatMap { $0 } }
    let significant = Double(scores.count { abs($0) > 1.96 }) / Double(scores.count)
    #expect(significant > 0.7)
    let rates = FirstEdition.rates("placebo", records.sweep)
    let rate = rates.reduce(0, +) / Double(rates.count)
    #expect(rate > 0.25 && rate < 0.55)
    #expect((Estimate(rates)?.lower ?? 0) > 0.01, "retraining alone makes seesaws: reproduced")
    let placebo = try seesaws(records, "placebo")
    #expect(placebo.recurrence?.outcome == .notSeen && abs(placebo.recurrence?.mean ?? 1) < 0.05)
  }

  /// 2. A model that loses on both tasks of most draws falls below the placebo, whatever lasts on the others.
  @Test func thePlaceboWasTheWrongBar() throws {
    let study = made { $0.draws = 24 }
    let records = try records(study, "made-up") { run, task in
      guard run.arm.model == "mmoe", let draw = Int(run.draw) else { return 0 }
      if draw % 4 == 0 { return task == 0 ? -0.6 : 0.8 }
      return 0.8
    }
    // The first edition's metric was the plain error.
    var plain = records
    plain.sweep = Sweep(
      records.sweep.cells.flatMap { cell in
        records.sweep.arms.flatMap { arm in
          (records.sweep.run(arm, "0.50", cell) ?? []).map { record in
            var record = record
            record.mse = record.excessError
            return record
          }
        }
      }, models: records.models)
    #expect(FirstEdition.isPhenomenon("mmoe", plain.sweep) == .unsupported)
    let row = try seesaws(records, "mmoe")
    #expect(row.recurrence?.outcome == .seen && abs((row.recurrence?.mean ?? 0) - 0.25) < 0.05)
    #expect((row.loserGain ?? 0) < -0.5)
  }

  /// 3. In noise that hides anything the first edition still said that there is nothing.
  @Test func nothingWouldHaveBeenFound() throws {
    var study = made {
      ($0.draws, $0.trainings, $0.trainingSpread) = (800, 2, 1.5)
      $0.models = ["single-task", "placebo", "mmoe"]
      $0.seesaws[Arm(model: "mmoe")] = 0.1
    }
    let records = try study.records("made-up")
    #expect(
      FirstEdition.isPhenomenon("mmoe", records.sweep) == .unsupported, "though every draw has one")
    let hidden = try claim(LastingSeesaw.self, about: records)
    #expect(hidden.finding == .inconclusive && hidden.detail.hasSuffix("no verdict."))
    let table = try #require(
      ControlTable(records, published: PublishedValues()))
    let spike = try #require(table.rows.first { $0.control == .spike(0.4) })
    #expect(spike.recurrence?.outcome != .seen, "nor would .4 have been found")
    // With less noise it is found, and so is what the model has.
    (study.draws, study.trainings, study.trainingSpread) = (12, 4, 0.05)
    study.gains["mmoe"] = [0, 0]
    study.seesaws[Arm(model: "mmoe")] = 0.2
    #expect(try claim(LastingSeesaw.self, about: study.records("made-up")).finding == .supported)
  }

  /// 4. One draw whose errors are fifty times as large decided a mean of errors.
  @Test func oneDrawDecidedAMean() throws {
    let metrics = (0..<16).flatMap { draw -> [MetricRecord] in
      let isLarge = draw == 15
      let level = log(isLarge ? 5 : 0.1)
      let ratio = log(isLarge ? 1.3 : 0.9) + 0.01 * Double(draw % 3 - 1)
      return runs("single-task", draw, [[level, level]])
        + runs("ple", draw, [[level + ratio, level + ratio]])
    }
    let records = try study(metrics)
    func first(_ metric: Metric) -> Finding {
      let gains = records.sweep.gains(Arm(model: "ple"), "0.50", task: nil, metric).present
      let estimate = Estimate(gains)
      return CommonRule.finding(lower: estimate?.lower, upper: estimate?.upper, margin: 0.0005)
    }
    #expect(first(.nmse) == .inconclusive && first(.raw) == .inconclusive)
    let claim = try claim(GainOver.self, ["subject": "ple", "over": "single-task"], about: records)
    #expect(claim.finding == .supported, "better on fifteen draws of sixteen")
  }

  /// 5. At a constant rate, the only one there was, a model can lead that does not lead where all have converged.
  @Test func trainingNoiseWasLeftIn() throws {
    var study = try MadeUpStudy().adapted(to: "learning-rates")
    study.gains["ple"] = [0.05, 0.05]
    (study.drawSpread, study.trainingSpread) = (0.01, 0.02)
    for model in study.models where model != "ple" {
      study.settingGains[Arm(model: model, setting: "constant")] = [-0.3, -0.3]
    }
    let records = try study.records("learning-rates")
    func atConstantRate() -> Finding {
      let estimate = Estimate(
        records.sweep.advantage("ple", over: "mmoe", in: "constant").present)
      return CommonRule.finding(lower: estimate?.lower, upper: estimate?.upper, margin: 0.05)
    }
    #expect(atConstantRate() == .supported)
    let arguments: [String: Declaration.Value] = ["subject": "ple", "over": "mmoe"]
    #expect(try claim(GainOver.self, arguments, about: records).finding == .unsupported)
    let both = arguments.merging(["settings": ["-", "constant"]]) { $1 }
    #expect(try claim(GainOver.self, both, about: records).finding == .unsupported)
    let cost = try claim(CostOfSetting.self, ["setting": "constant"], about: records)
    #expect(cost.finding == .supported, "and what the constant rate costs is said")
  }

  // MARK: 6. Rules

  /// Where both tasks share their luck no model shows a seesaw, and neither does the placebo: that is no merit of PLE.
  @Test func pleShowingNoneIgnoredThePlacebo() throws {
    let study = made { $0.trainingSpread = 0.001 }
    let records = try records(study, "made-up") { run, _ in
      0.2 * (Double(run.training) ?? 0) * (run.arm.model.count % 2 == 0 ? 1 : -1)
    }
    func isFree(_ model: String) -> Bool {
      let runs = FirstEdition.scores(model, records.sweep).flatMap { $0 }
      let count = runs.count(where: FirstEdition.isSeesaw)
      return exactProportionUpper(successes: count, trials: runs.count).map { $0 <= 0.1 } ?? false
    }
    #expect(isFree("ple") && isFree("placebo"))
    // What separation spares the losing task is compared between models.
    let claim = try claim(LoserPaysLess.self, ["subject": "cgc", "over": "ple"], about: records)
    #expect(claim.finding != .supported)
  }

  /// CGC's tasks differ at p < 1 and not at p = 1, and so do MMoE's: its control was missing.
  @Test func oneModelHadItsControlAndTheOtherNone() throws {
    var study = MadeUpStudy()
    study.mmoeDifference = 0.25
    study.mmoeDifferenceAtOne = 0
    study.cgcDifference = 0.34
    study.cgcDifferenceAtOne = 0.1
    let records = try study.records("expert-utilization")
    let (cgc, mmoe) = try (
      GateSweep(#require(records.gates(of: "cgc"))), GateSweep(#require(records.gates(of: "mmoe")))
    )
    func differences(
      _ sweep: GateSweep, _ correlations: [String], _ value: (GateRun) -> Double?
    ) -> DrawColumn {
      .mean(of: correlations.map { sweep.column($0, cgc.draws, value) })
    }
    func first() -> Finding {
      let distinct = cgc.correlations.filter { $0 != "1.00" }
      let own = differences(cgc, distinct) { $0.sharedMassDifference() }
      let same = differences(cgc, ["1.00"]) { $0.sharedMassDifference() }
      return IntersectionUnion.finding([
        .init(
          name: "CGC minus MMoE",
          values: DrawColumn.difference(
            own, differences(mmoe, distinct) { $0.weightDifference() }
          ).present, margin: 0.08),
        .init(
          name: "CGC minus CGC at 1", values: DrawColumn.difference(own, same).present, margin: 0.08
        ),
      ])
    }
    #expect(first() == .supported)
    let claim = try claim(
      TaskDifferences.self, ["separated": "cgc", "pooled": "mmoe"], about: records)
    #expect(claim.finding == .unsupported && abs(claim.measured ?? 1) < 0.05)
  }

  /// Some of two, each at 5%, is 9.8%: a p of .03 beside nothing.
  @Test func unionsOfTwoTestsFiredTooOften() {
    let columns = [values(mean: 0.09, spread: 0.2), values(mean: 0, spread: 0.2)]
    #expect(columns.contains { (oneSidedLower($0) ?? -1) > 0 }, "the first edition")
    #expect(!SomeLastingSeesaw.lowerBounds(columns).contains { $0 > 0 })
    #expect(1 - 0.95 * 0.95 > 0.097)
  }

  /// Bounds of the part with the lowest lower bound say nothing where another one contradicts.
  @Test func printedBoundsDidNotAlwaysDecide() throws {
    let metrics = (0..<12).flatMap { draw -> [MetricRecord] in
      let sign = draw % 2 == 0 ? 1.0 : -1.0
      return runs("single-task", draw, [[1, 1]])
        + runs("mmoe", draw, [[1 + 1.8 * sign, 1 + 1.8 * sign]])
        + runs("cgc", draw, [[0.51 + 0.01 * sign, 0.51]]) + runs("ple", draw, [[0.5, 0.5]])
    }
    let records = try study(metrics)
    func lowestLowerBound() -> Estimate? {
      ["single-task", "mmoe", "cgc"].compactMap { rival in
        Estimate(records.sweep.advantage("ple", over: rival, in: "-").present)
      }.min { $0.lower < $1.lower }
    }
    let claim = try claim(
      BestAtEveryCorrelation.self, ["subject": "ple", "over": ["mmoe", "cgc"]], about: records)
    #expect(claim.finding == .unsupported, "CGC is as good")
    #expect((lowestLowerBound()?.upper ?? 0) > 0.5, "printed once, of MMoE")
    #expect(
      claim.isDecidedByItsBounds() && claim.detail.hasSuffix("the weakest is CGC at p = 0.50."))
  }

  /// That more than 1% of runs exclude an expert could not be contradicted by forty runs.
  @Test func confirmationCouldNotContradict() {
    func first(_ events: Int) -> Finding {
      let lower = exactProportionLower(successes: events, trials: 40) ?? 0
      let upper = exactProportionUpper(successes: events, trials: 40) ?? 1
      return lower > 0.01 ? .supported : upper <= 0.01 ? .unsupported : .inconclusive
    }
    func second(_ events: Int) -> Finding {
      ExcludesExperts.finding(
        lower: exactProportionLower(successes: events, trials: 40),
        upper: exactProportionUpper(successes: events, trials: 40))
    }
    #expect((0...40).allSatisfy { first($0) != .unsupported })
    #expect(first(3) == .supported && second(3) == .unsupported, "most runs do not")
    #expect(second(0) == .unsupported && second(40) == .supported)
  }

  /// The more tasks, the more often two of them have opposite gains by chance; rho stays 0.
  @Test func theNullRateHeldForTwoTasksOnly() {
    var state: UInt64 = 1
    func noise() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992 - 0.5
    }
    func training(_ cell: Int, tasks: Int) -> TrainedDraw.Training {
      .init(cell: cell, logErrors: (0..<tasks).map { _ in noise() })
    }
    for (tasks, expected) in [(2, 0.5), (3, 0.75), (5, 0.9375)] {
      let draws = (0..<300).map { _ in
        TrainedDraw(
          models: (0..<4).map { training($0, tasks: tasks) },
          references: (0..<4).map { training($0, tasks: tasks) })
      }
      let share = draws.reduce(0) { $0 + $1.oppositeShare() } / 300
      // 1 − 2 · 2^−K if signs were independent; tasks of a run share nothing.
      #expect(abs(share - expected) < 0.06, "\(tasks) tasks")
      let rule = RecurrenceRule(draws.compactMap { $0.recurrence(margin: 0.05) })
      #expect(rule?.outcome == .notSeen && abs(rule?.mean ?? 1) < 0.05, "\(tasks) tasks")
    }
  }

  // MARK: 7. Convergence

  /// MoSE loses, and would lose less if it had been trained for longer: that is said beside it.
  @Test func anUnconvergedModelWasJudged() throws {
    var sequences = MadeUpSequences()
    sequences.ratios["mose"] = [1.3, 1.3]
    var records = try sequences.records()
    records.tuning = ["single-task", "mose"].flatMap { model in
      (0..<4).flatMap { draw -> [TuningRecord] in
        let fall = (model == "mose" ? 0.4 : 0.01) + 0.002 * Double(draw)
        return trial(model, draw: draw, [1, 1])
          + trial(model, draw: draw, budget: 2, [1 - fall, 1 - fall])
      }
    }
    let arguments: [String: Declaration.Value] = ["subject": "mose", "over": ["single-task"]]
    let judged = try claim(BestOnBothTasks.self, arguments, about: records)
    #expect(judged.finding == .unsupported, "all that the first edition said")
    let rows = try #require(ConvergenceTable(records, published: PublishedValues())).rows
    let mose = try #require(rows.first { $0.arm.model == "mose" })
    #expect(mose.isConverged == false && abs((mose.fall ?? 0) - 0.403) < 1e-9)
    #expect(rows.first { $0.arm.model == "single-task" }?.isConverged == true)
  }
}

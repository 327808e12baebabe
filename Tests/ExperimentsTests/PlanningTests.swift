// What a plan makes of an experiment: draws and trainings, settings with data or a rate of their own, and trials.
import Formats
import Foundation
import ModelZoo
import SyntheticData
import Testing
import Training

@testable import Experiments

@Suite struct TrainingPlanTests {
  @Test func trainingsNestInDrawsInTheOrderOfTheRecords() throws {
    let plan = try tinyPlan(draws: 2, trainings: 3)
    let keys = try plan.study(rates: plan.equalRates()).map(\.key)
    #expect(keys.count == tinyModels.count * 2 * 2 * 3)
    let expected = tinyModels.flatMap { model in
      [0.5, 1].flatMap { correlation in
        (0..<2).flatMap { draw in
          (0..<3).map { training in
            StudyKey(
              model: model.name, setting: "-", correlation: correlation, draw: draw,
              training: training)
          }
        }
      }
    }
    #expect(keys == expected)
  }

  /// The data are the draw's; first weights and the order of batches are the training's.
  @Test func trainingsOfADrawShareItsDataAlone() throws {
    let plan = try tinyPlan(draws: 2, trainings: 3)
    let study = try plan.study(rates: plan.equalRates())
    for (key, run) in study {
      #expect(run.data.draw == "draw-00\(key.draw)")
      #expect(run.rotation == [nil, 0.5, 0.25][key.training])
      let suffix = key.model == "placebo" ? "-placebo" : ""
      #expect(
        run.subject.initialisation == "draw-00\(key.draw)-training-\(key.training)\(suffix)")
    }
    #expect(Set(study.map(\.run)).count == study.count)
    let cells = StudyRunner.cells(of: study.map(\.run))
    #expect(cells.count == 2 * 2 * 3, "one per correlation, draw and training")
    #expect(cells.allSatisfy { $0.runs.count == tinyModels.count })
    #expect(plan.studyWork == cells.reduce(0) { $0 + $1.work })
  }

  /// 0, ½, ¼, ¾, ⅛, …: the digits of the index in base two, mirrored at the point.
  @Test func rotationsAreVanDerCorputs() {
    #expect(
      (0..<9).map(Plan.rotation)
        == [nil, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875, 0.0625])
    let all = (0..<128).map { Plan.rotation(training: $0) ?? 0 }
    #expect(all.sorted() == (0..<128).map { Double($0) / 128 })
    #expect(all.allSatisfy(LockStep.rotations.contains))
  }

  @Test(arguments: [(3, 2), (2, 4)])
  func moreDrawsAndTrainingsLeaveTheFirstRunsAsTheyAre(draws: Int, trainings: Int) throws {
    let models = tinyModels + [tinyPlant]
    let (less, more) = (
      try tinyPlan(models: models, draws: 2, trainings: 2, settings: [ownPhases]),
      try tinyPlan(models: models, draws: draws, trainings: trainings, settings: [ownPhases])
    )
    let runs = try less.study(rates: less.equalRates())
    let kept = try more.study(rates: more.equalRates()).filter {
      $0.key.draw < 2 && $0.key.training < 2
    }
    #expect(kept.map(\.key) == runs.map(\.key))
    #expect(try kept.map { try $0.run.canonical() } == runs.map { try $0.run.canonical() })
    #expect(try more.study(rates: more.equalRates()).count > runs.count)
  }

  @Test func trialsNestLikeRuns() throws {
    let plan = try tinyPlan {
      $0.tuning = Tuning(learningRates: [0.01], draws: 2, trainings: 2, correlations: [0.5, 1])
    }
    let trials = try plan.trials(of: plan.tunedVariants[0], learningRate: 0.01)
    #expect(trials.map(\.key.draw) == [0, 0, 0, 0, 1, 1, 1, 1])
    #expect(trials.map(\.key.training) == [0, 0, 1, 1, 0, 0, 1, 1])
    #expect(trials.map(\.key.correlation) == [0.5, 1, 0.5, 1, 0.5, 1, 0.5, 1])
    for trial in trials {
      #expect(trial.run.data.draw == "tuning-\(trial.key.draw)")
      #expect(
        trial.run.subject.initialisation
          == "tuning-\(trial.key.draw)-training-\(trial.key.training)")
      #expect(trial.run.rotation == (trial.key.training == 0 ? nil : 0.5))
      #expect(trial.run.data.correlation == trial.key.correlation)
      #expect(trial.key.budget == 1 && trial.run.purpose == .tuning)
      #expect(trial.variant == plan.tunedVariants[0] && trial.learningRate == 0.01)
    }
    #expect(Set(trials.map(\.run)).count == 8)
  }
}

@Suite struct SettingPlanTests {
  /// No model is the same on other data: all are trained and tuned, the baseline and the placebo too.
  @Test func dataOfASettingAreThoseOfAllItsModels() throws {
    let plan = try tinyPlan(settings: [ownPhases])
    #expect(
      variantNames(plan.variants).filter { $0.hasSuffix(" own-phases") }
        == tinyModels.map { "\($0.name) own-phases" })
    #expect(
      plan.tunedVariants.count { $0.setting == ownPhases } == tinyModels.count - 1, "no placebo")
    for (key, run) in try plan.study(rates: plan.equalRates()) {
      let isOwn = key.setting == "own-phases"
      #expect(run.data.generator.labels?.perTaskPhases == isOwn)
      #expect(run.data.draw == "draw-00\(key.draw)" && run.data.seed == 7)
    }
    for variant in plan.tunedVariants {
      let trials = try plan.trials(of: variant, learningRate: 0.01)
      #expect(
        trials.allSatisfy {
          $0.run.data.generator.labels?.perTaskPhases == (variant.setting == ownPhases)
        })
    }
    #expect(plan.firstData(in: ownPhases, correlation: 0.5).generator.labels?.perTaskPhases == true)
    #expect(plan.firstData(in: standard, correlation: 0.5).generator.labels?.perTaskPhases == false)
  }

  @Test func dataOfASettingHaveTheSizesOfTheScale() throws {
    let setting = Setting(
      name: "other", gateBias: true,
      data: .correlatedTasks(CorrelatedTasksSpec(inputWidth: 0, sineCount: 1)))
    let plan = try tinyPlan(settings: [setting])
    for (key, run) in try plan.study(rates: plan.equalRates()) {
      #expect(run.data.generator.labels?.inputWidth == 6)
      #expect(run.data.generator.labels?.sineCount == (key.setting == "other" ? 1 : 2))
    }
    let asRun = plan.experiment.asRun(at: .quick)
    #expect(asRun.settings[1].data?.labels?.inputWidth == 6)
    #expect(asRun.settings[0].data == nil)
  }

  /// A rate for all models, so that none of them is tuned there.
  @Test func aCommonLearningRateIsThatOfAllModels() throws {
    let fast = Setting(name: "fast", gateBias: true, commonLearningRate: 0.5)
    let plan = try tinyPlan(models: tinyModels + [tinyPlant], settings: [fast])
    #expect(
      variantNames(plan.variants).filter { $0.hasSuffix(" fast") }
        == tinyModels.map { "\($0.name) fast" })
    #expect(plan.tunedVariants.allSatisfy { $0.setting == standard })
    #expect(plan.variants.allSatisfy { plan.statesLearningRate(of: $0) == ($0.setting == fast) })
    for (key, run) in try plan.study(rates: plan.equalRates()) {
      #expect(run.subject.training.learningRate == (key.setting == "fast" ? 0.5 : 0.01))
    }
    let checks = try plan.checks(plan.equalRates())
    #expect(checks.map(\.learningRate) == [0.01])
  }
}

@Suite struct TaskWeightTests {
  /// The weights of a joint loss mean nothing to networks that share nothing: each is trained on its own.
  @Test func networksOfSingleTasksAreTrainedOnTheirOwnLoss() throws {
    let weights = [TaskWeight(initial: 1, decay: 1), TaskWeight(initial: 0.1, decay: 0.9)]
    let plan = try tinyPlan(models: tinyModels + [tinyPlant]) {
      $0.taskWeights = weights
      $0.tuning.doublesBudget = true
    }
    let rates = plan.equalRates()
    let trials = try plan.tunedVariants.flatMap { try plan.trials(of: $0, learningRate: 0.01) }
    let tried = try (trials + plan.checks(rates)).map(\.run)
    let runs = try tried + plan.study(rates: rates).map(\.run)
    for run in runs {
      let isAlone = run.subject.model.kind == .singleTask
      #expect(
        run.subject.training.taskWeights == (isAlone ? [TaskWeight(), TaskWeight()] : weights))
    }
    #expect(Set(runs.map(\.subject.model.kind)).count == 8)
  }
}

@Suite struct BudgetTests {
  private let settings = [
    ownPhases,
    Setting(name: "no-gate-bias", gateBias: false),
    Setting(name: "decay", gateBias: true, schedule: .linear),
    Setting(
      name: "own-phases-decay", gateBias: true, schedule: .linear,
      data: tinyData { $0.perTaskPhases = true }),
    Setting(name: "fast", gateBias: true, commonLearningRate: 0.5),
    Setting(
      name: "fast-sines", gateBias: true, commonLearningRate: 0.5,
      data: tinyData { $0.sineCount = 1 }),
  ]

  @Test func modelsAreTriedWithTwiceThePassesInTheDefaultSetting() throws {
    let plan = try tinyPlan(settings: settings) { $0.tuning.doublesBudget = true }
    let tuned = tinyModels.filter { !$0.isPlacebo }.map(\.name)
    #expect(variantNames(plan.doubledVariants) == tuned.map { "\($0) -" })
    let checks = try plan.checks(plan.equalRates(0.02))
    #expect(checks.map(\.variant) == plan.doubledVariants)
    #expect(checks.allSatisfy { $0.key.budget == 2 && $0.learningRate == 0.02 })
    for check in checks {
      let trial = try #require(plan.trials(of: check.variant, learningRate: 0.02).first)
      var expected = trial.run
      expected.subject.training.epochCount = 2
      #expect(check.run == expected && trial.key.budget == 1)
    }
  }

  @Test func nobodyIsUnlessItIsAskedFor() throws {
    let plan = try tinyPlan(settings: settings)
    #expect(plan.doubledVariants.isEmpty)
    #expect(try plan.checks(plan.equalRates()).isEmpty)
  }

  @Test func theBudgetIsTwiceThatOfTheScale() throws {
    let plan = try tinyPlan {
      $0.tuning.doublesBudget = true
      $0.scales[0].scale.epochCount = 3
    }
    let checks = try plan.checks(plan.equalRates())
    #expect(!checks.isEmpty && checks.allSatisfy { $0.run.subject.training.epochCount == 6 })
  }

  /// A planted model comes first: it has its own number of passes and no other.
  @Test func aPlantedModelIsNotTriedForLonger() throws {
    let plan = try tinyPlan(models: [tinyModels[0], tinyPlant]) { $0.tuning.doublesBudget = true }
    let checks = try plan.checks(plan.equalRates())
    #expect(checks.map(\.variant.choice.name) == ["planted", "single-task"])
    #expect(checks.map(\.key.budget) == [1, 2])
    #expect(checks.map(\.run.subject.training.epochCount) == [3, 2])
  }
}

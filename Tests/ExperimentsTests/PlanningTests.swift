// What a plan makes of an experiment: draws and trainings, the placebo and a planted model, settings with
// data or a rate of their own, and trials.
import Formats
import Foundation
import ModelZoo
import SyntheticData
import Testing
import Training

@testable import Experiments

private let standard = Setting(name: "-", gateBias: true)

private func plan(
  models: [ModelChoice] = tinyModels, draws: Int = 2, trainings: Int = 1, settings: [Setting] = [],
  _ change: (inout Experiment) -> Void = { _ in }
) throws -> Plan {
  var experiment = tinyExperiment(models: models)
  experiment.scales[0].scale.draws = draws
  experiment.scales[0].scale.trainings = trainings
  experiment.settings = [standard] + settings
  change(&experiment)
  return try Plan(experiment, at: .quick)
}

/// The data of the tiny experiment, with a change.
private func data(_ change: (inout CorrelatedTasksSpec) -> Void) -> GeneratorSpec {
  var spec = CorrelatedTasksSpec(inputWidth: 6, sineCount: 2)
  change(&spec)
  return .correlatedTasks(spec)
}

private let ownPhases = Setting(
  name: "own-phases", gateBias: true, data: data { $0.perTaskPhases = true })

/// The names of variants, as `model setting`.
private func names(_ variants: [Variant]) -> [String] {
  variants.map { "\($0.choice.name) \($0.setting.name)" }
}

@Suite struct TrainingPlanTests {
  @Test func trainingsNestInDrawsInTheOrderOfTheRecords() throws {
    let plan = try plan(draws: 2, trainings: 3)
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
    let plan = try plan(draws: 2, trainings: 3)
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
      try plan(models: models, draws: 2, trainings: 2, settings: [ownPhases]),
      try plan(models: models, draws: draws, trainings: trainings, settings: [ownPhases])
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
    let plan = try plan {
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

/// The models that are the baseline's network once more.
@Suite struct RetrainedBaselineTests {
  private let models = [tinyModels[0], tinyModels[1], tinyPlant, tinyModels[4]]

  /// The baseline's run beside each of a model's.
  private func pairs(
    of name: String, _ study: [(key: StudyKey, run: RunSpec)]
  ) throws -> [(own: RunSpec, baseline: RunSpec)] {
    try study.filter { $0.key.model == name }.map { key, run in
      let beside = study.first {
        $0.key.model == "single-task" && $0.key.setting == key.setting
          && $0.key.correlation == key.correlation && $0.key.draw == key.draw
          && $0.key.training == key.training
      }
      return (run, try #require(beside).run)
    }
  }

  private func rates(_ plan: Plan) -> [Variant: Double] {
    var rates: [Variant: Double] = [:]
    for (index, variant) in plan.tunedVariants.enumerated() {
      rates[variant] = 0.001 * Double(index + 1)
    }
    return rates
  }

  @Test func thePlaceboIsTheBaselineFromOtherFirstWeights() throws {
    let plan = try plan(models: models, trainings: 2, settings: [ownPhases])
    let pairs = try pairs(of: "placebo", plan.study(rates: rates(plan)))
    #expect(pairs.count == 2 * 2 * 2 * 2)
    for (own, baseline) in pairs {
      var expected = baseline
      expected.subject.initialisation += "-placebo"
      #expect(own == expected)
      #expect(own.subject.stream(seed: 7) != baseline.subject.stream(seed: 7))
    }
  }

  /// The network, rate and first weights are the baseline's, the passes and the labels its own.
  @Test func aPlantedModelIsTheBaselineTrainedOtherwise() throws {
    let plan = try plan(models: models, trainings: 2, settings: [ownPhases])
    let pairs = try pairs(of: "planted", plan.study(rates: rates(plan)))
    // In the default setting alone.
    #expect(pairs.count == 2 * 2 * 2)
    for (own, baseline) in pairs {
      var expected = baseline
      expected.subject.training.epochCount = 3
      expected.data.generator.labels?.labelShares = [1, 0.5]
      #expect(own == expected)
      #expect(own.cell != baseline.cell)
      #expect(baseline.data.generator.labels?.labelShares == nil)
    }
  }

  /// It overrides what the data say, and keeps all else of them.
  @Test func aPlantReplacesTheLabelSharesOfTheData() throws {
    let plan = try plan(models: models) {
      $0.data = data {
        $0.labelShares = [0.9, 0.9]
        $0.labelScales = [1, 5]
      }
      $0.epochCount = 2
    }
    let study = try plan.study(rates: rates(plan))
    for (key, run) in study {
      let isPlanted = key.model == "planted"
      let labels = try #require(run.data.generator.labels)
      #expect(labels.labelShares == (isPlanted ? [1, 0.5] : [0.9, 0.9]))
      #expect(labels.labelScales == [1, 5])
      #expect(run.subject.training.epochCount == (isPlanted ? 3 : 2))
    }
    #expect(Set(study.map(\.key.model)) == Set(models.map(\.name)))
  }

  @Test func neitherIsTuned() throws {
    let plan = try plan(models: models, settings: [ownPhases])
    #expect(
      names(plan.tunedVariants)
        == ["single-task -", "mmoe -", "single-task own-phases", "mmoe own-phases"])
    // The plant is there to be found once.
    #expect(names(plan.variants).count == 7 && !names(plan.variants).contains("planted own-phases"))
  }

  /// They show whether the plant took, on the draws that the baseline's trials are of.
  @Test func aPlantedModelHasCheckTrialsAtTheBaselinesRate() throws {
    let plan = try plan(models: models, settings: [ownPhases]) {
      $0.tuning = Tuning(learningRates: [0.01], draws: 2, trainings: 2, correlations: [0.5])
    }
    let rates = rates(plan)
    let checks = try plan.checks(rates)
    #expect(checks.count == 4)
    #expect(checks.allSatisfy { $0.variant.choice == tinyPlant && $0.key.budget == 1 })
    for setting in ["-"] {
      let own = checks.filter { $0.variant.setting.name == setting }
      let baseline = try #require(
        plan.tunedVariants.first {
          $0.choice.isBaseline && $0.setting.name == setting
        })
      let rate = try #require(rates[baseline])
      #expect(own.map(\.learningRate) == Array(repeating: rate, count: 4))
      let expected = try plan.trials(of: baseline, learningRate: rate).map { trial in
        var run = trial.run
        run.subject.training.epochCount = 3
        run.data.generator.labels?.labelShares = [1, 0.5]
        return run
      }
      #expect(own.map(\.run) == expected)
    }
  }
}

@Suite struct SettingPlanTests {
  /// No model is the same on other data: all are trained and tuned, the baseline and the placebo too.
  @Test func dataOfASettingAreThoseOfAllItsModels() throws {
    let plan = try plan(settings: [ownPhases])
    #expect(
      names(plan.variants).filter { $0.hasSuffix(" own-phases") }
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
    let plan = try plan(settings: [setting])
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
    let plan = try plan(models: tinyModels + [tinyPlant], settings: [fast])
    #expect(
      names(plan.variants).filter { $0.hasSuffix(" fast") }
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
    let plan = try plan(models: tinyModels + [tinyPlant]) {
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
      data: data { $0.perTaskPhases = true }),
    Setting(name: "fast", gateBias: true, commonLearningRate: 0.5),
    Setting(
      name: "fast-sines", gateBias: true, commonLearningRate: 0.5, data: data { $0.sineCount = 1 }),
  ]

  @Test func modelsAreTriedWithTwiceThePassesInTheDefaultSetting() throws {
    let plan = try plan(settings: settings) { $0.tuning.doublesBudget = true }
    let tuned = tinyModels.filter { !$0.isPlacebo }.map(\.name)
    #expect(names(plan.doubledVariants) == tuned.map { "\($0) -" })
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
    let plan = try plan(settings: settings)
    #expect(plan.doubledVariants.isEmpty)
    #expect(try plan.checks(plan.equalRates()).isEmpty)
  }

  @Test func theBudgetIsTwiceThatOfTheScale() throws {
    let plan = try plan {
      $0.tuning.doublesBudget = true
      $0.scales[0].scale.epochCount = 3
    }
    let checks = try plan.checks(plan.equalRates())
    #expect(!checks.isEmpty && checks.allSatisfy { $0.run.subject.training.epochCount == 6 })
  }

  /// A planted model comes first: it has its own number of passes and no other.
  @Test func aPlantedModelIsNotTriedForLonger() throws {
    let plan = try plan(models: [tinyModels[0], tinyPlant]) { $0.tuning.doublesBudget = true }
    let checks = try plan.checks(plan.equalRates())
    #expect(checks.map(\.variant.choice.name) == ["planted", "single-task"])
    #expect(checks.map(\.key.budget) == [1, 2])
    #expect(checks.map(\.run.subject.training.epochCount) == [3, 2])
  }
}

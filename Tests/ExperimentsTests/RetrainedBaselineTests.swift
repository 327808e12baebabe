// What a plan makes of the models that are the baseline's network once more: placebo and plant.
import Formats
import Foundation
import ModelZoo
import SyntheticData
import Testing
import Training

@testable import Experiments

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
    let plan = try tinyPlan(models: models, trainings: 2, settings: [ownPhases])
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
    let plan = try tinyPlan(models: models, trainings: 2, settings: [ownPhases])
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
    let plan = try tinyPlan(models: models) {
      $0.data = tinyData {
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
    let plan = try tinyPlan(models: models, settings: [ownPhases])
    #expect(
      variantNames(plan.tunedVariants)
        == ["single-task -", "mmoe -", "single-task own-phases", "mmoe own-phases"])
    // The plant is there to be found once.
    #expect(
      variantNames(plan.variants).count == 7
        && !variantNames(plan.variants).contains("planted own-phases"))
  }

  /// They show whether the plant took, on the draws that the baseline's trials are of.
  @Test func aPlantedModelHasCheckTrialsAtTheBaselinesRate() throws {
    let plan = try tinyPlan(models: models, settings: [ownPhases]) {
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

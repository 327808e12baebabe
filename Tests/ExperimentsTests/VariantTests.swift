// Which models a setting makes anew.
import ModelZoo
import Testing
import Training

@testable import Experiments

struct VariantTests {
  private func variants(_ settings: [Setting]) throws -> [String] {
    var experiment = tinyExperiment()
    experiment.settings = settings
    return try Plan(experiment, at: .quick).variants.map {
      "\($0.choice.name) \($0.setting.name)"
    }.filter { !$0.hasSuffix(" -") }
  }

  @Test func aModelRunsInTheSettingsThatChangeIt() throws {
    #expect(
      try variants([standard, Setting(name: "none", gateBias: false)])
        == ["omoe none", "mmoe none", "ml-mmoe none", "cgc none", "ple none"])
    #expect(
      try variants([
        standard, Setting(name: "input", gateBias: true, selector: .input),
        Setting(name: "fusion", gateBias: true, selector: .fusion),
      ]) == ["ple input", "ml-mmoe fusion"])
  }

  /// With one level there is no gate that could read a fusion.
  @Test func aSelectorChangesNoModelOfOneLevel() throws {
    let single = ModelChoice(
      name: "ple", kind: .ple, levels: 1, taskExperts: [1, 1], sharedExperts: 1)
    let setting = Setting(name: "input", gateBias: true, selector: .input)
    #expect(single.variation(in: setting) == single.variation(in: standard))
    let scale = try #require(tinyExperiment().scale(.quick))
    #expect(
      try single.spec(scale, taskCount: 2, in: setting)
        == single.spec(scale, taskCount: 2, in: standard))
  }

  /// A model that an earlier setting has at some correlations only is run again at the others.
  @Test func aLaterSettingWithMoreCorrelationsKeepsItsModels() throws {
    let some = Setting(name: "some", gateBias: false, correlations: [0.5])
    let all = Setting(name: "all", gateBias: false, selector: .input)
    #expect(try variants([standard, some, all]).contains("mmoe all"))
    let fewer = Setting(name: "fewer", gateBias: false, selector: .input, correlations: [0.5])
    #expect(try !variants([standard, some, fewer]).contains("mmoe fewer"))
    #expect(try variants([standard, some, fewer]).contains("ple fewer"))
  }

  /// Identities of runs made before there were selectors stay what they are.
  @Test func anAbsentSelectorIsNotInTheIdentity() throws {
    let plan = try Plan(tinyExperiment(), at: .quick)
    for (_, run) in try plan.study(rates: plan.equalRates()) {
      #expect(try !run.canonical().contains("selector"))
    }
  }

  // MARK: Sizes, rates and passes

  @Test func aNumberOfExpertsChangesModelsWhoseExpertsAreShared() throws {
    let eight = Setting(name: "eight", gateBias: true, sharedExperts: 8)
    #expect(try variants([standard, eight]) == ["omoe eight", "mmoe eight", "ml-mmoe eight"])
    let three = Setting(name: "three", gateBias: true, sharedExperts: 3)
    #expect(try variants([standard, three]) == [], "the models' own number")
    let mmoe = try #require(tinyModels.first { $0.kind == .mmoe })
    let scale = try #require(tinyExperiment().scale(.quick))
    #expect(try mmoe.spec(scale, taskCount: 2, in: eight).sharedExpertCount == 8)
  }

  @Test func aTemperatureChangesModelsWithGates() throws {
    let hot = Setting(name: "hot", gateBias: true, temperature: 4)
    #expect(
      try variants([standard, hot]) == [
        "omoe hot", "mmoe hot", "ml-mmoe hot", "cgc hot", "ple hot",
      ])
    #expect(try variants([standard, Setting(name: "one", gateBias: true, temperature: 1)]) == [])
    let scale = try #require(tinyExperiment().scale(.quick))
    #expect(try tinyModels[4].spec(scale, taskCount: 2, in: hot).gateTemperature == 4)
  }

  /// A stated rate replaces tuning, of models with gates alone.
  @Test func aStatedLearningRateIsNotTuned() throws {
    var experiment = tinyExperiment()
    experiment.settings = [standard, Setting(name: "fast", gateBias: true, learningRate: 0.5)]
    let plan = try Plan(experiment, at: .quick)
    #expect(plan.tunedVariants.allSatisfy { $0.setting.name == "-" })
    for (key, run) in try plan.study(rates: plan.equalRates()) {
      #expect(run.subject.training.learningRate == (key.setting == "fast" ? 0.5 : 0.01))
      #expect(key.setting == "-" || run.subject.model.kind.definition.hasGates)
    }
  }

  /// A baseline is trained as long as what it is the baseline of, so that no gain is one of passes.
  @Test func passesAreThoseOfAllModels() throws {
    var experiment = tinyExperiment()
    experiment.settings = [standard, Setting(name: "long", gateBias: true, epochCount: 3)]
    let plan = try Plan(experiment, at: .quick)
    #expect(plan.tunedVariants.count { $0.setting.name == "long" } == tinyModels.count - 1)
    let rates = Dictionary(
      uniqueKeysWithValues: plan.tunedVariants.map {
        ($0, $0.setting.name == "long" ? 0.02 : 0.01)
      })
    for (key, run) in try plan.study(rates: rates) {
      let passes = key.setting == "long" ? 3 : 1
      #expect(run.subject.training.epochCount == passes)
      #expect(run.subject.training.learningRate == (passes == 3 ? 0.02 : 0.01))
    }
  }

  // MARK: Starts

  private func start(after: Double = 0.5, _ name: String = "start", rate: Double? = nil)
    -> Setting
  {
    Setting(
      name: name, gateBias: true,
      start: StartChoice(
        start: WarmStart(after: after, offset: -4), optimiser: .sgd, learningRate: rate))
  }

  @Test func aStartChangesModelsThatHoldAnother() throws {
    #expect(try variants([standard, start()]) == ["mmoe start", "ml-mmoe start"])
  }

  @Test func aStartedModelTakesItsTwinsRateAndItsDonorsWeights() throws {
    var experiment = tinyExperiment()
    experiment.settings = [
      standard, start(), start("stated", rate: 0.25), start(after: 1, "at-the-end"),
    ]
    let plan = try Plan(experiment, at: .quick)
    #expect(plan.tunedVariants.allSatisfy { $0.setting.name == "-" })
    var rates: [Variant: Double] = [:]
    for variant in plan.tunedVariants { rates[variant] = variant.choice.kind == .cgc ? 0.03 : 0.01 }
    let runs = try plan.study(rates: rates).filter { $0.key.model == "mmoe" }
    for (key, run) in runs {
      guard key.setting != "-" else {
        #expect(run.origin == nil)
        continue
      }
      let origin = try #require(run.origin)
      #expect(origin.donor.model.kind == .cgc && origin.donor.training.learningRate == 0.03)
      #expect(origin.donor.initialisation == run.subject.initialisation)
      #expect(origin.donor.training.optimiser == nil && run.subject.training.optimiser == .sgd)
      let expected = ["start": 0.01, "stated": 0.25, "at-the-end": 0.03]
      #expect(run.subject.training.learningRate == expected[key.setting])
    }
  }

  /// A run's bits do not depend on whether its donor is among the runs of its cell.
  @Test func aStartedModelDoesNotDependOnItsCompanions() throws {
    var experiment = tinyExperiment()
    experiment.settings = [standard, start()]
    let plan = try Plan(experiment, at: .quick)
    let runs = try plan.study(rates: plan.equalRates()).filter {
      $0.key.correlation == 0.5 && $0.key.draw == 0
    }
    let together = try Cell(spec: runs[0].run.cell, runs: runs.map(\.run))
      .train(on: testPlatform) { _ in }
    let run = try #require(runs.first { $0.key.setting == "start" }?.run)
    let alone = try #require(
      try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }.first)
    #expect(together.first { $0.spec == run } == alone)
    #expect(alone.starts?.count == 2 && alone.curve.first?.step == 15)
    #expect(together.filter { $0.spec.origin == nil }.allSatisfy { $0.starts == nil })
  }
}

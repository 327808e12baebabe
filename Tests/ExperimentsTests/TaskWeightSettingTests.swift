// Weights of the joint loss as a setting: which models they change, what is refused, and that nothing else moves.
import ModelZoo
import SyntheticData
import Testing
import Training

@testable import Experiments

private let file = """
  title: Weights
  regenerates: nothing
  seed: 1
  data:
    generator: correlated-tasks
    taskCount: 2
    scale: 1
    sineCount: 2
    noiseVariance: 0.01
    phases: standard-normal
    perTaskPhases: false
  correlations: [0.5]
  models:
    - {model: single-task, role: baseline}
    - {model: shared-bottom}
    - {model: ple, levels: 2, taskExperts: [1, 1], sharedExperts: 1}
  settings:
    - {name: "-", gateBias: true}
    - {name: sparse, gateBias: true, data: {labelShares: [1, 0.1]}}
    - {name: weighted, gateBias: true, data: {labelShares: [1, 0.1]}, departsFrom: sparse,
       taskWeights: [{initial: 1, decay: 1}, {initial: 10, decay: 0.5}]}
  training: {epochCount: 4}
  tuning: {learningRates: [0.01], draws: 1, correlations: [0.5]}
  gateFiles: false
  measures: {trainingErrors: true}
  scales:
    quick: {inputWidth: 3, hiddenWidths: [4, 4, 2], sampleCount: 2000, draws: 1, batchSize: 8}
  """

private func parse(_ text: String) throws -> Experiment {
  try ExperimentFile.parse(text, name: "small", file: "small.yaml").experiment
}

struct TaskWeightSettingTests {
  @Test func modelsWithAJointLossHaveTheWeights() throws {
    let plan = try Plan(parse(file), at: .quick)
    #expect(
      plan.variants.map { "\($0.choice.name) \($0.setting.name)" } == [
        "single-task -", "shared-bottom -", "ple -", "single-task sparse", "shared-bottom sparse",
        "ple sparse", "shared-bottom weighted", "ple weighted",
      ])
    // Each with a rate of its own.
    #expect(plan.tunedVariants == plan.variants)
    let raised = [TaskWeight(), TaskWeight(initial: 10, decay: 0.5)]
    for (key, run) in try plan.study(rates: plan.equalRates()) {
      #expect(
        run.subject.training.taskWeights
          == (key.setting == "weighted" ? raised : [TaskWeight(), TaskWeight()]))
      #expect(run.measurement.trainingErrors == true)
    }
    for variant in plan.tunedVariants where variant.setting.name == "weighted" {
      for trial in try plan.trials(of: variant, learningRate: 0.01) {
        #expect(trial.run.subject.training.taskWeights == raised)
        #expect(trial.run.measurement.trainingErrors == nil, "no trial is measured so")
      }
    }
    #expect(try parse(file).hasExchangeableTasks(in: "-"))
    let equal = file.replacing(", data: {labelShares: [1, 0.1]}, departsFrom: sparse", with: "")
    #expect(try !parse(equal).hasExchangeableTasks(in: "weighted"))
  }

  @Test func whatIsNotAskedForIsInNoIdentity() throws {
    let plan = try Plan(
      parse(file.replacing("measures: {trainingErrors: true}\n", with: "")), at: .quick)
    #expect(plan.experiment.measures == nil)
    for (_, run) in try plan.study(rates: plan.equalRates()) {
      let identity = try run.canonical()
      #expect(!identity.contains("trainingErrors") && !identity.contains("unlabelled"))
    }
  }

  private static let mistakes: [(old: String, new: String, message: String)] = [
    (
      "{initial: 10, decay: 0.5}]", "{initial: 1, decay: 1}]",
      "settings[2].taskWeights is the weights of training, but must be absent, or other weights than training has"
    ),
    (
      ", {initial: 10, decay: 0.5}]", "]",
      "settings[2].taskWeights is a list of 1, but must be a list of 2, one weight per task"
    ),
    (
      "[{initial: 1, decay: 1}, {initial: 10, decay: 0.5}]",
      "[{initial: 0, decay: 1}, {initial: 0, decay: 0.5}]",
      "settings[2].taskWeights is a list of zeros, but must be a list with a weight above 0: nothing would be learned"
    ),
    (
      "{initial: 10, decay: 0.5}", "{initial: 10, decay: 5}",
      "settings[2].taskWeights[1].decay is 5, but must be smaller: the weight grows beyond 1000 within 4 passes"
    ),
    (
      "{initial: 10, decay: 0.5}", "{initial: 1e4, decay: 0.5}",
      "settings[2].taskWeights[1].initial is 1e4, but must be at most 1000"
    ),
    (
      "{trainingErrors: true}", "{trainingErrors: false}",
      "measures is a mapping, but must be absent, or a mapping in which trainingErrors or unlabelledTestSamples is true"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func impossibleWeightsAreRefused(_ index: Int) throws {
    let (old, new, message) = Self.mistakes[index]
    #expect(file.contains(old))
    let error = #expect(throws: ExperimentFileError.self) {
      try parse(file.replacing(old, with: new))
    }
    #expect(error.map { "\($0)".hasSuffix(message) } == true, "\(error.map { "\($0)" } ?? "")")
  }
}

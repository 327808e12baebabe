// Departures in experiment files: which models a setting changes, what is refused, and that nothing else moves.
import ModelZoo
import SyntheticData
import Testing
import Training

@testable import Experiments

private let file = """
  title: Departures
  regenerates: nothing
  seed: 1
  data:
    generator: correlated-tasks
    taskCount: 2
    scale: 0.3
    sineCount: 4
    noiseVariance: 0.01
    phases: standard-normal
    perTaskPhases: false
  correlations: [0.5]
  models:
    - {model: single-task, role: baseline}
    - {model: mmoe, sharedExperts: 2}
    - {model: cgc, taskExperts: [1, 1], sharedExperts: 1}
    - {model: ple, levels: 2, taskExperts: [1, 1], sharedExperts: 1}
  settings:
    - {name: "-", gateBias: true}
    - {name: no-gate, gateBias: true, departures: [no-shared-gate]}
    - {name: masked, gateBias: true, departures: [softmax-then-mask, frozen-gates]}
    - {name: printed, gateBias: true, frozen: {experts: [task1, shared], gates: [task1]}}
    - {name: unscaled, gateBias: true, data: {unscaledSecondTerm: true}, departsFrom: no-gate}
  tuning: {learningRates: [0.01], draws: 1, correlations: [0.5]}
  gateFiles: false
  scales:
    quick: {inputWidth: 3, hiddenWidths: [4, 2], sampleCount: 1280, draws: 1, batchSize: 8}
  """

private func parse(_ text: String) throws -> Experiment {
  try ExperimentFile.parse(text, name: "small", file: "small.yaml").experiment
}

struct DepartureFileTests {
  @Test func aDepartureChangesTheModelsThatCanHaveIt() throws {
    let plan = try Plan(parse(file), at: .quick)
    let changed = plan.variants.map { "\($0.choice.name) \($0.setting.name)" }
    #expect(
      changed.filter { !$0.hasSuffix(" -") } == [
        "ple no-gate", "mmoe masked", "cgc masked", "ple masked", "cgc printed", "ple printed",
        "single-task unscaled", "mmoe unscaled", "cgc unscaled", "ple unscaled",
      ])
    func spec(_ model: String, _ setting: String) throws -> ModelSpec {
      let variant = try #require(
        plan.variants.first { $0.choice.name == model && $0.setting.name == setting })
      return try variant.choice.spec(plan.scale, taskCount: 2, in: variant.setting)
    }
    #expect(try spec("mmoe", "masked").departures == [.frozenGates])
    #expect(try spec("ple", "masked").departures == [.softmaxThenMask, .frozenGates])
    #expect(
      try spec("ple", "printed").frozen
        == FrozenParts(experts: ["task1", "shared"], gates: ["task1"]))
    #expect(try spec("ple", "-").departures == nil && spec("ple", "-").frozen == nil)
    // A model with a departure has a learning rate of its own.
    #expect(plan.tunedVariants.count == plan.variants.count)
    for (key, run) in try plan.study(rates: plan.equalRates()) where key.setting == "-" {
      let identity = try run.canonical()
      #expect(!identity.contains("departures") && !identity.contains("frozen"))
      #expect(!identity.contains("unscaled"))
    }
    #expect(try parse(file).settings[4].data?.labels?.unscaledSecondTerm == true)
    #expect(try !parse(file).hasExchangeableTasks(in: "unscaled"))
    #expect(try parse(file).hasExchangeableTasks(in: "no-gate"))
  }

  /// A part of the file replaced, and what is said of it.
  private static let mistakes: [(old: String, new: String, message: String)] = [
    (
      "departures: [no-shared-gate]", "departures: [no-shared-gates]",
      "small.yaml:20: settings[1].departures[0] is no-shared-gates, but must be one of "
        + "no-shared-gate, shared-gate-over-shared, softmax-then-mask, identical-initialisation, "
        + "frozen-gates (did you mean no-shared-gate?)"
    ),
    (
      "departures: [no-shared-gate]", "departures: []",
      "small.yaml:20: settings[1].departures is an empty list, but must be a list of departures"
    ),
    (
      "levels: 2", "levels: 1",
      "small.yaml:20: settings[1].departures[0] is no-shared-gate, but must be a departure that some "
        + "model of the file can have"
    ),
    (
      "[softmax-then-mask, frozen-gates]", "[frozen-gates, frozen-gates]",
      "small.yaml:21: settings[2].departures is frozen-gates twice, but must be a list of "
        + "different departures"
    ),
    (
      "[softmax-then-mask, frozen-gates]", "[no-shared-gate, shared-gate-over-shared]",
      "small.yaml:21: settings[2].departures is no-shared-gate and shared-gate-over-shared, but must "
        + "be one of the two: without a shared gate there is nothing for it to weigh"
    ),
    (
      "experts: [task1, shared]", "experts: [task3]",
      "small.yaml:22: settings[3].frozen is parts that no model has, but must be owners of experts "
        + "and names of gates that some model of the file has"
    ),
    (
      "departsFrom: no-gate", "departsFrom: unscaled",
      "small.yaml:23: settings[4].departsFrom is unscaled, but must be a setting before it: -, "
        + "no-gate, masked, printed"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func aMistakeIsOneSentence(_ index: Int) throws {
    let (old, new, message) = Self.mistakes[index]
    try #require(file.contains(old))
    let error = #expect(throws: ExperimentFileError.self) {
      try parse(file.replacing(old, with: new))
    }
    #expect(error?.description == message)
  }

  @Test func aStartIsNotOneOfModelsWithDepartures() throws {
    let started = file.replacing(
      "gateBias: true, departures: [softmax-then-mask, frozen-gates]",
      with: "gateBias: true, departures: [frozen-gates], start: {after: 0.5, offset: -4}")
    let error = #expect(throws: ExperimentFileError.self) { try parse(started) }
    #expect(error?.description.contains("settings[2].start") == true)
  }
}

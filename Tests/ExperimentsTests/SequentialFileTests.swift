// Experiment files about sequences: what is read from a good one, and the exact sentence for each kind of
// bad one.
import Experiments
import ModelZoo
import SyntheticData
import Testing

/// A file about modes that uses every key of sequences.
private let modes = """
  title: Modes
  regenerates: nothing
  seed: 1
  data:
    generator: sequential-modes
    modeCount: 2
    modeShares: [0.25, 0.75]
    modePhases: {uniform: [0, 1]}
    firstFactors: {normal: [0.5, 0.25]}
    inputNoise: {shape: uniform, standardDeviation: 0.1, drawn: per-step}
    stepsAhead: 0
    stepLength: 0.5
    waveCount: 3
    frequencies: {uniform: [0.5, 1]}
  models:
    - {model: single-task, role: baseline, layers: lstm}
    - {model: single-task, name: placebo, role: placebo}
    - {model: single-task, name: fc-single-task, layers: dense, towerWidths: [2]}
    - {model: mmoe, name: mose, layers: lstm, sharedExperts: 2, bottomWidths: [4]}
    - {model: shared-bottom, layers: stepwise}
  tuning: {learningRates: [1e-3], draws: 1}
  gateFiles: true
  scales:
    quick: {inputWidth: 3, hiddenWidths: [4, 3], sampleCount: 80, draws: 2, batchSize: 8, stepCount: 9}
    paper:
      inputWidth: 4
      hiddenWidths: [4, 3]
      sampleCount: 80
      draws: 2
      batchSize: 8
      stepCount: 6
      labelCount: 6
      epochCount: 2
      widths:
        - {model: mose, levelWidths: [[5]], towerWidths: [2], bottomWidths: [6]}
  """

/// One about correlated sequences, with what has no default.
private let correlated = """
  title: Sequences
  regenerates: nothing
  seed: 1
  data:
    generator: correlated-sequences
    taskCount: 2
    scale: 1
    sineCount: 2
    noiseVariance: 0.01
    phases: standard-normal
    perTaskPhases: false
  correlations: [0.5]
  models: [{model: single-task, role: baseline, layers: lstm}]
  tuning: {learningRates: [1e-3], draws: 1, correlations: [0.5]}
  gateFiles: false
  scales:
    quick: {inputWidth: 3, hiddenWidths: [4], sampleCount: 80, draws: 2, batchSize: 8, stepCount: 9, labelCount: 3}
  """

private func parse(_ text: String) throws -> Experiment {
  try ExperimentFile.parse(text, name: "small", file: "small.yaml").experiment
}

/// A part of a file replaced, and what is said of it.
private struct Damage: CustomTestStringConvertible, Sendable {
  var file = modes
  var part: String
  var replacement: String
  var line: Int
  var problem: String
  var testDescription: String { "\(part) → \(replacement)" }

  init(
    _ part: String, _ replacement: String, at line: Int, in file: String = modes, _ problem: String
  ) {
    self.file = file
    self.part = part
    self.replacement = replacement
    self.line = line
    self.problem = problem
  }
}

private let distribution = "{uniform: [from, to]} or {normal: [mean, standardDeviation]}"
private let noCorrelation =
  "absent for sequential-modes, where nothing controls the correlation of the tasks"
private let names = "lower-case words joined by hyphens, and not the name of another model"

private let damages: [Damage] = [
  // Data.
  Damage(
    "  stepLength: 0.5", "  steplength: 0.5", at: 12,
    "data.steplength is an unknown key (did you mean stepLength?), but must be one of generator, modeCount, modeShares, modePhases, firstFactors, secondFactors, secondOffsets, inputNoise, firstNoise, secondNoise, stepsAhead, stepLength, waveCount, frequencies"
  ),
  Damage(
    "  generator: sequential-modes\n", "", at: 5,
    "data.generator is missing, but must be one of correlated-tasks, sequential-modes, correlated-sequences"
  ),
  Damage(
    "modePhases: {uniform: [0, 1]}", "modePhases: 1", at: 8,
    "data.modePhases is 1, but must be \(distribution)"),
  Damage(
    "modePhases: {uniform: [0, 1]}", "modePhases: {uniform: [0, 1], normal: [0, 1]}", at: 8,
    "data.modePhases is a mapping, but must be \(distribution)"),
  Damage(
    "modePhases: {uniform: [0, 1]}", "modePhases: {uniform: [0, 1, 2]}", at: 8,
    "data.modePhases.uniform is a list of 3, but must be a list of two numbers"),
  Damage(
    "modePhases: {uniform: [0, 1]}", "modePhases: {uniform: [1, 0]}", at: 8,
    "data.modePhases is uniform from 1.0 to 0.0, but must be uniform with from at most to, or normal with a standardDeviation of at least 0, and no number beyond ±1000.0"
  ),
  Damage(
    "modeShares: [0.25, 0.75]", "modeShares: [0.25, 0.7]", at: 7,
    "data.modeShares is [0.25, 0.7], but must be 2 numbers above 0, one per mode, whose sum is 1"),
  Damage(
    "drawn: per-step", "drawn: per-wave", at: 10,
    "data.inputNoise.drawn is per-wave, but must be one of per-sample, per-dimension, per-step, per-dimension-and-step"
  ),
  Damage(
    "stepsAhead: 0", "stepsAhead: 2", at: 11,
    "data.stepsAhead is 2, but must be an integer from 0 to 1"),
  Damage(
    "models:\n", "correlations: [0.5]\nmodels:\n", at: 15,
    "correlations is a list, but must be \(noCorrelation)"),
  Damage(
    "draws: 1}", "draws: 1, correlations: [0.5]}", at: 21,
    "tuning.correlations is a list, but must be \(noCorrelation)"),
  Damage(
    "tuning:", "settings: [{name: \"-\", gateBias: true, correlations: [0.5]}]\ntuning:", at: 21,
    "settings[0].correlations is a list, but must be \(noCorrelation)"),
  Damage(
    "correlations: [0.5]\n", "", at: 1, in: correlated,
    "correlations is missing, but must be a list of correlations"),
  Damage(
    "  sineCount: 2\n", "", at: 5, in: correlated,
    "data.sineCount is missing, but must be an integer from 0 to 100"),
  // Models.
  Damage(
    "name: mose", "name: MoSE", at: 19, "models[3].name is MoSE, but must be \(names)"),
  Damage("name: mose", "name: ple", at: 19, "models[3].name is ple, but must be \(names)"),
  Damage(
    "name: mose", "name: placebo", at: 19,
    "models[3].name is placebo, but must be different from that of models[1]"),
  Damage(
    "name: mose", "name: fc-single-task", at: 19,
    "models[3].name is fc-single-task, but must be different from that of models[2]"),
  Damage(
    "{model: single-task, role: baseline, layers: lstm}", "{model: single-task, layers: lstm}",
    at: 16,
    "models is a list without a baseline, but must be a list in which one model has the role baseline, such as the line "
      + "- {model: single-task, role: baseline}"),
  Damage(
    "role: placebo}", "role: placebo, layers: lstm}", at: 17,
    "models[1].layers is lstm, but must be absent for placebo, which is the baseline's network"),
  Damage(
    "layers: stepwise", "layers: gru", at: 20,
    "models[4].layers is gru, but must be one of dense, lstm, stepwise"),
  Damage(
    "layers: stepwise", "bottomWidths: [2]", at: 20,
    "models[4].bottomWidths is a list, but must be absent for shared-bottom, which has no experts"
  ),
  // Scales.
  Damage(
    ", stepCount: 9", "", at: 24,
    "scales.quick.stepCount is missing, but must be an integer from 1 to 65536"),
  Damage(
    "stepCount: 9", "stepCount: 6", at: 24,
    "scales.quick: labelCount is 7, but must be a whole number from 1 to 6"),
  Damage(
    "labelCount: 6", "labelCount: 7", at: 32,
    "scales.paper.labelCount is 7, but must be a whole number from 1 to 6"),
  Damage(
    "epochCount: 2", "epochCount: 0", at: 33,
    "scales.paper.epochCount is 0, but must be an integer from 1 to 1000"),
  Damage(
    "- {model: mose, l", "- {model: mmoe, l", at: 35,
    "scales.paper.widths[0].model is mmoe, but must be one of single-task, fc-single-task, mose, shared-bottom"
  ),
  Damage(
    "levelWidths: [[5]]", "levelWidths: [[5], [4]]", at: 35,
    "scales.paper.widths[0].levelWidths is [[5], [4]], but must be one list of widths per level, 1 in all"
  ),
  Damage(
    "- {model: mose, levelWidths: [[5]], towerWidths: [2], bottomWidths: [6]}",
    "- {model: shared-bottom, bottomWidths: [6]}", at: 35,
    "scales.paper.widths[0].bottomWidths is [6], but must be absent for shared-bottom, which has no experts"
  ),
  Damage(
    "towerWidths: [2], bottomWidths: [6]}", "towerWidths: [2]}\n      - {model: mose}", at: 36,
    "scales.paper.widths[1].model is mose, but must be different from that of scales.paper.widths[0]"
  ),
]

struct SequentialFileTests {
  @Test func aFileAboutModesIsReadValueByValue() throws {
    let experiment = try parse(modes)
    let sequence = SequenceSpec(
      stepsAhead: 0, stepLength: 0.5, waveCount: 3, frequencies: .uniform(from: 0.5, to: 1))
    #expect(
      experiment.data
        == .sequentialModes(
          SequentialModesSpec(
            inputWidth: 0, modeCount: 2, sequence: sequence, modeShares: [0.25, 0.75],
            modePhases: .uniform(from: 0, to: 1),
            firstFactors: .normal(mean: 0.5, standardDeviation: 0.25),
            inputNoise: PhaseNoise(shape: .uniform, standardDeviation: 0.1, drawn: .step))))
    #expect(experiment.correlations.isEmpty && experiment.tuning.correlations.isEmpty)
    #expect(
      experiment.models == [
        ModelChoice(
          name: "single-task", role: .baseline, kind: .singleTask, levels: 0, layers: .lstm),
        ModelChoice(name: "placebo", role: .placebo, kind: .singleTask, levels: 0),
        ModelChoice(name: "fc-single-task", kind: .singleTask, levels: 0, towerWidths: [2]),
        ModelChoice(
          name: "mose", kind: .mmoe, levels: 1, sharedExperts: 2, layers: .lstm, bottomWidths: [4]),
        ModelChoice(name: "shared-bottom", kind: .sharedBottom, levels: 1, layers: .stepwise),
      ])
    #expect(
      experiment.scale(.quick)
        == Scale(
          inputWidth: 3, hiddenWidths: [4, 3], sampleCount: 80, draws: 2, batchSize: 8,
          stepCount: 9, labelCount: 7))
    #expect(
      experiment.scale(.paper)
        == Scale(
          inputWidth: 4, hiddenWidths: [4, 3], sampleCount: 80, draws: 2, batchSize: 8,
          stepCount: 6, labelCount: 6, epochCount: 2,
          widths: [
            ModelWidths(
              model: "mose", levelWidths: [[5]], towerWidths: [2], bottomWidths: [6])
          ]))
  }

  @Test func aFileAboutCorrelatedSequencesIsRead() throws {
    let experiment = try parse(correlated)
    #expect(
      experiment.data
        == .correlatedSequences(
          CorrelatedSequencesSpec(tasks: CorrelatedTasksSpec(inputWidth: 0, sineCount: 2))))
    #expect(experiment.scale(.quick)?.labelCount == 3)
  }

  @Test(arguments: damages)
  private func aDamagedFileIsRefusedInOneSentence(_ damage: Damage) throws {
    #expect(damage.file.contains(damage.part))
    let text = damage.file.replacing(damage.part, with: damage.replacement, maxReplacements: 1)
    let error = try #require(throws: ExperimentFileError.self) { try parse(text) }
    #expect(error.description == "small.yaml:\(damage.line): \(damage.problem)")
  }

  /// Independent samples have one step and layers of one kind.
  @Test func correlatedTasksHaveNothingOfSequences() throws {
    for (part, replacement, sentence) in [
      (
        "batchSize: 1}", "batchSize: 1, stepCount: 2}",
        "17: scales.quick.stepCount is 2, but must be "
          + "absent for correlated-tasks, whose samples have no steps"
      ),
      (
        "{model: single-task, role: baseline}",
        "{model: single-task, role: baseline, layers: lstm}",
        "13: models[0].layers is lstm, but must be dense or absent for correlated-tasks, whose samples have no steps"
      ),
      (
        "  perTaskPhases: false", "  perTaskPhases: false\n  waveCount: 2",
        "12: data.waveCount is an unknown key (did you mean taskCount?), but must be one of generator, taskCount, scale, sineCount, noiseVariance, phases, perTaskPhases, labelShares, taskSineCounts, labelScales, unscaledSecondTerm"
      ),
    ] {
      let text = leastExperiment.replacing(part, with: replacement)
      let error = try #require(throws: ExperimentFileError.self) { try parse(text) }
      #expect(error.description == "small.yaml:\(sentence)")
    }
  }
}

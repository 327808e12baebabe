// Settings of an experiment file that have data, a rate or a schedule of their own: what is read, and the
// exact sentence for each kind of mistake.
import Experiments
import SyntheticData
import Testing
import Training

private let file = """
  title: Settings with data
  regenerates: nothing
  seed: 1
  data:
    generator: correlated-tasks
    taskCount: 2
    scale: 1
    sineCount: 4
    noiseVariance: 0.01
    phases: standard-normal
    perTaskPhases: false
    labelShares: [1, 0.5]
  correlations: [0.5]
  models:
    - {model: single-task, role: baseline}
    - {model: mmoe, sharedExperts: 2}
  settings:
    - {name: "-", gateBias: true}
    - name: other
      gateBias: true
      data:
        perTaskPhases: true
        labelShares: [0.5, 1]
        taskSineCounts: [0, 4]
        labelScales: [1, 5]
    - {name: fast, gateBias: true, commonLearningRate: 0.1, schedule: linear}
  tuning: {learningRates: [0.01], draws: 1, correlations: [0.5]}
  gateFiles: false
  scales:
    quick: {inputWidth: 3, hiddenWidths: [4, 2], sampleCount: 1280, draws: 1, batchSize: 8}
  """

private let sequences = """
  title: Settings with data
  regenerates: nothing
  seed: 1
  data: {generator: sequential-modes, modeCount: 3, stepsAhead: 0}
  models: [{model: single-task, role: baseline, layers: lstm}]
  settings:
    - {name: "-", gateBias: true}
    - {name: other, gateBias: true, data: {modeCount: 5}}
  tuning: {learningRates: [0.01], draws: 1}
  gateFiles: false
  scales:
    quick: {inputWidth: 3, hiddenWidths: [4], sampleCount: 80, draws: 1, batchSize: 8, stepCount: 9}
  """

private func parse(_ text: String) throws -> Experiment {
  try ExperimentFile.parse(text, name: "small", file: "small.yaml").experiment
}

/// A part of the file replaced, and what is said of it.
private struct Damage: CustomTestStringConvertible, Sendable {
  var part: String
  var replacement: String
  var line: Int
  var problem: String
  var text = file
  var testDescription: String { "\(part) → \(replacement)" }

  init(
    _ part: String, _ replacement: String, at line: Int, _ problem: String, in text: String = file
  ) {
    self.part = part
    self.replacement = replacement
    self.line = line
    self.problem = problem
    self.text = text
  }
}

private let fields = "a mapping with some keys of data, but not generator"

private let damages: [Damage] = [
  // Keys.
  Damage(
    "      perTaskPhases: true", "      perTaskPhase: true", at: 22,
    "settings[1].data.perTaskPhase is an unknown key (did you mean perTaskPhases?), but must be one of generator, taskCount, scale, sineCount, noiseVariance, phases, perTaskPhases, labelShares, taskSineCounts, labelScales, unscaledSecondTerm"
  ),
  Damage(
    "      perTaskPhases: true", "      perTaskPhases: true\n      generator: correlated-tasks",
    at: 23,
    "settings[1].data.generator is correlated-tasks, but must be absent: all settings have the generator of data"
  ),
  Damage(
    "      perTaskPhases: true", "      modeCount: 2", at: 22,
    "settings[1].data.modeCount is an unknown key (did you mean sineCount?), but must be one of generator, taskCount, scale, sineCount, noiseVariance, phases, perTaskPhases, labelShares, taskSineCounts, labelScales, unscaledSecondTerm"
  ),
  Damage(
    "      labelScales: [1, 5]", "      taskCount: 3", at: 25,
    "settings[1].data.taskCount is 3, but must be absent: all settings have the tasks of data"),
  Damage(
    "schedule: linear}", "schedule: linear, data: 3}", at: 26,
    "settings[2].data is 3, but must be \(fields)"),
  Damage(
    "schedule: linear}", "schedule: linear, data: {}}", at: 26,
    "settings[2].data is a mapping, but must be \(fields)"),
  // Values.
  Damage(
    "      perTaskPhases: true", "      perTaskPhases: 1", at: 22,
    "settings[1].data.perTaskPhases is 1, but must be true or false"),
  Damage(
    "      labelScales: [1, 5]", "      scale: 0", at: 25,
    "settings[1].data.scale is 0, but must be a number above 0"),
  Damage(
    "labelShares: [0.5, 1]", "labelShares: [0.5, 1, 1]", at: 23,
    "settings[1].data.labelShares is a list of 3, but must be a list of 2, one number per task"),
  Damage(
    "taskSineCounts: [0, 4]", "taskSineCounts: [4]", at: 24,
    "settings[1].data.taskSineCounts is a list of 1, but must be a list of 2, one number per task"),
  Damage(
    "labelScales: [1, 5]", "labelScales: [1, 5, 1]", at: 25,
    "settings[1].data.labelScales is a list of 3, but must be a list of 2, one number per task"),
  // What the generator refuses.
  Damage(
    "taskSineCounts: [0, 4]", "taskSineCounts: [0, 5]", at: 24,
    "settings[1].data.taskSineCounts is 5, but must be a whole number from 0 to 4"),
  Damage(
    "      perTaskPhases: true", "      sineCount: 3", at: 24,
    "settings[1].data.taskSineCounts is 4, but must be a whole number from 0 to 3"),
  Damage(
    "labelScales: [1, 5]", "labelScales: [1, 2000]", at: 25,
    "settings[1].data.labelScales is 2000.0, but must be above 0 and at most 1000 each"),
  Damage(
    "schedule: linear}", "schedule: linear, data: {phases: formula, perTaskPhases: true}}", at: 26,
    "settings[2].data.perTaskPhases is true, but must be false if phases is formula, which gives all tasks the same phases"
  ),
  Damage(
    "schedule: linear}", "schedule: linear, data: {phases: formula, sineCount: 100, scale: 10}}",
    at: 26,
    "settings[2].data.scale is 10, but must be smaller if phases is formula and sineCount is 100: sineCount·(20·scale + π/2) is at most 10000"
  ),
  Damage(
    "labelShares: [0.5, 1]", "labelShares: [0.1, 1]", at: 23,
    "settings[1].data.labelShares[0] is 0.1, but must be at least 0.1563 with the 1280 samples of scales.quick, or sampleCount at least 2000: 20 labels in the tenth that validates, and in the tenth that tests"
  ),
  // The same trainings under another name.
  Damage(
    "schedule: linear}", "schedule: linear, data: {scale: 1.0, labelShares: [1, 0.50]}}", at: 26,
    "settings[2].data is the data as they are, but must be absent, or something else than data says"
  ),
  // Rates and schedules.
  Damage(
    "commonLearningRate: 0.1", "commonLearningRate: 0.1, learningRate: 0.1", at: 26,
    "settings[2].commonLearningRate is 0.1, but must be absent where learningRate is stated: it would be the rate of all models"
  ),
  Damage(
    "commonLearningRate: 0.1", "commonLearningRate: 0", at: 26,
    "settings[2].commonLearningRate is 0, but must be a number above 0"),
  Damage(
    "schedule: linear}", "schedule: constant}", at: 26,
    "settings[2].schedule is constant, but must be linear or absent: the experiment's own is constant"
  ),
  // Sequences.
  Damage(
    "data: {modeCount: 5}", "data: {sineCount: 5}", at: 8,
    "settings[1].data.sineCount is an unknown key (did you mean modeCount?), but must be one of generator, modeCount, modeShares, modePhases, firstFactors, secondFactors, secondOffsets, inputNoise, firstNoise, secondNoise, stepsAhead, stepLength, waveCount, frequencies",
    in: sequences),
  Damage(
    "data: {modeCount: 5}", "data: {modeShares: [0.5, 0.5]}", at: 8,
    "settings[1].data.modeShares is [0.5, 0.5], but must be 3 numbers above 0, one per mode, whose sum is 1",
    in: sequences),
  Damage(
    "role: baseline, layers: lstm}",
    "role: baseline, layers: lstm}, {model: single-task, name: planted, role: planted, epochCount: 2, labelShares: [1, 1]}",
    at: 5,
    "models[1].role is planted, but must be another for sequential-modes, whose samples all carry their labels",
    in: sequences),
]

@Suite struct DataSettingFileTests {
  /// Keys of the setting replace those of the data and are added to them; all others stay.
  @Test func dataOfASettingAreMergedOverTheData() throws {
    let experiment = try parse(file)
    let whole = CorrelatedTasksSpec(
      inputWidth: 0, sineCount: 4, labelShares: [1, 0.5])
    #expect(experiment.data == .correlatedTasks(whole))
    var other = whole
    other.perTaskPhases = true
    other.labelShares = [0.5, 1]
    other.taskSineCounts = [0, 4]
    other.labelScales = [1, 5]
    #expect(experiment.settings.map(\.data) == [nil, .correlatedTasks(other), nil])
  }

  @Test func dataOfSequencesAreMergedToo() throws {
    let experiment = try parse(sequences)
    let sequence = SequenceSpec(stepsAhead: 0)
    #expect(
      experiment.settings[1].data
        == .sequentialModes(
          SequentialModesSpec(inputWidth: 0, modeCount: 5, sequence: sequence)))
    #expect(
      experiment.asRun(at: .quick).settings[1].data
        == .sequentialModes(
          SequentialModesSpec(
            inputWidth: 3, modeCount: 5,
            sequence: SequenceSpec(stepCount: 9, stepsAhead: 0))))
  }

  @Test func aSettingStatesItsRateAndSchedule() throws {
    #expect(
      try parse(file).settings[2]
        == Setting(name: "fast", gateBias: true, commonLearningRate: 0.1, schedule: .linear))
  }

  @Test(arguments: damages)
  private func aDamagedSettingIsRefusedInOneSentence(_ damage: Damage) throws {
    #expect(damage.text.contains(damage.part))
    let text = damage.text.replacing(damage.part, with: damage.replacement, maxReplacements: 1)
    let error = try #require(throws: ExperimentFileError.self) { try parse(text) }
    #expect(error.description == "small.yaml:\(damage.line): \(damage.problem)")
  }
}

// An experiment as its file states it, validated: which data, which models, how they are tuned, and
// how large all of it is at each scale.
public import Formats
public import ModelZoo
public import SyntheticData
public import Training

/// How large a study is run.
public enum ScaleName: String, Codable, Hashable, CaseIterable, Sendable {
  /// Minutes on two cores; its words are *seen* and *not seen*.
  case quick
  /// The paper's size; its words are verdicts.
  case paper
}

/// The sizes of an experiment at one scale.
public struct Scale: Codable, Hashable, Sendable {
  /// d, the input width.
  public var inputWidth: Int
  /// The hidden widths from input to output, the same for all models: a model with L levels makes
  /// its experts of the first L and its towers of the others.
  public var hiddenWidths: [Int]
  /// Samples of a data set, split 80/10/10.
  public var sampleCount: Int
  /// Replicates.
  public var replicates: Int
  /// Samples per step.
  public var batchSize: Int

  /// All sizes.
  public init(
    inputWidth: Int, hiddenWidths: [Int], sampleCount: Int, replicates: Int, batchSize: Int
  ) {
    self.inputWidth = inputWidth
    self.hiddenWidths = hiddenWidths
    self.sampleCount = sampleCount
    self.replicates = replicates
    self.batchSize = batchSize
  }
}

/// Where the draws of an experiment's replicates come from.
public enum DrawRule: String, Codable, Hashable, CaseIterable, Sendable {
  /// Every replicate has its own data and its own initialisation.
  case perReplicate = "per-replicate"
  /// All replicates have the same data; only the initialisation differs.
  case fixed
}

/// A model as an experiment asks for it; its widths come from the scale unless stated.
public struct ModelChoice: Codable, Hashable, Sendable {
  /// The name in records: a kind of the zoo, or `placebo`.
  public var name: String
  /// The kind that is built; the placebo is single-task.
  public var kind: ModelKind
  /// Expert levels; 0 for single-task.
  public var levels: Int
  /// Experts of each task (CGC, PLE).
  public var taskExperts: [Int]
  /// Shared experts.
  public var sharedExperts: Int
  /// Explicit widths per level, replacing those of the scale.
  public var levelWidths: [[Int]]?
  /// Explicit tower widths, replacing those of the scale.
  public var towerWidths: [Int]?

  /// Whether this is the second single-task model that tells noise from effect.
  public var isPlacebo: Bool { name == Self.placebo }
  /// The placebo's name.
  public static let placebo = "placebo"
  /// The baseline's name.
  public static let baseline = ModelKind.singleTask.rawValue

  /// A choice of model.
  public init(
    name: String, kind: ModelKind, levels: Int, taskExperts: [Int] = [], sharedExperts: Int = 0,
    levelWidths: [[Int]]? = nil, towerWidths: [Int]? = nil
  ) {
    self.name = name
    self.kind = kind
    self.levels = levels
    self.taskExperts = taskExperts
    self.sharedExperts = sharedExperts
    self.levelWidths = levelWidths
    self.towerWidths = towerWidths
  }

  /// What a setting makes of this model's gates; equal for settings in which it is the same model.
  func gates(in setting: Setting) -> GateVariation {
    let definition = kind.definition
    let hasUpperGates = definition.selector != nil && levels > 1
    return GateVariation(
      bias: definition.hasGates ? setting.gateBias : true,
      selector: hasUpperGates && setting.selector != definition.selector ? setting.selector : nil)
  }

  /// The model's specification at a scale, in a setting.
  public func spec(
    _ scale: Scale, taskCount: Int, in setting: Setting
  ) throws(SpecError) -> ModelSpec {
    guard scale.hiddenWidths.count >= levels || (levelWidths != nil && towerWidths != nil) else {
      throw SpecError(
        field: "levels", value: "\(levels)",
        allowed: "at most the number of hiddenWidths, \(scale.hiddenWidths.count)")
    }
    let hasTowers = kind.definition.hasTowers
    let spec = ModelSpec(
      kind: kind, inputWidth: scale.inputWidth, taskCount: taskCount,
      levelWidths: levelWidths
        ?? (hasTowers ? scale.hiddenWidths.prefix(levels).map { [$0] } : [scale.hiddenWidths]),
      towerWidths: towerWidths
        ?? (hasTowers ? Array(scale.hiddenWidths.dropFirst(levels)) : []),
      taskExpertCounts: taskExperts, sharedExpertCount: sharedExperts,
      gateBias: gates(in: setting).bias, selector: gates(in: setting).selector)
    try spec.validate()
    return spec
  }
}

/// What may vary about the gates of a model.
struct GateVariation: Hashable {
  var bias: Bool
  /// Nil for what the kind has by itself.
  var selector: GateSelector?
}

/// A variation that applies to every model that it changes.
public struct Setting: Codable, Hashable, Sendable {
  /// The key in records; `-` for the default.
  public var name: String
  /// Whether gates have a bias.
  public var gateBias: Bool
  /// What the gates above the first level read; nil for what each model's do by themselves.
  public var selector: GateSelector?
  /// The correlations at which the setting is run; nil for all of the experiment's.
  public var correlations: [Double]?

  /// A setting.
  public init(
    name: String, gateBias: Bool, selector: GateSelector? = nil, correlations: [Double]? = nil
  ) {
    self.name = name
    self.gateBias = gateBias
    self.selector = selector
    self.correlations = correlations
  }
}

/// How a model's learning rate is chosen.
public struct Tuning: Codable, Hashable, Sendable {
  /// The rates tried first; the grid grows tenfold beyond an edge at which some model does best.
  public var learningRates: [Double]
  /// Data sets of their own, used for nothing else.
  public var draws: Int
  /// The correlations at which every draw is tried.
  public var correlations: [Double]

  /// A tuning.
  public init(learningRates: [Double], draws: Int, correlations: [Double]) {
    self.learningRates = learningRates
    self.draws = draws
    self.correlations = correlations
  }
}

/// An experiment.
public struct Experiment: Codable, Hashable, Sendable {
  /// The file's name without its ending, and the folder of its results.
  public var name: String
  /// One line.
  public var title: String
  /// Which published figure or table it redoes.
  public var regenerates: String
  /// The root of all its random streams.
  public var seed: UInt64
  /// The generator; its input width is the scale's.
  public var data: CorrelatedTasksSpec
  /// Whether replicates differ in their data.
  public var draws: DrawRule
  /// Task correlations p, the cosine of the tasks' weight vectors.
  public var correlations: [Double]
  /// The models, `single-task` among them.
  public var models: [ModelChoice]
  /// The settings, the default first.
  public var settings: [Setting]
  /// ω_{k,0} and γ_k, one per task.
  public var taskWeights: [TaskWeight]
  /// Passes over the training samples.
  public var epochCount: Int
  /// How learning rates are chosen.
  public var tuning: Tuning
  /// Whether gate files are written.
  public var gateFiles: Bool
  /// The sizes, by scale.
  public var scales: [Sized]

  /// The sizes at one scale.
  public struct Sized: Codable, Hashable, Sendable {
    /// Which scale.
    public var name: ScaleName
    /// Its sizes.
    public var scale: Scale

    /// A named scale.
    public init(name: ScaleName, scale: Scale) {
      self.name = name
      self.scale = scale
    }
  }

  /// All parts of an experiment.
  public init(
    name: String, title: String, regenerates: String, seed: UInt64, data: CorrelatedTasksSpec,
    draws: DrawRule, correlations: [Double], models: [ModelChoice], settings: [Setting],
    taskWeights: [TaskWeight], epochCount: Int, tuning: Tuning, gateFiles: Bool, scales: [Sized]
  ) {
    self.name = name
    self.title = title
    self.regenerates = regenerates
    self.seed = seed
    self.data = data
    self.draws = draws
    self.correlations = correlations
    self.models = models
    self.settings = settings
    self.taskWeights = taskWeights
    self.epochCount = epochCount
    self.tuning = tuning
    self.gateFiles = gateFiles
    self.scales = scales
  }

  /// The sizes at a scale; nil when the experiment is not run at it.
  public func scale(_ name: ScaleName) -> Scale? { scales.first { $0.name == name }?.scale }
}

// The half of an experiment that decides numbers, as its file states it, validated: which data, which
// models, how they are tuned, and how large all of it is at each scale.
internal import SyntheticData
public import Training

/// How large a study is run.
public enum ScaleName: String, Codable, Hashable, CaseIterable, Sendable {
  /// Minutes on two cores; its words are *seen* and *not seen*.
  case quick
  /// The paper's size; its words are verdicts.
  case paper
}

/// How a model's learning rate is chosen.
public struct Tuning: Codable, Hashable, Sendable {
  /// The rates tried first; the grid grows, as it is spaced, beyond an edge at which some model does best.
  public var learningRates: [Double]
  /// Data sets of their own, used for nothing else.
  public var draws: Int
  /// Trainings on every draw.
  public var trainings: Int
  /// The correlations at which every draw is tried; empty where the data have none.
  public var correlations: [Double]
  /// Whether every tuned model is trained once more for twice as long at its rate, to see whether it has
  /// converged.
  public var doublesBudget: Bool

  /// A tuning.
  public init(
    learningRates: [Double], draws: Int, trainings: Int = 1, correlations: [Double],
    doublesBudget: Bool = false
  ) {
    self.learningRates = learningRates
    self.draws = draws
    self.trainings = trainings
    self.correlations = correlations
    self.doublesBudget = doublesBudget
  }
}

/// What is run: data, models and sizes. How it is shown is its ``Presentation``.
public struct Experiment: Codable, Hashable, Sendable {
  /// The file's name without its ending, and the folder of its results.
  public var name: String
  /// The root of all its random streams.
  public var seed: UInt64
  /// The generator; its input width and its numbers of steps and labels are the scale's.
  public var data: GeneratorSpec
  /// Task correlations p, the cosine of the tasks' weight vectors; empty where the data have none.
  public var correlations: [Double]
  /// The models, the baseline among them.
  public var models: [ModelChoice]
  /// The settings, the default first.
  public var settings: [Setting]
  /// ω_{k,0} and γ_k, one per task.
  public var taskWeights: [TaskWeight]
  /// Passes over the training samples, unless the scale says otherwise.
  public var epochCount: Int
  /// How the learning rate changes over a training; nil for constant, so that it stands in no manifest
  /// of a study without one.
  public var schedule: LearningRateSchedule?
  /// How learning rates are chosen.
  public var tuning: Tuning
  /// Whether gate files are written.
  public var gateFiles: Bool
  /// Which samples' gate weights they have one by one; nil for the usual ones.
  public var gateSamples: GateSampling?
  /// The settings whose runs have a learning curve, by name; nil for all.
  public var curveSettings: [String]?
  /// The number of first draws whose runs have one; nil for all.
  public var curveDraws: Int?
  /// What is measured of the runs of the study beyond the usual; nil for nothing.
  public var measures: Measures?
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
    name: String, seed: UInt64, data: GeneratorSpec, correlations: [Double],
    models: [ModelChoice], settings: [Setting],
    taskWeights: [TaskWeight], epochCount: Int, schedule: LearningRateSchedule? = nil,
    tuning: Tuning, gateFiles: Bool, gateSamples: GateSampling? = nil,
    curveSettings: [String]? = nil, curveDraws: Int? = nil, measures: Measures? = nil,
    scales: [Sized]
  ) {
    self.name = name
    self.seed = seed
    self.data = data
    self.correlations = correlations
    self.models = models
    self.settings = settings
    self.taskWeights = taskWeights
    self.epochCount = epochCount
    self.schedule = schedule == .constant ? nil : schedule
    self.tuning = tuning
    self.gateFiles = gateFiles
    self.gateSamples = gateSamples
    self.curveSettings = curveSettings
    self.curveDraws = curveDraws
    self.measures = measures
    self.scales = scales
  }

  /// The sizes at a scale; nil when the experiment is not run at it.
  public func scale(_ name: ScaleName) -> Scale? { scales.first { $0.name == name }?.scale }

  /// Whether swapping the tasks changes nothing about the data of a setting, so that no model that treats them
  /// alike can gain more on one: they share α and β, have all their labels on one scale and learn alike.
  public func hasExchangeableTasks(in setting: String) -> Bool {
    let own = settings.first { $0.name == setting }
    // Tasks of modes have formulas of their own.
    guard let labels = (own?.data ?? data).labels else { return false }
    if labels.unscaledSecondTerm == true, labels.scale != 1 { return false }
    return !labels.perTaskPhases && Set(labels.labelShares ?? []).count <= 1
      && Set(labels.taskSineCounts ?? []).count <= 1
      && Set(labels.labelScales ?? []).count <= 1 && Set(own?.taskWeights ?? taskWeights).count <= 1
  }

  /// With the seed, the models and the settings of one scale.
  func restricted(to name: ScaleName) -> Experiment {
    guard let scale = scale(name) else { return self }
    var experiment = self
    experiment.seed = scale.seed ?? seed
    let omitted = Set(scale.omits ?? [])
    experiment.models.removeAll { omitted.contains($0.name) }
    experiment.settings.removeAll { omitted.contains($0.name) }
    experiment.curveSettings?.removeAll { omitted.contains($0) }
    return experiment
  }

  /// The settings and models that are left out of an experiment as it is run at one scale.
  public var omitted: [String] {
    scales.count == 1 ? scales[0].scale.omits ?? [] : []
  }

  /// The experiment as it is run at one scale: without the others, with the data's own sizes. Two are
  /// equal exactly if they ask for the same study.
  public func asRun(at name: ScaleName) -> Experiment {
    guard let scale = scale(name) else { return self }
    var experiment = restricted(to: name)
    experiment.data = data.sized(to: scale)
    for index in experiment.settings.indices {
      experiment.settings[index].data = experiment.settings[index].data?.sized(to: scale)
    }
    experiment.scales = [Sized(name: name, scale: scale)]
    return experiment
  }
}

// From an experiment and a scale to runs: the tuning trials first, then, with the rates chosen, the
// study.
public import Formats
internal import ModelZoo
internal import SyntheticData
internal import Training

/// Which models are tuned: all but the placebo, which takes single-task's rate, in every setting
/// that makes a model of its own.
public struct Variant: Hashable, Sendable {
  /// The model.
  public let choice: ModelChoice
  /// The setting.
  public let setting: Setting

  /// A model in a setting.
  public init(choice: ModelChoice, setting: Setting) {
    self.choice = choice
    self.setting = setting
  }
}

extension Experiment {
  /// Models by setting: a model appears in the first of the settings in which it is the same, unless a
  /// later one has it at other correlations.
  var variants: [Variant] {
    settings.enumerated().flatMap { index, setting in
      models.compactMap { choice in
        let isNew = settings[..<index].allSatisfy { earlier in
          choice.gates(in: earlier) != choice.gates(in: setting)
            || !Set(setting.correlations ?? correlations)
              .isSubset(of: earlier.correlations ?? correlations)
        }
        return isNew ? Variant(choice: choice, setting: setting) : nil
      }
    }
  }
}

/// An experiment at a scale.
public struct Plan: Sendable {
  /// The experiment.
  public let experiment: Experiment
  /// Which scale.
  public let scaleName: ScaleName
  /// Its sizes.
  public let scale: Scale

  /// A plan.
  ///
  /// - Throws: `SpecError` when the experiment has no such scale.
  public init(_ experiment: Experiment, at name: ScaleName) throws(SpecError) {
    guard let scale = experiment.scale(name) else {
      throw SpecError(
        field: "scale of \(experiment.name)", value: name.rawValue,
        allowed: experiment.scales.map(\.name.rawValue).joined(separator: " or "))
    }
    self.experiment = experiment
    scaleName = name
    self.scale = scale
  }

  /// The number of tasks.
  public var taskCount: Int { experiment.data.taskCount }

  /// Models by setting: a model appears in the first of the settings in which it is the same.
  public var variants: [Variant] { experiment.variants }

  /// The variants that have a learning rate of their own.
  public var tunedVariants: [Variant] { variants.filter { !$0.choice.isPlacebo } }

  /// The correlations at which a variant is studied.
  public func correlations(of variant: Variant) -> [Double] {
    variant.setting.correlations ?? experiment.correlations
  }

  /// The name of a tuning draw.
  public static func tuningDraw(_ index: Int) -> String { "tuning-\(index)" }

  /// The name of a replicate's initialisation, and of its data where replicates differ in it.
  public static func replicate(_ index: Int) -> String {
    "replicate-\(NumberFormat.replicate(index))"
  }

  /// The trials of one variant at one learning rate: one per tuning draw and correlation.
  public func trials(of variant: Variant, learningRate: Double) throws(SpecError) -> [RunSpec] {
    var runs: [RunSpec] = []
    for draw in 0..<experiment.tuning.draws {
      for correlation in experiment.tuning.correlations {
        let name = Self.tuningDraw(draw)
        runs.append(
          RunSpec(
            data: data(correlation: correlation, draw: name),
            subject: try subject(variant, learningRate: learningRate, initialisation: name),
            baseline: nil, purpose: .tuning))
      }
    }
    return runs
  }

  /// The run of a variant in a cell of the study.
  ///
  /// - Parameter rates: the chosen learning rate of every tuned variant.
  public func studyRun(
    of variant: Variant, correlation: Double, replicate: Int, rates: [Variant: Double]
  ) throws(SpecError) -> RunSpec {
    let name = Self.replicate(replicate)
    let baselineVariant = Variant(choice: baselineChoice, setting: experiment.settings[0])
    let baselineRate = rates[baselineVariant] ?? 0
    // The placebo is the baseline from other first weights, and nothing else.
    let isPlacebo = variant.choice.isPlacebo
    let trained = isPlacebo ? baselineVariant : variant
    return RunSpec(
      data: data(correlation: correlation, draw: experiment.draws == .fixed ? "fixed" : name),
      subject: try subject(
        trained, learningRate: rates[trained] ?? 0,
        initialisation: isPlacebo ? "\(name)-placebo" : name),
      baseline: try subject(baselineVariant, learningRate: baselineRate, initialisation: name),
      purpose: .study)
  }

  /// All runs of the study with their keys, in the order of the record tables.
  public func study(rates: [Variant: Double]) throws(SpecError) -> [(key: StudyKey, run: RunSpec)] {
    var runs: [(key: StudyKey, run: RunSpec)] = []
    for variant in variants {
      for correlation in correlations(of: variant) {
        for replicate in 0..<scale.replicates {
          let run = try studyRun(
            of: variant, correlation: correlation, replicate: replicate, rates: rates)
          let key = StudyKey(
            model: variant.choice.name, setting: variant.setting.name, correlation: correlation,
            replicate: replicate)
          runs.append((key, run))
        }
      }
    }
    return runs
  }

  private var baselineChoice: ModelChoice {
    guard let choice = experiment.models.first(where: { $0.name == ModelChoice.baseline }) else {
      preconditionFailure("\(experiment.name) was validated without a baseline")
    }
    return choice
  }

  private func data(correlation: Double, draw: String) -> DataSpec {
    var generator = experiment.data
    generator.inputWidth = scale.inputWidth
    return DataSpec(
      generator: generator, correlation: correlation, sampleCount: scale.sampleCount,
      seed: experiment.seed, draw: draw)
  }

  private func subject(
    _ variant: Variant, learningRate: Double, initialisation: String
  ) throws(SpecError) -> SubjectSpec {
    SubjectSpec(
      model: try variant.choice.spec(scale, taskCount: taskCount, in: variant.setting),
      training: TrainingSpec(
        batchSize: scale.batchSize, epochCount: experiment.epochCount, learningRate: learningRate,
        taskWeights: experiment.taskWeights),
      initialisation: initialisation)
  }
}

/// The key of a run in the record tables.
public struct StudyKey: Hashable, Sendable {
  /// The model's name.
  public let model: String
  /// The setting's name.
  public let setting: String
  /// p.
  public let correlation: Double
  /// From 0.
  public let replicate: Int
}

// From an experiment and a scale to runs: the tuning trials first, then, with the rates chosen, the
// study.
public import Formats
internal import ModelZoo
internal import SyntheticData
public import Training

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

  /// The variants whose learning rate is chosen by trial: not the placebo, which takes the baseline's, nor
  /// one that takes its twin's, nor one whose setting states it.
  public var tunedVariants: [Variant] {
    variants.filter { variant in
      !variant.choice.isPlacebo && statedRate(of: variant) == nil
        && experiment.tunedTwin(of: variant) == variant
    }
  }

  /// The learning rate that a variant's setting states; nil where it is tuned.
  private func statedRate(of variant: Variant) -> Double? {
    let variation = variant.choice.variation(in: variant.setting)
    return variation.start?.learningRate ?? variation.learningRate
  }

  /// Whether a variant's setting states its learning rate, so that it is not tuned.
  public func statesLearningRate(of variant: Variant) -> Bool {
    variant.choice.variation(in: variant.setting).learningRate != nil
  }

  /// The learning rate of a variant, given those of all tuned ones.
  private func rate(of variant: Variant, _ rates: [Variant: Double]) -> Double {
    statedRate(of: variant) ?? rates[experiment.tunedTwin(of: variant)] ?? 0
  }

  /// Passes over the training samples.
  public func epochCount(of variant: Variant) -> Int {
    variant.setting.epochCount ?? scale.epochCount ?? experiment.epochCount
  }

  /// How the learning rate changes over a variant's training.
  public func schedule(of variant: Variant) -> LearningRateSchedule {
    variant.choice.variation(in: variant.setting).schedule ?? experiment.schedule ?? .constant
  }

  /// The correlations at which a variant is studied; nil alone where the data have none.
  public func correlations(of variant: Variant) -> [Double?] {
    experiment.data.hasCorrelation ? variant.setting.correlations ?? experiment.correlations : [nil]
  }

  /// The correlations at which every tuning draw is tried; nil alone where the data have none.
  public var tuningCorrelations: [Double?] {
    experiment.data.hasCorrelation ? experiment.tuning.correlations : [nil]
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
      for correlation in tuningCorrelations {
        let name = Self.tuningDraw(draw)
        runs.append(
          RunSpec(
            data: data(correlation: correlation, draw: name),
            subject: try subject(variant, learningRate: learningRate, initialisation: name),
            baseline: nil, origin: nil, purpose: .tuning))
      }
    }
    return runs
  }

  /// The run of a variant in a cell of the study.
  ///
  /// - Parameter rates: the chosen learning rate of every tuned variant.
  public func studyRun(
    of variant: Variant, correlation: Double?, replicate: Int, rates: [Variant: Double]
  ) throws(SpecError) -> RunSpec {
    let name = Self.replicate(replicate)
    let baseline = experiment.variant(of: experiment.baselineChoice, in: variant.setting)
    // The placebo is the baseline from other first weights, and nothing else.
    let isPlacebo = variant.choice.isPlacebo
    let trained = isPlacebo ? baseline : variant
    return RunSpec(
      data: data(correlation: correlation, replicate: replicate),
      subject: try subject(
        trained, learningRate: rate(of: trained, rates),
        initialisation: isPlacebo ? "\(name)-placebo" : name),
      baseline: try subject(
        baseline, learningRate: rate(of: baseline, rates), initialisation: name),
      origin: try origin(of: variant, initialisation: name, rates: rates), purpose: .study)
  }

  /// The experts of a level.
  public func expertCount(of variant: Variant) -> Int {
    variant.choice.taskExperts.reduce(0, +)
      + (variant.choice.variation(in: variant.setting).sharedExperts ?? variant.choice.sharedExperts)
  }

  /// When a variant takes over the weights of another; nil where it has first weights of its own.
  public func start(of variant: Variant) -> WarmStart? {
    variant.choice.variation(in: variant.setting).start?.start
  }

  /// The trained model that a variant starts at; nil where it has first weights of its own.
  public func donor(of variant: Variant) -> Variant? { experiment.donor(of: variant) }

  /// The same model with first weights of its own; itself where it has them.
  public func trainedAlone(_ variant: Variant) -> Variant { experiment.trainedAlone(variant) }

  /// Where a variant starts; nil for first weights of its own.
  private func origin(
    of variant: Variant, initialisation: String, rates: [Variant: Double]
  ) throws(SpecError) -> Origin? {
    guard let start = start(of: variant), let donor = experiment.donor(of: variant)
    else { return nil }
    return Origin(
      donor: try subject(
        donor, learningRate: rate(of: donor, rates), initialisation: initialisation),
      start: start)
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

  /// The data of a replicate.
  ///
  /// - Parameter correlation: p; nil where the data have none.
  public func data(correlation: Double?, replicate: Int) -> DataSpec {
    data(
      correlation: correlation,
      draw: experiment.draws == .fixed ? "fixed" : Self.replicate(replicate))
  }

  private func data(correlation: Double?, draw: String) -> DataSpec {
    DataSpec(
      generator: experiment.data.sized(to: scale), correlation: correlation,
      sampleCount: scale.sampleCount, seed: experiment.seed, draw: draw)
  }

  private func subject(
    _ variant: Variant, learningRate: Double, initialisation: String
  ) throws(SpecError) -> SubjectSpec {
    SubjectSpec(
      model: try variant.choice.spec(scale, taskCount: taskCount, in: variant.setting),
      training: TrainingSpec(
        batchSize: scale.batchSize, epochCount: epochCount(of: variant),
        learningRate: learningRate, taskWeights: experiment.taskWeights,
        optimiser: variant.choice.variation(in: variant.setting).start?.optimiser,
        schedule: schedule(of: variant)),
      initialisation: initialisation)
  }
}

/// The key of a run in the record tables.
public struct StudyKey: Hashable, Sendable {
  /// The model's name.
  public let model: String
  /// The setting's name.
  public let setting: String
  /// p; nil where the data have none.
  public let correlation: Double?
  /// From 0.
  public let replicate: Int
}

// From an experiment and a scale to runs: the tuning trials first, then, with the rates chosen, the
// study.
public import Formats
internal import ModelZoo
public import Randomness
internal import SyntheticData
public import Training

/// An experiment at a scale.
public struct Plan: Sendable {
  /// The experiment, with the seed and the settings of the scale.
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
    self.experiment = experiment.restricted(to: name)
    scaleName = name
    self.scale = scale
  }

  /// The number of tasks.
  public var taskCount: Int { experiment.data.taskCount }

  /// Models by setting: a model appears in the first of the settings in which it is the same.
  public var variants: [Variant] { experiment.variants }

  /// The variants whose learning rate is chosen by trial: not the placebo and a planted model, which take the
  /// baseline's, nor one that takes its twin's, nor one whose setting states it.
  public var tunedVariants: [Variant] {
    variants.filter { variant in
      !variant.choice.isRetrainedBaseline && statedRate(of: variant) == nil
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
  func rate(of variant: Variant, _ rates: [Variant: Double]) -> Double {
    statedRate(of: variant) ?? rates[experiment.tunedTwin(of: variant)] ?? 0
  }

  /// The learning rate that a variant is trained with; nil if it is tuned, and not among the rates.
  public func learningRate(of variant: Variant, _ rates: [Variant: Double]) -> Double? {
    statedRate(of: variant) ?? rates[experiment.tunedTwin(of: variant)]
  }

  /// The variant whose tuned learning rate a variant is trained with, such as the baseline for the placebo.
  public func tunedTwin(of variant: Variant) -> Variant { experiment.tunedTwin(of: variant) }

  /// The variant of the study that is what a setting makes of a model, and that is run at a correlation; nil for none.
  public func studied(
    _ choice: ModelChoice, in setting: Setting, at correlation: Double?
  ) -> Variant? {
    variants.first {
      $0.choice == choice && choice.variation(in: $0.setting) == choice.variation(in: setting)
        && correlations(of: $0).contains(correlation)
    }
  }

  /// Passes over the training samples.
  public func epochCount(of variant: Variant) -> Int {
    variant.choice.plant?.epochCount ?? variant.setting.epochCount ?? scale.epochCount
      ?? experiment.epochCount
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

  /// The name of a draw of the study.
  public static func draw(_ index: Int) -> String { "draw-\(NumberFormat.draw(index))" }

  /// The name of a training's first weights.
  static func initialisation(_ draw: String, training: Int) -> String {
    "\(draw)-training-\(training)"
  }

  /// Where a training begins in the order of the training samples, as a share of them: 0, ½, ¼, ¾, ⅛, … (van
  /// der Corput's sequence), so that any number of trainings is spread out and more of them leave the first
  /// as they are. Nil for 0.
  static func rotation(training: Int) -> Double? {
    var (rest, place, share) = (training, 0.5, 0.0)
    while rest > 0 {
      if rest % 2 == 1 { share += place }
      rest /= 2
      place /= 2
    }
    return share == 0 ? nil : share
  }

  /// The run of a variant in a cell of the study.
  ///
  /// - Parameter rates: the chosen learning rate of every tuned variant.
  public func studyRun(
    of variant: Variant, correlation: Double?, draw: Int, training: Int, rates: [Variant: Double]
  ) throws(SpecError) -> RunSpec {
    let name = Self.initialisation(Self.draw(draw), training: training)
    // The placebo is the baseline from other first weights, and nothing else.
    let isPlacebo = variant.choice.isPlacebo
    let trained =
      isPlacebo ? experiment.variant(of: experiment.baselineChoice, in: variant.setting) : variant
    let data = data(of: variant, correlation: correlation, draw: Self.draw(draw))
    return RunSpec(
      data: data,
      subject: try subject(
        trained, learningRate: rate(of: variant, rates),
        initialisation: isPlacebo ? "\(name)-placebo" : name),
      origin: try origin(of: variant, initialisation: name, rates: rates),
      rotation: Self.rotation(training: training), purpose: .study,
      measurement: measurement(of: variant, data, draw: draw, training: training))
  }

  /// A model in a setting: the variant of the first setting in which the model is the same.
  public func variant(of choice: ModelChoice, in setting: Setting) -> Variant {
    experiment.variant(of: choice, in: setting)
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
        for draw in 0..<scale.draws {
          for training in 0..<scale.trainings {
            let run = try studyRun(
              of: variant, correlation: correlation, draw: draw, training: training, rates: rates)
            let key = StudyKey(
              model: variant.choice.name, setting: variant.setting.name, correlation: correlation,
              draw: draw, training: training)
            runs.append((key, run))
          }
        }
      }
    }
    return runs
  }

  /// The data that a variant is trained on.
  ///
  /// - Parameter correlation: p; nil where the data have none.
  func data(of variant: Variant, correlation: Double?, draw: String) -> DataSpec {
    var generator = (variant.setting.data ?? experiment.data).sized(to: scale)
    if let plant = variant.choice.plant { generator.labels?.labelShares = plant.labelShares }
    return DataSpec(
      generator: generator, correlation: correlation, sampleCount: scale.sampleCount,
      seed: experiment.seed, draw: draw)
  }

  /// The first draw's data in a setting.
  ///
  /// - Parameter correlation: p; nil where the data have none.
  public func firstData(in setting: Setting, correlation: Double?) -> DataSpec {
    DataSpec(
      generator: (setting.data ?? experiment.data).sized(to: scale), correlation: correlation,
      sampleCount: scale.sampleCount, seed: experiment.seed, draw: Self.draw(0))
  }

  /// The stream of everything random in a draw's data.
  public func stream(ofDraw draw: Int) -> RandomStream {
    RandomStream(seed: experiment.seed).stream("data").stream(Self.draw(draw))
  }

  func subject(
    _ variant: Variant, learningRate: Double, budget: Int = 1, initialisation: String
  ) throws(SpecError) -> SubjectSpec {
    let choice = variant.choice.isRetrainedBaseline ? experiment.baselineChoice : variant.choice
    return SubjectSpec(
      model: try choice.spec(scale, taskCount: taskCount, in: variant.setting),
      training: TrainingSpec(
        batchSize: scale.batchSize, epochCount: budget * epochCount(of: variant),
        learningRate: learningRate,
        // Networks of single tasks are each trained on their own loss.
        taskWeights: choice.kind.definition.isJoint
          ? variant.choice.variation(in: variant.setting).taskWeights ?? experiment.taskWeights
          : experiment.taskWeights.map { _ in TaskWeight() },
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
  public let draw: Int
  /// From 0.
  public let training: Int
}

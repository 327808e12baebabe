// A variation of an experiment's models, and what it makes of each of them.
public import ModelZoo
public import Training

/// A variation that applies to every model that it changes.
public struct Setting: Codable, Hashable, Sendable {
  /// The key in records; ``defaultName`` for the default.
  public var name: String
  /// The name of the default setting, which is the first of every experiment.
  public static let defaultName = "-"
  /// Whether gates have a bias.
  public var gateBias: Bool
  /// What gates divide their logits by; nil for 1.
  public var temperature: Double?
  /// What the gates above the first level read; nil for what each model's do by themselves.
  public var selector: GateSelector?
  /// The number of experts, of models whose experts are all shared; nil for the model's own.
  public var sharedExperts: Int?
  /// The step size of models with gates, in place of a tuned one.
  public var learningRate: Double?
  /// The step size of all models, in place of tuned ones.
  public var commonLearningRate: Double?
  /// Passes over the training samples, of all models; nil for the experiment's.
  public var epochCount: Int?
  /// How the learning rate changes over a training, of all models; nil for the experiment's.
  public var schedule: LearningRateSchedule?
  /// Where models start that hold another of the experiment; nil for first weights of their own.
  public var start: StartChoice?
  /// The data, of all models; nil for the experiment's.
  public var data: GeneratorSpec?
  /// The correlations at which the setting is run; nil for all of the experiment's.
  public var correlations: [Double]?
  /// ω_{k,0} and γ_k, one per task, of all models with a joint loss; nil for the experiment's.
  public var taskWeights: [TaskWeight]?
  /// Departures of public implementations, of all models that can have them; nil for none.
  public var departures: [Departure]?
  /// Parts that are never updated, of all models that have all of them; nil for none.
  public var frozen: FrozenParts?
  /// The setting that this one departs from, with which it is compared; nil for the default.
  public var departsFrom: String?

  /// A setting.
  public init(
    name: String, gateBias: Bool, temperature: Double? = nil, selector: GateSelector? = nil,
    sharedExperts: Int? = nil,
    learningRate: Double? = nil, commonLearningRate: Double? = nil, epochCount: Int? = nil,
    schedule: LearningRateSchedule? = nil, start: StartChoice? = nil, data: GeneratorSpec? = nil,
    correlations: [Double]? = nil, taskWeights: [TaskWeight]? = nil,
    departures: [Departure]? = nil, frozen: FrozenParts? = nil, departsFrom: String? = nil
  ) {
    self.name = name
    self.gateBias = gateBias
    self.temperature = temperature
    self.selector = selector
    self.sharedExperts = sharedExperts
    self.learningRate = learningRate
    self.commonLearningRate = commonLearningRate
    self.epochCount = epochCount
    self.schedule = schedule
    self.start = start
    self.data = data
    self.correlations = correlations
    self.taskWeights = taskWeights
    self.departures = departures
    self.frozen = frozen
    self.departsFrom = departsFrom
  }
}

/// A start at a trained model: MMoE at CGC, ML-MMoE at PLE.
public struct StartChoice: Codable, Hashable, Sendable {
  /// When, and how far the experts that the other does not see are shut out.
  public var start: WarmStart
  /// What trains on; Adam where absent.
  public var optimiser: OptimiserKind?
  /// Its step size; nil for the one tuned for the same model from first weights of its own.
  public var learningRate: Double?

  /// A start.
  public init(start: WarmStart, optimiser: OptimiserKind? = nil, learningRate: Double? = nil) {
    self.start = start
    self.optimiser = optimiser
    self.learningRate = learningRate
  }
}

/// What a setting makes of a model: equal for settings in which it is the same, trained alike.
struct Variation: Hashable {
  var gateBias: Bool
  /// Nil for 1.
  var temperature: Double?
  /// Nil for what the kind has by itself.
  var selector: GateSelector?
  /// Nil for the model's own.
  var sharedExperts: Int?
  /// Nil where it is tuned.
  var learningRate: Double?
  /// Nil for the experiment's.
  var epochCount: Int?
  /// Nil for the experiment's.
  var schedule: LearningRateSchedule?
  var start: StartChoice?
  /// Nil for the experiment's.
  var data: GeneratorSpec?
  /// Nil for the experiment's.
  var taskWeights: [TaskWeight]?
  /// Nil for none.
  var departures: [Departure]?
  /// Nil for none.
  var frozen: FrozenParts?
}

extension ModelChoice {
  /// What a setting makes of this model.
  func variation(in setting: Setting) -> Variation {
    let definition = kind.definition
    let hasUpperGates = definition.selector != nil && levels > 1
    let isPooled = definition.hasGates && !definition.hasTaskExperts
    let shape = self.shape(in: setting)
    let departures = (setting.departures ?? []).filter { $0.obstacle(to: shape) == nil }
    return Variation(
      gateBias: definition.hasGates ? setting.gateBias : true,
      temperature: definition.hasGates && setting.temperature != 1 ? setting.temperature : nil,
      selector: hasUpperGates && setting.selector != definition.selector ? setting.selector : nil,
      sharedExperts: isPooled && setting.sharedExperts != sharedExperts
        ? setting.sharedExperts : nil,
      learningRate: setting.commonLearningRate
        ?? (definition.hasGates ? setting.learningRate : nil),
      epochCount: setting.epochCount, schedule: setting.schedule,
      start: WeightTransfer.donor(of: kind) != nil ? setting.start : nil, data: setting.data,
      // Networks of single tasks are each trained on their own loss, without weights.
      taskWeights: definition.isJoint ? setting.taskWeights : nil,
      departures: departures.isEmpty ? nil : departures,
      frozen: setting.frozen.flatMap { $0.obstacle(to: shape) == nil ? $0 : nil })
  }

  /// What decides which departures the model can have.
  private func shape(in setting: Setting) -> ModelShape {
    let isPooled = kind.definition.hasGates && !kind.definition.hasTaskExperts
    return ModelShape(
      kind: kind, levelCount: levels, taskExpertCounts: taskExperts,
      sharedExpertCount: isPooled ? setting.sharedExperts ?? sharedExperts : sharedExperts,
      layers: layers ?? .dense)
  }
}

/// A model in a setting.
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
  /// later one has it at other correlations. A planted model is there to be found once, in the default setting.
  var variants: [Variant] {
    settings.enumerated().flatMap { index, setting in
      models.filter { $0.plant == nil || index == 0 }.compactMap { choice in
        let isNew = settings[..<index].allSatisfy { earlier in
          choice.variation(in: earlier) != choice.variation(in: setting)
            || !Set(setting.correlations ?? correlations)
              .isSubset(of: earlier.correlations ?? correlations)
        }
        return isNew ? Variant(choice: choice, setting: setting) : nil
      }
    }
  }

  /// Whether a setting makes a model anew; otherwise the model of an earlier setting stands for it.
  public func changes(_ model: String, in setting: String) -> Bool {
    variants.contains { $0.choice.name == model && $0.setting.name == setting }
  }

  /// The variant of a model that is what a setting makes of it, from the first such setting.
  func variant(of choice: ModelChoice, in setting: Setting) -> Variant {
    let variation = choice.variation(in: setting)
    return Variant(
      choice: choice,
      setting: settings.first { choice.variation(in: $0) == variation } ?? setting)
  }

  /// The variant whose tuned learning rate another is trained with: itself, but for the placebo and a planted
  /// model, which are the baseline's network, and for a model that starts at another, whose twin does not; one that
  /// takes no step after its start has the rate of the other.
  func tunedTwin(of variant: Variant) -> Variant {
    if variant.choice.isRetrainedBaseline {
      return self.variant(of: baselineChoice, in: variant.setting)
    }
    guard let start = variant.choice.variation(in: variant.setting).start else { return variant }
    if start.start.after == 1, let donor = donor(of: variant) { return donor }
    return trainedAlone(variant)
  }

  /// The same model with first weights of its own.
  func trainedAlone(_ variant: Variant) -> Variant {
    var setting = variant.setting
    setting.start = nil
    return self.variant(of: variant.choice, in: setting)
  }

  /// The trained model that a variant starts at; nil where it has first weights of its own.
  func donor(of variant: Variant) -> Variant? {
    guard variant.choice.variation(in: variant.setting).start != nil,
      let kind = WeightTransfer.donor(of: variant.choice.kind),
      let choice = models.first(where: { $0.kind == kind && $0.layers == variant.choice.layers })
    else { return nil }
    var setting = variant.setting
    setting.start = nil
    return self.variant(of: choice, in: setting)
  }

  /// The model that every gain is a gain over.
  var baselineChoice: ModelChoice {
    guard let choice = models.first(where: \.isBaseline) else {
      preconditionFailure("\(name) was validated without a baseline")
    }
    return choice
  }
}

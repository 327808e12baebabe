// A model as an experiment asks for it, and the specification that it is at a scale.
public import Formats
public import ModelZoo

/// What the runner or the statistics do with a model that they do with no other.
public enum ModelRole: String, Codable, Hashable, CaseIterable, Sendable {
  /// Every gain is a gain over it.
  case baseline
  /// The baseline trained again from other first weights and scored as if it were another model: it shows
  /// what chance does, and no rule may find a lasting effect in it.
  case placebo
  /// The baseline with more passes over the data and, for one task, fewer labels: one task gains and the other
  /// loses in every training, a seesaw that every rule must find.
  case planted
  /// A model that differs from the baseline in more than sharing: listed, but never counted as one that
  /// shares.
  case control
}

/// A model as an experiment asks for it; its widths come from the scale unless stated.
public struct ModelChoice: Codable, Hashable, Sendable {
  /// The name in records: the kind's, or one that the experiment gives.
  public var name: String
  /// What is special about it; nil for nothing.
  public var role: ModelRole?
  /// The kind that is built.
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
  /// What bottoms, experts and towers are made of; nil for dense layers.
  public var layers: LayerKind?
  /// The widths of a bottom under the experts; nil for none.
  public var bottomWidths: [Int]?
  /// What makes a planted model lose on one task and gain on another; nil for all others.
  public var plant: Plant?

  /// Whether every gain is a gain over this model.
  public var isBaseline: Bool { role == .baseline }
  /// Whether this is the baseline once more, which tells noise from effect.
  public var isPlacebo: Bool { role == .placebo }
  /// Whether this is the baseline's network, trained again or otherwise.
  public var isRetrainedBaseline: Bool { role == .placebo || role == .planted }

  /// A choice of model.
  public init(
    name: String, role: ModelRole? = nil, kind: ModelKind, levels: Int, taskExperts: [Int] = [],
    sharedExperts: Int = 0, levelWidths: [[Int]]? = nil, towerWidths: [Int]? = nil,
    layers: LayerKind? = nil,
    bottomWidths: [Int]? = nil, plant: Plant? = nil
  ) {
    self.name = name
    self.role = role
    self.kind = kind
    self.levels = levels
    self.taskExperts = taskExperts
    self.sharedExperts = sharedExperts
    self.levelWidths = levelWidths
    self.towerWidths = towerWidths
    self.layers = layers
    self.bottomWidths = bottomWidths
    self.plant = plant
  }
}

/// How a planted model is trained otherwise than the baseline.
public struct Plant: Codable, Hashable, Sendable {
  /// Passes over the training samples.
  public var epochCount: Int
  /// Per task, the share of samples that carry its label.
  public var labelShares: [Double]

  /// A plant.
  public init(epochCount: Int, labelShares: [Double]) {
    self.epochCount = epochCount
    self.labelShares = labelShares
  }
}

extension ModelChoice {
  /// The model's specification at a scale, in a setting.
  ///
  /// Nothing is trained of the placebo's own: its runs are of the baseline's specification.
  public func spec(
    _ scale: Scale, taskCount: Int, in setting: Setting
  ) throws(SpecError) -> ModelSpec {
    let own = scale.widths(of: name)
    let levelWidths = own?.levelWidths ?? levelWidths
    let towerWidths = own?.towerWidths ?? towerWidths
    guard scale.hiddenWidths.count >= levels || (levelWidths != nil && towerWidths != nil) else {
      throw SpecError(
        field: "levels", value: "\(levels)",
        allowed: "at most the number of hiddenWidths, \(scale.hiddenWidths.count)")
    }
    let variation = variation(in: setting)
    let hasTowers = kind.definition.hasTowers
    let spec = ModelSpec(
      kind: kind, inputWidth: scale.inputWidth, taskCount: taskCount,
      levelWidths: levelWidths
        ?? (hasTowers ? scale.hiddenWidths.prefix(levels).map { [$0] } : [scale.hiddenWidths]),
      towerWidths: towerWidths
        ?? (hasTowers ? Array(scale.hiddenWidths.dropFirst(levels)) : []),
      taskExpertCounts: taskExperts,
      sharedExpertCount: variation.sharedExperts ?? sharedExperts,
      gateBias: variation.gateBias, selector: variation.selector, stepCount: scale.stepCount,
      labelCount: scale.labelCount, layers: layers,
      bottomWidths: own?.bottomWidths ?? bottomWidths,
      gateTemperature: variation.temperature, departures: variation.departures,
      frozen: variation.frozen)
    try spec.validate()
    return spec
  }
}

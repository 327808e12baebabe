// A model as an experiment asks for it, and the specification that it is at a scale.
public import Formats
public import ModelZoo

/// A model as an experiment asks for it; its widths come from the scale unless stated.
public struct ModelChoice: Codable, Hashable, Sendable {
  /// The name in records: a kind of the zoo, `placebo`, or one that the experiment gives.
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
  /// What bottoms, experts and towers are made of; nil for dense layers.
  public var layers: LayerKind?
  /// The widths of a bottom under the experts; nil for none.
  public var bottomWidths: [Int]?

  /// Whether this is the second single-task model that tells noise from effect.
  public var isPlacebo: Bool { name == Self.placebo }
  /// The placebo's name.
  public static let placebo = "placebo"
  /// The baseline's name.
  public static let baseline = ModelKind.singleTask.rawValue

  /// A choice of model.
  public init(
    name: String, kind: ModelKind, levels: Int, taskExperts: [Int] = [], sharedExperts: Int = 0,
    levelWidths: [[Int]]? = nil, towerWidths: [Int]? = nil, layers: LayerKind? = nil,
    bottomWidths: [Int]? = nil
  ) {
    self.name = name
    self.kind = kind
    self.levels = levels
    self.taskExperts = taskExperts
    self.sharedExperts = sharedExperts
    self.levelWidths = levelWidths
    self.towerWidths = towerWidths
    self.layers = layers
    self.bottomWidths = bottomWidths
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
      gateTemperature: variation.temperature)
    try spec.validate()
    return spec
  }
}

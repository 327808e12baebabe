// What a model is made of: its kind and sizes, validated. Two equal specs build the same network.
public import Formats

/// The models of the study, by their published names.
public enum ModelKind: String, Codable, Hashable, CaseIterable, Sendable {
  /// A network of its own for each task: the baseline of every gain.
  case singleTask = "single-task"
  /// One network with an output for each task, and nothing else of a task's own.
  case multiHead = "multi-head"
  /// Hard parameter sharing: one bottom under all towers.
  case sharedBottom = "shared-bottom"
  /// Multi-gate mixture of experts (Ma et al., KDD 2018); with LSTM layers over a shared bottom it is
  /// MoSE (Qin et al., KDD 2020).
  case mmoe
  /// One-gate mixture of experts (Ma et al., KDD 2018): all tasks share the gate.
  case omoe
  /// Multi-level MMoE (Tang et al., RecSys 2020, section 5.1).
  case mlMMoE = "ml-mmoe"
  /// Customized gate control (Tang et al., RecSys 2020, section 4.1).
  case cgc
  /// Progressive layered extraction (Tang et al., RecSys 2020, section 4.2).
  case ple
}

/// What the gates above the first level read; those of the first read the raw input x.
public enum GateSelector: String, Codable, Hashable, CaseIterable, Sendable {
  /// The raw input x, as in ML-MMoE.
  case input
  /// What the gate of their own module made of the level below, as in PLE.
  case fusion
}

/// What bottoms, experts and towers are made of.
public enum LayerKind: String, Codable, Hashable, CaseIterable, Sendable {
  /// Fully connected, rectified: a sample's steps are read as one row, and every label has an output
  /// unit of its own.
  case dense
  /// LSTM: step after step; an output unit reads each of the last steps.
  case lstm
  /// Fully connected, rectified, every step by itself with the same weights: no memory. An output unit
  /// reads each of the last steps.
  case stepwise
}

/// The kind and the sizes of a model.
///
/// What most models do not have is absent from a specification, and so from a run's identity.
public struct ModelSpec: Codable, Hashable, Sendable {
  /// Which model.
  public var kind: ModelKind
  /// D, the width of the input at each step.
  public var inputWidth: Int
  /// K, the number of tasks.
  public var taskCount: Int
  /// Per level, the widths of the layers of each expert (or of the bottom): `[[256], [128]]` is two
  /// levels of one-layer experts. Empty for single-task.
  public var levelWidths: [[Int]]
  /// The widths of each tower's hidden layers; a linear output unit follows.
  public var towerWidths: [Int]
  /// The number of experts of each task at every level (CGC and PLE), else empty.
  public var taskExpertCounts: [Int]
  /// The number of shared experts at every level (all experts of MMoE, OMoE and ML-MMoE).
  public var sharedExpertCount: Int
  /// Whether gates have a bias, started at 0. The papers' gates, softmax(Wx), have none.
  public var gateBias: Bool
  /// What the gates above the first level read, where it is not what the paper says of the kind.
  public var selector: GateSelector?
  /// T, the steps of a sample; nil for 1.
  public var stepCount: Int?
  /// S, the labels of a sample for each task, which are those of its last S steps; nil for 1.
  public var labelCount: Int?
  /// What bottoms, experts and towers are made of; nil for dense layers.
  public var layers: LayerKind?
  /// The widths of a bottom's layers that all experts of the first level read; nil where they read x.
  /// Gates read x all the same.
  public var bottomWidths: [Int]?

  /// τ in softmax(a / τ), where a are a gate's logits: above 1 weights start out more even, below it
  /// less; 1 where absent, as in the papers.
  public var gateTemperature: Double?

  /// A specification; `validate()` tells whether such a model exists.
  public init(
    kind: ModelKind, inputWidth: Int, taskCount: Int, levelWidths: [[Int]], towerWidths: [Int],
    taskExpertCounts: [Int] = [], sharedExpertCount: Int = 0, gateBias: Bool = true,
    selector: GateSelector? = nil, stepCount: Int? = nil, labelCount: Int? = nil,
    layers: LayerKind? = nil, bottomWidths: [Int]? = nil, gateTemperature: Double? = nil
  ) {
    self.kind = kind
    self.inputWidth = inputWidth
    self.taskCount = taskCount
    self.levelWidths = levelWidths
    self.towerWidths = towerWidths
    self.taskExpertCounts = taskExpertCounts
    self.sharedExpertCount = sharedExpertCount
    self.gateBias = gateBias
    self.selector = selector
    self.stepCount = stepCount
    self.labelCount = labelCount
    self.layers = layers
    self.bottomWidths = bottomWidths
    self.gateTemperature = gateTemperature
  }

  /// T.
  public var stepsPerSample: Int { stepCount ?? 1 }

  /// S.
  public var labelsPerTask: Int { labelCount ?? 1 }

  /// Dense, LSTM or stepwise.
  public var layerKind: LayerKind { layers ?? .dense }

  /// Whether the gates of a level (from 1) read x: those of the first always do.
  func selectsByInput(level: Int) -> Bool {
    level == 1 || (selector ?? kind.definition.selector) == .input
  }

  /// The number of expert levels.
  public var levelCount: Int { levelWidths.count }

  /// Throws a `SpecError` naming the first field that makes the model impossible.
  public func validate() throws(SpecError) {
    try require("inputWidth", inputWidth, inputWidth >= 1, "at least 1")
    try require("taskCount", taskCount, taskCount >= 1, "at least 1")
    try require("stepCount", stepsPerSample, stepsPerSample >= 1, "at least 1, or absent")
    try require(
      "labelCount", labelsPerTask, (1...stepsPerSample).contains(labelsPerTask),
      "from 1 to the stepCount, \(stepsPerSample), or absent")
    let definition = kind.definition
    try require(
      "levelWidths", levelWidths, definition.levels.contains(levelCount),
      "\(definition.levelsInWords) for \(kind.rawValue)")
    for (level, widths) in levelWidths.enumerated() {
      try require(
        "levelWidths[\(level)]", widths, !widths.isEmpty && widths.allSatisfy { $0 >= 1 },
        "one or more widths of at least 1")
    }
    try require(
      "towerWidths", towerWidths, towerWidths.allSatisfy { $0 >= 1 }, "widths of at least 1")
    try require(
      "towerWidths", towerWidths, definition.hasTowers || towerWidths.isEmpty,
      "empty for \(kind.rawValue), whose tasks have an output each and no towers")
    try require(
      "towerWidths", towerWidths,
      kind != .singleTask || layerKind != .lstm || !towerWidths.isEmpty,
      "one or more widths for \(kind.rawValue) with LSTM layers: it would have none")
    if let bottomWidths {
      try require(
        "bottomWidths", bottomWidths, definition.hasGates,
        "absent for \(kind.rawValue), which has no experts to stand under")
      try require(
        "bottomWidths", bottomWidths, !bottomWidths.isEmpty && bottomWidths.allSatisfy { $0 >= 1 },
        "one or more widths of at least 1, or absent")
    }
    if definition.hasTaskExperts {
      try require(
        "taskExpertCounts", taskExpertCounts,
        taskExpertCounts.count == taskCount && taskExpertCounts.allSatisfy { $0 >= 0 },
        "\(taskCount) counts of at least 0, one per task")
      try require(
        "sharedExpertCount", sharedExpertCount, sharedExpertCount >= 0, "at least 0")
      for (task, count) in taskExpertCounts.enumerated() {
        try require(
          "taskExpertCounts[\(task)]", count, count + sharedExpertCount >= 1,
          "at least 1 when no expert is shared: the task's gate would have nothing to weigh")
      }
    } else {
      try require(
        "taskExpertCounts", taskExpertCounts, taskExpertCounts.isEmpty,
        "absent for \(kind.rawValue), which has no task-specific experts")
      try require(
        "sharedExpertCount", sharedExpertCount,
        definition.hasGates ? sharedExpertCount >= 1 : sharedExpertCount == 0,
        definition.hasGates ? "at least 1" : "0 or absent for \(kind.rawValue)")
    }
    try validateSelector(definition)
    try validateTemperature(definition)
  }

  private func validateSelector(_ definition: ModelDefinition) throws(SpecError) {
    guard let selector else { return }
    try require(
      "selector", selector, definition.selector != nil,
      "absent for \(kind.rawValue), whose gates all read the input")
    try require(
      "selector", selector,
      kind != .mlMMoE || selector == .input || sharedExpertCount >= taskCount,
      "input where there are fewer experts than tasks: a task's gate reads what feeds its own expert"
    )
  }

  private func validateTemperature(_ definition: ModelDefinition) throws(SpecError) {
    guard let gateTemperature else { return }
    try require(
      "gateTemperature", gateTemperature, definition.hasGates,
      "absent for \(kind.rawValue), which has no gates")
    try require(
      "gateTemperature", gateTemperature, (1e-3...1e3).contains(gateTemperature),
      "a number from 0.001 to 1000")
  }

  private func require(
    _ field: String, _ value: some Sendable, _ holds: Bool, _ allowed: String
  ) throws(SpecError) {
    guard holds else { throw SpecError(field: field, value: "\(value)", allowed: allowed) }
  }
}

// The specification of a model: its kind and sizes. Equal specifications build equal networks.
public import Formats

/// The models of the study, by their published names.
public enum ModelKind: String, Codable, Hashable, CaseIterable, Sendable {
  /// A separate network for each task: the baseline of every gain.
  case singleTask = "single-task"
  /// One network with an output for each task and no other task-specific layer.
  case multiHead = "multi-head"
  /// Hard parameter sharing: one bottom under all towers.
  case sharedBottom = "shared-bottom"
  /// Multi-gate mixture of experts (Ma et al., KDD 2018); with LSTM layers over a shared bottom it
  /// is MoSE (Qin et al., KDD 2020).
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

/// The input of gates above the first level; gates of the first level read the raw input x.
public enum GateSelector: String, Codable, Hashable, CaseIterable, Sendable {
  /// The raw input x, as in ML-MMoE.
  case input
  /// The fusion of their own module at the level below, as in PLE.
  case fusion
}

/// The layers of bottoms, experts and towers.
public enum LayerKind: String, Codable, Hashable, CaseIterable, Sendable {
  /// Fully connected with ReLU. A sample's steps are read as one row, and every label has a
  /// separate output unit.
  case dense
  /// LSTM, step by step; one output unit reads each of the last steps.
  case lstm
  /// Fully connected with ReLU, applied to every step separately with the same weights, so without
  /// memory. One output unit reads each of the last steps.
  case stepwise
}

/// The kind and the sizes of a model.
///
/// Fields that most models do not need are optional and, if nil, not part of a run's identity.
public struct ModelSpec: Codable, Hashable, Sendable {
  /// The model's kind.
  public var kind: ModelKind
  /// D, the width of the input at each step.
  public var inputWidth: Int
  /// K, the number of tasks.
  public var taskCount: Int
  /// Per level, the widths of the layers of each expert (or of the bottom): `[[256], [128]]` is two
  /// levels of one-layer experts. Empty for single-task.
  public var levelWidths: [[Int]]
  /// The widths of each tower's hidden layers, which a linear output unit follows.
  public var towerWidths: [Int]
  /// Per task, its number of experts at every level (CGC and PLE); else empty.
  public var taskExpertCounts: [Int]
  /// The number of shared experts at every level (all experts of MMoE, OMoE and ML-MMoE).
  public var sharedExpertCount: Int
  /// Whether gates have a bias, initialised to 0. The papers' gates, softmax(Wx), have none.
  public var gateBias: Bool
  /// The input of gates above the first level; nil for the paper's.
  public var selector: GateSelector?
  /// T, the number of steps per sample; nil for 1.
  public var stepCount: Int?
  /// S, the number of labels per sample and task, which are those of the last S steps; nil for 1.
  public var labelCount: Int?
  /// The layers of bottoms, experts and towers; nil for dense layers.
  public var layers: LayerKind?
  /// The widths of the layers of a bottom that all experts of the first level read; nil if they
  /// read x. Gates read x in both cases.
  public var bottomWidths: [Int]?

  /// τ in softmax(a / τ), where a are a gate's logits: values above 1 make initial
  /// weights more uniform. Nil for 1, as in the papers.
  public var gateTemperature: Double?
  /// Departures of public implementations from the paper; nil for the paper's model.
  public var departures: [Departure]?
  /// Parts that are never updated; nil for none.
  public var frozen: FrozenParts?

  /// A specification, not yet validated.
  public init(
    kind: ModelKind, inputWidth: Int, taskCount: Int, levelWidths: [[Int]], towerWidths: [Int],
    taskExpertCounts: [Int] = [], sharedExpertCount: Int = 0, gateBias: Bool = true,
    selector: GateSelector? = nil, stepCount: Int? = nil, labelCount: Int? = nil,
    layers: LayerKind? = nil, bottomWidths: [Int]? = nil, gateTemperature: Double? = nil,
    departures: [Departure]? = nil, frozen: FrozenParts? = nil
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
    self.departures = departures
    self.frozen = frozen
  }

  /// T.
  public var stepsPerSample: Int { stepCount ?? 1 }

  /// S.
  public var labelsPerTask: Int { labelCount ?? 1 }

  /// Dense, LSTM or stepwise.
  public var layerKind: LayerKind { layers ?? .dense }

  /// Whether the gates of a level (from 1) read x; those of the first level always do.
  func selectsByInput(level: Int) -> Bool {
    level == 1 || (selector ?? kind.definition.selector) == .input
  }

  /// The number of expert levels.
  public var levelCount: Int { levelWidths.count }

  /// Throws a `SpecError` for the first invalid field.
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
      "one or more widths for \(kind.rawValue) with LSTM layers, which would otherwise have none")
    if let bottomWidths {
      try require(
        "bottomWidths", bottomWidths, definition.hasGates,
        "absent for \(kind.rawValue), which has no experts")
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
          "at least 1 if no expert is shared: the task's gate would have no experts")
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
    try validateDepartures()
  }

  private func validateSelector(_ definition: ModelDefinition) throws(SpecError) {
    guard let selector else { return }
    try require(
      "selector", selector, definition.selector != nil,
      "absent for \(kind.rawValue), whose gates all read the input")
    try require(
      "selector", selector,
      kind != .mlMMoE || selector == .input || sharedExpertCount >= taskCount,
      "input if there are fewer experts than tasks: a task's gate reads the input of its own expert"
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

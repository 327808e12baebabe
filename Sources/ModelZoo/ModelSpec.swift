// What a model is made of: its kind and sizes, validated. Two equal specs build the same network.
public import Formats

/// The models of the study, by their published names.
public enum ModelKind: String, Codable, Hashable, CaseIterable, Sendable {
  /// A network of its own for each task: the baseline of every gain.
  case singleTask = "single-task"
  /// Hard parameter sharing: one bottom under all towers.
  case sharedBottom = "shared-bottom"
  /// Multi-gate mixture of experts (Ma et al., KDD 2018).
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

/// The kind and the sizes of a model.
public struct ModelSpec: Codable, Hashable, Sendable {
  /// Which model.
  public var kind: ModelKind
  /// D, the width of the input.
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

  /// A specification; `validate()` tells whether such a model exists.
  public init(
    kind: ModelKind, inputWidth: Int, taskCount: Int, levelWidths: [[Int]], towerWidths: [Int],
    taskExpertCounts: [Int] = [], sharedExpertCount: Int = 0, gateBias: Bool = true,
    selector: GateSelector? = nil
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
  }

  /// Whether gates above the first level read x.
  var selectsByInput: Bool { (selector ?? kind.definition.selector) == .input }

  /// The number of expert levels.
  public var levelCount: Int { levelWidths.count }

  /// Throws a `SpecError` naming the first field that makes the model impossible.
  public func validate() throws(SpecError) {
    try require("inputWidth", inputWidth, inputWidth >= 1, "at least 1")
    try require("taskCount", taskCount, taskCount >= 1, "at least 1")
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

  private func require(
    _ field: String, _ value: some Sendable, _ holds: Bool, _ allowed: String
  ) throws(SpecError) {
    guard holds else { throw SpecError(field: field, value: "\(value)", allowed: allowed) }
  }
}

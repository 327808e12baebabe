// The one table of all models: every suite, the planner and the help texts run over it.

/// What there is to know about a kind of model without building one.
public struct ModelDefinition: Sendable {
  /// The kind defined.
  public let kind: ModelKind
  /// The full name, for reports and help.
  public let title: String
  /// How many expert levels the kind can have.
  public let levels: ClosedRange<Int>
  /// Whether experts belong to tasks.
  public let hasTaskExperts: Bool
  /// Whether gates weigh experts.
  public let hasGates: Bool
  /// Whether tasks have towers of their own.
  public let hasTowers: Bool
  /// What the gates above the first level read in the paper; nil where there is one level.
  public let selector: GateSelector?
  /// Describes the network of a valid specification; returns each task's output signal.
  let describe: @Sendable (ModelSpec, inout Network) -> [Signal]

  private init(
    _ kind: ModelKind, _ title: String, levels: ClosedRange<Int>, hasTaskExperts: Bool = false,
    hasGates: Bool = false, hasTowers: Bool = true, selector: GateSelector? = nil,
    describe: @escaping @Sendable (ModelSpec, inout Network) -> [Signal]
  ) {
    self.kind = kind
    self.title = title
    self.levels = levels
    self.hasTaskExperts = hasTaskExperts
    self.hasGates = hasGates
    self.hasTowers = hasTowers
    self.selector = selector
    self.describe = describe
  }

  /// The possible numbers of levels, as an error message states them.
  var levelsInWords: String {
    switch levels {
    case 0...0: "empty"
    case 1...1: "one level"
    default: "one or more levels"
    }
  }
}

extension ModelDefinition {
  /// All models of the zoo, simplest first.
  public static let all: [ModelDefinition] = [
    ModelDefinition(.singleTask, "Single-task", levels: 0...0, describe: SingleTask.describe),
    ModelDefinition(
      .multiHead, "Multi-head", levels: 1...1, hasTowers: false, describe: MultiHead.describe),
    ModelDefinition(.sharedBottom, "Shared bottom", levels: 1...1, describe: SharedBottom.describe),
    ModelDefinition(.omoe, "OMoE", levels: 1...1, hasGates: true, describe: OMoE.describe),
    ModelDefinition(.mmoe, "MMoE", levels: 1...1, hasGates: true, describe: MMoE.describe),
    ModelDefinition(
      .mlMMoE, "ML-MMoE", levels: 1...64, hasGates: true, selector: .input,
      describe: MLMMoE.describe),
    ModelDefinition(
      .cgc, "CGC", levels: 1...1, hasTaskExperts: true, hasGates: true, describe: CGC.describe),
    ModelDefinition(
      .ple, "PLE", levels: 1...64, hasTaskExperts: true, hasGates: true, selector: .fusion,
      describe: PLE.describe),
  ]
}

extension ModelKind {
  /// The kind's entry in the table.
  public var definition: ModelDefinition {
    guard let found = ModelDefinition.all.first(where: { $0.kind == self }) else {
      preconditionFailure("\(rawValue) is missing from the table of models")
    }
    return found
  }
}

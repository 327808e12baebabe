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
  /// What the gates above the first level read in the paper; nil where there is one level.
  public let selector: GateSelector?
  /// Describes the network of a valid specification; returns each task's output signal.
  let describe: @Sendable (ModelSpec, inout Network) -> [Signal]

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
    ModelDefinition(
      kind: .singleTask, title: "Single-task", levels: 0...0, hasTaskExperts: false,
      hasGates: false, selector: nil, describe: SingleTask.describe),
    ModelDefinition(
      kind: .sharedBottom, title: "Shared bottom", levels: 1...1, hasTaskExperts: false,
      hasGates: false, selector: nil, describe: SharedBottom.describe),
    ModelDefinition(
      kind: .omoe, title: "OMoE", levels: 1...1, hasTaskExperts: false, hasGates: true,
      selector: nil, describe: OMoE.describe),
    ModelDefinition(
      kind: .mmoe, title: "MMoE", levels: 1...1, hasTaskExperts: false, hasGates: true,
      selector: nil, describe: MMoE.describe),
    ModelDefinition(
      kind: .mlMMoE, title: "ML-MMoE", levels: 1...64, hasTaskExperts: false, hasGates: true,
      selector: .input, describe: MLMMoE.describe),
    ModelDefinition(
      kind: .cgc, title: "CGC", levels: 1...1, hasTaskExperts: true, hasGates: true,
      selector: nil, describe: CGC.describe),
    ModelDefinition(
      kind: .ple, title: "PLE", levels: 1...64, hasTaskExperts: true, hasGates: true,
      selector: .fusion, describe: PLE.describe),
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

// The catalogue of models: everything that is known of a kind without building one. The planner, the help
// texts, the tables and figures, and every test suite over the zoo read it.

/// What there is to know about a kind of model.
public struct ModelDefinition: Sendable {
  /// The kind defined.
  public let kind: ModelKind
  /// The name at the beginning of a sentence, as published.
  public let title: String
  /// The colour in figures, `#RRGGBB`: Okabe and Ito's, which colour-blind readers can tell apart.
  public let colour: String
  /// gnuplot's number of the point shape in figures.
  public let point: Int
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

  fileprivate init(
    _ kind: ModelKind, _ title: String, colour: String, point: Int, levels: ClosedRange<Int>,
    hasTaskExperts: Bool = false, hasGates: Bool = false, hasTowers: Bool = true,
    selector: GateSelector? = nil,
    describe: @escaping @Sendable (ModelSpec, inout Network) -> [Signal]
  ) {
    self.kind = kind
    self.title = title
    self.colour = colour
    self.point = point
    self.levels = levels
    self.hasTaskExperts = hasTaskExperts
    self.hasGates = hasGates
    self.hasTowers = hasTowers
    self.selector = selector
    self.describe = describe
  }

  /// All models of the zoo, in the order in which they are listed everywhere: simplest first.
  public static let all: [ModelDefinition] = ModelKind.allCases.map(\.definition)

  /// Whether tasks share anything: the weights of a joint loss mean nothing to networks that do not.
  public var isJoint: Bool { levels.upperBound > 0 }

  /// The possible numbers of levels, as an error message states them.
  var levelsInWords: String {
    switch levels {
    case 0...0: "empty"
    case 1...1: "one level"
    default: "one or more levels"
    }
  }
}

extension ModelKind {
  /// The kind's entry in the catalogue.
  public var definition: ModelDefinition {
    switch self {
    case .singleTask:
      ModelDefinition(
        self, "Single-task", colour: "#000000", point: 2, levels: 0...0,
        describe: SingleTask.describe)
    case .multiHead:
      ModelDefinition(
        self, "Multi-head", colour: "#D4C400", point: 15, levels: 1...1, hasTowers: false,
        describe: MultiHead.describe)
    case .sharedBottom:
      ModelDefinition(
        self, "Shared bottom", colour: "#E69F00", point: 5, levels: 1...1,
        describe: SharedBottom.describe)
    case .mmoe:
      ModelDefinition(
        self, "MMoE", colour: "#56B4E9", point: 7, levels: 1...1, hasGates: true,
        describe: MMoE.describe)
    case .omoe:
      ModelDefinition(
        self, "OMoE", colour: "#F0E442", point: 1, levels: 1...1, hasGates: true,
        describe: OMoE.describe)
    case .mlMMoE:
      ModelDefinition(
        self, "ML-MMoE", colour: "#0072B2", point: 9, levels: 1...64, hasGates: true,
        selector: .input, describe: MLMMoE.describe)
    case .cgc:
      ModelDefinition(
        self, "CGC", colour: "#009E73", point: 11, levels: 1...1, hasTaskExperts: true,
        hasGates: true, describe: CGC.describe)
    case .ple:
      ModelDefinition(
        self, "PLE", colour: "#D55E00", point: 13, levels: 1...64, hasTaskExperts: true,
        hasGates: true, selector: .fusion, describe: PLE.describe)
    }
  }

  /// The kind's place in the listing order, from 0.
  public var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

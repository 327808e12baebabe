// Departures of public implementations from the papers, as switches on the correct models: what does each of them cost?
//
// This is the one place that says which there are. A specification without them builds the papers' model.
internal import Formats

/// What a public implementation does otherwise than the paper. Raw values are the words of experiment files.
///
/// Two more need no switch of their own: gates that read the raw input at every level are ``GateSelector/input``, and
/// parts that no optimiser knows of are ``FrozenParts``.
public enum Departure: String, Codable, Hashable, CaseIterable, Sendable {
  /// PLE without a shared module's gate: above the first level, shared experts run on each task's own fusion, with the
  /// same weights, and a task's gate weighs what they make of its own. A library of multi-task methods has it.
  case noSharedGate = "no-shared-gate"
  /// PLE's shared gate weighs shared experts alone, not all of its level; with one of them its weight is the constant 1.
  /// A library of click models has it.
  case sharedGateOverShared = "shared-gate-over-shared"
  /// CGC and PLE: a task's softmax is over the experts of all tasks, those of others are masked afterwards, and nothing is
  /// renormalised: weights sum to less than 1. A port of CGC has it.
  case softmaxThenMask = "softmax-then-mask"
  /// All experts of a level, and all towers, start with the same weights, as where one seed is passed to every
  /// initialiser. A library of click models has it.
  case identicalInitialisation = "identical-initialisation"
  /// No gate is ever trained, as where gates are kept in a list that the framework does not look into. A recommender
  /// library has it.
  case frozenGates = "frozen-gates"

  /// Why a model cannot have the departure, to follow its kind in a sentence; nil where it can.
  public func obstacle(to shape: ModelShape) -> String? {
    switch self {
    case .noSharedGate, .sharedGateOverShared:
      if shape.kind.definition.selector != .fusion { return "which has no gate of a shared module" }
      if shape.levelCount < 2 || shape.sharedExpertCount < 1 {
        return "which has such a gate only with two levels or more and a shared expert"
      }
      if self == .noSharedGate, shape.layers != .dense { return "unless its layers are dense" }
      return nil
    case .softmaxThenMask:
      guard shape.kind.definition.hasTaskExperts else { return "whose gates weigh all experts" }
      return shape.taskExpertCounts.count { $0 > 0 } < 2
        ? "unless two tasks or more have experts of their own" : nil
    case .identicalInitialisation, .frozenGates:
      return shape.kind.definition.hasGates ? nil : "which has no experts and no gates"
    }
  }

  /// The name that stands for a slice and its like where initialisation is identical: that of the first expert of the
  /// level, or of the first tower.
  static func commonName(_ name: String) -> String {
    name.split(separator: ".").map { word in
      func isNumbered(_ prefix: String) -> Bool {
        word.hasPrefix(prefix) && Int(word.dropFirst(prefix.count)) != nil
      }
      return isNumbered("expert") ? "expert01" : isNumbered("tower") ? "tower1" : String(word)
    }.joined(separator: ".")
  }
}

/// Parts of a model with experts of tasks that are never updated, at every level. They compute like all others.
public struct FrozenParts: Codable, Hashable, Sendable {
  /// Owners of experts, such as `task1` or `shared`.
  public var experts: [String]
  /// Names of gates, such as `task1` or `shared`.
  public var gates: [String]

  /// Parts by owners of experts and names of gates.
  public init(experts: [String] = [], gates: [String] = []) {
    self.experts = experts
    self.gates = gates
  }

  /// The first part that a model does not have, to follow its kind in a sentence; nil where it has all.
  public func obstacle(to shape: ModelShape) -> String? {
    guard shape.kind.definition.hasTaskExperts else { return "which has no experts of tasks" }
    let owners = Set(shape.owners)
    if let owner = experts.first(where: { !owners.contains($0) }) {
      return "which has no expert of \(owner)"
    }
    let names = shape.taskGates + (shape.hasSharedGate ? ["shared"] : [])
    if let gate = gates.first(where: { !names.contains($0) }) { return "which has no gate \(gate)" }
    return nil
  }

  /// Whether a slice belongs to one of the parts.
  func contain(_ slice: ParameterSlice, of shape: ModelShape) -> Bool {
    let words = slice.name.split(separator: ".")
    guard words.count > 2 else { return false }
    if words[1] == "gate" { return gates.contains(String(words[2])) }
    guard words[1].hasPrefix("expert"), let number = Int(words[1].dropFirst("expert".count))
    else { return false }
    return experts.contains(shape.owners[number - 1])
  }
}

/// What decides which parts a model has.
public struct ModelShape: Hashable, Sendable {
  /// The kind.
  public var kind: ModelKind
  /// Expert levels.
  public var levelCount: Int
  /// Per task, its number of experts; empty where no expert is a task's.
  public var taskExpertCounts: [Int]
  /// The number of shared experts.
  public var sharedExpertCount: Int
  /// The layers.
  public var layers: LayerKind

  /// A shape.
  public init(
    kind: ModelKind, levelCount: Int, taskExpertCounts: [Int], sharedExpertCount: Int,
    layers: LayerKind
  ) {
    self.kind = kind
    self.levelCount = levelCount
    self.taskExpertCounts = taskExpertCounts
    self.sharedExpertCount = sharedExpertCount
    self.layers = layers
  }

  /// The owner of every expert of a level, in order.
  public var owners: [String] {
    taskExpertCounts.enumerated().flatMap { task, count in
      Array(repeating: "task\(task + 1)", count: count)
    } + Array(repeating: "shared", count: sharedExpertCount)
  }

  /// The gates of tasks with experts of their own that weigh two experts or more.
  fileprivate var taskGates: [String] {
    taskExpertCounts.indices.filter { taskExpertCounts[$0] + sharedExpertCount > 1 }
      .map { "task\($0 + 1)" }
  }

  /// Whether PLE's shared module has a gate.
  fileprivate var hasSharedGate: Bool {
    levelCount > 1 && sharedExpertCount > 0 && owners.count > 1
  }
}

extension ModelSpec {
  /// What decides which parts the model has.
  public var shape: ModelShape {
    ModelShape(
      kind: kind, levelCount: levelCount, taskExpertCounts: taskExpertCounts,
      sharedExpertCount: sharedExpertCount, layers: layerKind)
  }

  /// Whether the model has a departure.
  func departs(_ departure: Departure) -> Bool { departures?.contains(departure) ?? false }

  /// Whether no step changes the parameters of a slice.
  func freezes(_ slice: ParameterSlice) -> Bool {
    (departs(.frozenGates) && slice.name.contains(".gate."))
      || (frozen?.contain(slice, of: shape) ?? false)
  }

  /// Throws a `SpecError` for the first departure that the model cannot have.
  func validateDepartures() throws(SpecError) {
    if let departures {
      func refuse(_ value: String, _ allowed: String) -> SpecError {
        SpecError(field: "departures", value: value, allowed: allowed)
      }
      if departures.isEmpty { throw refuse("[]", "one departure or more, or absent") }
      for (index, departure) in departures.enumerated() {
        if departures[..<index].contains(departure) {
          throw refuse("\(departure.rawValue) twice", "a list of different departures")
        }
        if let obstacle = departure.obstacle(to: shape) {
          throw refuse(departure.rawValue, "absent for \(kind.rawValue), \(obstacle)")
        }
      }
      if departs(.noSharedGate), departs(.sharedGateOverShared) {
        throw refuse(
          "\(Departure.noSharedGate.rawValue) and \(Departure.sharedGateOverShared.rawValue)",
          "one of the two: without a shared gate there is nothing for it to weigh")
      }
    }
    guard let frozen else { return }
    if frozen.experts.isEmpty, frozen.gates.isEmpty {
      throw SpecError(field: "frozen", value: "nothing", allowed: "some part, or absent")
    }
    if let obstacle = frozen.obstacle(to: shape) {
      throw SpecError(
        field: "frozen",
        value: "experts \(frozen.experts), gates \(frozen.gates)",
        allowed: "absent for \(kind.rawValue), \(obstacle)")
    }
  }
}

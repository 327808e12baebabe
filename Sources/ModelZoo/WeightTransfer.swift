// "MMOE and ML-MMOE ... converge to the structure of CGC and PLE ... despite the existence of
// theoretical possibility" (PLE, section 5.3): the possibility, constructed.
//
// CGC is the MMoE in which the gate of each task gives no weight to the experts of other tasks. The
// softmax gives an expert no weight for all x exactly if its logit is −∞, which takes a bias: W·x is
// 0 at x = 0, so that without one all weights are 1/E there, whatever W is.
//
// PLE is, likewise, an ML-MMoE whose gates above the first level read what PLE's do, the fusion of
// their own module. ML-MMoE's own gates read x: below the top nothing differs, as PLE's gates of the
// first level read x too, but above it no gate of x is the gate of a fusion. What comes nearest is
// Training's matter, as it depends on the data.
public import Formats
internal import LinearAlgebra

/// A model with task-specific experts inside one whose experts are all shared.
public struct WeightTransfer {
  /// One gate of the model, and the gate of the donor that it stands for.
  public struct Gate: Hashable, Sendable {
    /// The position in the model's gates.
    public let gate: Int
    /// The position in the donor's gates.
    public let donorGate: Int
    /// For each expert that the model's gate weighs, its place in the donor's gate; nil where the
    /// donor's gate does not see it.
    public let places: [Int?]
    /// Whether both read the same signal, so that the donor's weights do the same here.
    public let readsTheSame: Bool

    /// The experts that the donor's gate does not see, by their place in the model's gate.
    public var excluded: [Int] { places.indices.filter { places[$0] == nil } }
  }

  private let donor: Model
  private let model: Model
  /// All gates of the model.
  public let gates: [Gate]

  /// The kind whose models can be made such of another's; nil where there is none.
  public static func donor(of kind: ModelKind) -> ModelKind? {
    switch kind {
    case .mmoe: .cgc
    case .mlMMoE: .ple
    default: nil
    }
  }

  /// Throws a `SpecError` when no model of the first specification holds one of the second: the kinds
  /// do not fit, sizes differ, or a donor's gate has but one expert and does not exist.
  public static func validate(
    _ spec: ModelSpec, holding donor: ModelSpec
  ) throws(SpecError) {
    func require(_ field: String, _ value: String, _ holds: Bool, _ allowed: String)
      throws(SpecError)
    {
      guard holds else { throw SpecError(field: field, value: value, allowed: allowed) }
    }
    try require(
      "kind", spec.kind.rawValue, Self.donor(of: spec.kind) == donor.kind,
      "mmoe for a start at cgc, ml-mmoe for one at ple")
    let count = donor.taskExpertCounts.reduce(donor.sharedExpertCount, +)
    try require(
      "sharedExpertCount", "\(spec.sharedExpertCount)", spec.sharedExpertCount == count,
      "\(count), as many experts as \(donor.kind.rawValue) has")
    try require(
      "levelWidths", "\(spec.levelWidths)", spec.levelWidths == donor.levelWidths,
      "\(donor.levelWidths), those of \(donor.kind.rawValue)")
    try require(
      "towerWidths", "\(spec.towerWidths)", spec.towerWidths == donor.towerWidths,
      "\(donor.towerWidths), those of \(donor.kind.rawValue)")
    try require(
      "inputWidth", "\(spec.inputWidth)",
      spec.inputWidth == donor.inputWidth && spec.taskCount == donor.taskCount,
      "\(donor.inputWidth) inputs and \(donor.taskCount) tasks")
    try require(
      "layers", spec.layerKind.rawValue,
      spec.layerKind == donor.layerKind && spec.bottomWidths == donor.bottomWidths
        && spec.stepsPerSample == donor.stepsPerSample && spec.labelsPerTask == donor.labelsPerTask,
      "layers, bottom, steps and labels as those of \(donor.kind.rawValue)")
    for task in donor.taskExpertCounts.indices {
      let seen = donor.taskExpertCounts[task] + donor.sharedExpertCount
      try require(
        "taskExpertCounts[\(task)]", "\(donor.taskExpertCounts[task])", seen >= 2,
        "enough that the gate of the task weighs two experts or more")
    }
    // Gates that cannot be copied are fitted to all inputs at once.
    let isFitted = spec.levelCount > 1 && spec.selector != .fusion
    let inputs = spec.inputWidth * spec.stepsPerSample
    try require(
      "inputWidth", "\(inputs) in all", !isFitted || inputs <= 4096,
      "at most 4096 inputs, as upper gates are fitted to them")
    // Its task gate n reads what feeds upper expert n.
    try require(
      "selector", "fusion",
      spec.selector != .fusion || donor.taskExpertCounts.allSatisfy { $0 == 1 },
      "input unless every task of \(donor.kind.rawValue) has one expert")
    try require(
      "taskExpertCounts", "\(donor.taskExpertCounts)",
      donor.levelCount == 1 || donor.sharedExpertCount > 0,
      "beside a shared expert, as upper shared experts need a gate to read")
  }

  /// Finds for every gate of `model` its counterpart in `donor`; the two are ``validate(_:holding:)``d.
  public init(of donor: Model, in model: Model) {
    do {
      try Self.validate(model.spec, holding: donor.spec)
    } catch {
      preconditionFailure("\(error)")
    }
    self.donor = donor
    self.model = model
    let owners = Self.owners(donor.spec)
    gates = model.gates.enumerated().map { index, gate in
      // The gate that feeds upper expert n does what that of the module of expert n does.
      let selector = gate.name.hasPrefix("selector") ? Int(gate.name.dropFirst(8)) : nil
      let name = selector.map { owners[$0 - 1] } ?? gate.name
      guard
        let donorGate = donor.gates.firstIndex(where: {
          $0.level == gate.level && $0.name == name
        })
      else { preconditionFailure("\(donor.spec.kind) has no gate \(name) at level \(gate.level)") }
      let seen = donor.gates[donorGate].experts.map(\.name)
      return Gate(
        gate: index, donorGate: donorGate,
        places: gate.experts.map { seen.firstIndex(of: $0.name) },
        readsTheSame: model.spec.selectsByInput(level: gate.level)
          == donor.spec.selectsByInput(level: gate.level))
    }
  }

  /// The module of every expert of a level, in order.
  private static func owners(_ spec: ModelSpec) -> [String] {
    spec.taskExpertCounts.enumerated().flatMap { task, count in
      Array(repeating: "task\(task + 1)", count: count)
    } + Array(repeating: "shared", count: spec.sharedExpertCount)
  }

  /// Takes over the donor's experts, towers, and gates that read what the donor's read.
  ///
  /// An excluded expert has the mean of the others' logits plus an offset.
  ///
  /// - Parameter offset: what is added to the logits of excluded experts; nil for −∞. It is part of
  ///   the gates' bias: a model without one has none.
  public func copy(offset: Float?) {
    for slice in model.table where !slice.name.contains(".gate.") {
      guard let source = donor[slice.name], source.count == slice.range.count else {
        preconditionFailure("\(donor.spec.kind) has no \(slice.name) of \(slice.range.count)")
      }
      _ = model.parameters.slice(slice.range).update(fromContentsOf: source)
    }
    for gate in gates where gate.readsTheSame {
      let source = parameters(donor, gate.donorGate)
      write(
        weights: Array(source.weights), bias: source.bias.map(Array.init), in: gate,
        offset: offset)
    }
  }

  /// Writes the logits' weights [E, S] and bias [E] of the experts that the donor's gate sees, in its
  /// order, into a gate of the model; S is the width of what the gate reads.
  public func write(weights: [Float], bias: [Float]?, in gate: Gate, offset: Float?) {
    let target = parameters(model, gate.gate)
    let width = target.weights.count / gate.places.count
    let seen = gate.places.compactMap { $0 }
    func mean(_ value: (Int) -> Float) -> Float {
      seen.reduce(0) { $0 + value($1) } / Float(seen.count)
    }
    for (row, place) in gate.places.enumerated() {
      for column in 0..<width {
        func element(_ place: Int) -> Float { weights[place * width + column] }
        target.weights[row * width + column] = place.map(element) ?? mean(element)
      }
      guard let targetBias = target.bias, let bias else { continue }
      targetBias[row] =
        place.map { bias[$0] } ?? mean { bias[$0] } + (offset ?? -.infinity)
    }
  }

  private func parameters(
    _ model: Model, _ gate: Int
  ) -> (weights: UnsafeMutableBufferPointer<Float>, bias: UnsafeMutableBufferPointer<Float>?) {
    let description = model.gates[gate]
    let name = "level\(description.level).gate.\(description.name)"
    guard let weights = model["\(name).weight"] else {
      preconditionFailure("\(model.spec.kind) has no \(name)")
    }
    return (weights, model["\(name).bias"])
  }
}

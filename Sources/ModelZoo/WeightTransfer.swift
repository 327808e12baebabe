// "MMOE and ML-MMOE ... converge to the structure of CGC and PLE ... despite the existence of
// theoretical possibility" (PLE, section 5.3): this file constructs that
// possibility.
//
// CGC is the MMoE in which the gate of each task gives zero weight to the experts of other tasks.
// The softmax gives an expert zero weight for all x if and only if its logit is −∞. This requires a
// bias: W·x is 0 at x = 0, so without a bias all weights are 1/E there for any W.
//
// Likewise, PLE is an ML-MMoE whose gates above the first level read the fusion of their own
// module. ML-MMoE's own gates read x. At the first level PLE's gates read x too and are copied.
// Above it a gate that reads x can only approximate a gate that reads a fusion; Training fits it to
// data.
public import Formats
internal import LinearAlgebra

/// The transfer of the weights of a model with task-specific experts (the donor) to a model whose
/// experts are all shared.
public struct WeightTransfer {
  /// One gate of the model and its counterpart in the donor.
  public struct Gate: Hashable, Sendable {
    /// The index in the model's gates.
    public let gate: Int
    /// The index in the donor's gates.
    public let donorGate: Int
    /// For each expert of the model's gate, its index in the donor's gate; nil if the donor's gate
    /// does not weigh it.
    public let donorIndices: [Int?]
    /// Whether both gates read the same signal, so that the donor's weights can be copied.
    public let readsTheSame: Bool

    /// The experts that the donor's gate does not weigh, by their index in the model's gate.
    public var excluded: [Int] { donorIndices.indices.filter { donorIndices[$0] == nil } }
  }

  private let donor: Model
  private let model: Model
  /// All gates of the model.
  public let gates: [Gate]

  /// The kind of donor whose weights a model of `kind` can represent; nil if there is none.
  public static func donor(of kind: ModelKind) -> ModelKind? {
    switch kind {
    case .mmoe: .cgc
    case .mlMMoE: .ple
    default: nil
    }
  }

  /// Throws a `SpecError` if a model of the first specification cannot represent a donor of the
  /// second: the kinds do not match, sizes differ, or a donor's gate does not exist because it
  /// would have a single expert.
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
      "mmoe for a donor cgc, ml-mmoe for a donor ple")
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
        "enough for two or more experts in the task's gate")
    }
    // Gates that cannot be copied are fitted to all inputs at once.
    let isFitted = spec.levelCount > 1 && spec.selector != .fusion
    let inputs = spec.inputWidth * spec.stepsPerSample
    try require(
      "inputWidth", "\(inputs) in all", !isFitted || inputs <= 4096,
      "at most 4096 inputs, as upper gates are fitted to them")
    // The model's task gate n reads the input of upper expert n.
    try require(
      "selector", "fusion",
      spec.selector != .fusion || donor.taskExpertCounts.allSatisfy { $0 == 1 },
      "input unless every task of \(donor.kind.rawValue) has one expert")
    try require(
      "taskExpertCounts", "\(donor.taskExpertCounts)",
      donor.levelCount == 1 || donor.sharedExpertCount > 0,
      "with a shared expert, because upper shared experts read a gate's fusion")
  }

  /// Finds the counterpart in `donor` of every gate of `model`. The specifications must pass
  /// ``validate(_:holding:)``.
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
      // The gate that feeds upper expert n corresponds to the gate of that expert's module.
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
        donorIndices: gate.experts.map { seen.firstIndex(of: $0.name) },
        readsTheSame: model.spec.selectsByInput(level: gate.level)
          == donor.spec.selectsByInput(level: gate.level))
    }
  }

  /// The module of each expert of a level.
  private static func owners(_ spec: ModelSpec) -> [String] {
    spec.taskExpertCounts.enumerated().flatMap { task, count in
      Array(repeating: "task\(task + 1)", count: count)
    } + Array(repeating: "shared", count: spec.sharedExpertCount)
  }

  /// Copies the donor's experts, towers, and those gates that read the same signal as the donor's.
  ///
  /// The logit of an excluded expert is the mean of the others' logits plus an offset.
  ///
  /// - Parameter offset: the offset of excluded experts; nil for −∞. It is part of the gates' bias,
  ///   so it has no effect in a model without gate bias.
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

  /// Writes the logits' weights [E, S] and bias [E] of the experts that the donor's gate weighs, in
  /// its order, into a gate of the model; S is the width of the gate's input.
  public func write(weights: [Float], bias: [Float]?, in gate: Gate, offset: Float?) {
    let target = parameters(model, gate.gate)
    let width = target.weights.count / gate.donorIndices.count
    let seen = gate.donorIndices.compactMap { $0 }
    func mean(_ value: (Int) -> Float) -> Float {
      seen.reduce(0) { $0 + value($1) } / Float(seen.count)
    }
    for (row, donorIndex) in gate.donorIndices.enumerated() {
      for column in 0..<width {
        func element(_ index: Int) -> Float { weights[index * width + column] }
        target.weights[row * width + column] = donorIndex.map(element) ?? mean(element)
      }
      guard let targetBias = target.bias, let bias else { continue }
      targetBias[row] =
        donorIndex.map { bias[$0] } ?? mean { bias[$0] } + (offset ?? -.infinity)
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

// Parameter counts against closed forms.
import LinearAlgebra
import ModelZoo
import Testing

/// Weights and biases of a stack of layers; an LSTM's four gates read its own outputs too.
private func stack(_ input: Int, _ widths: [Int], _ spec: ModelSpec) -> Int {
  zip([input] + widths, widths).reduce(0) {
    $0 + (spec.layers == .lstm ? 4 * ($1.0 + $1.1 + 1) * $1.1 : ($1.0 + 1) * $1.1)
  }
}

/// Weights and biases of a gate; a gate over a single expert does not exist.
private func gate(_ input: Int, _ experts: Int, _ spec: ModelSpec) -> Int {
  experts == 1 ? 0 : (input + (spec.gateBias ? 1 : 0)) * experts
}

/// K towers and their output units: one for all steps, or one for each of S labels.
private func towers(_ input: Int, _ spec: ModelSpec) -> Int {
  let width = spec.towerWidths.last ?? input
  let units = spec.readsSingleSteps ? 1 : spec.labelsPerTask
  return spec.taskCount * (stack(input, spec.towerWidths, spec) + (width + 1) * units)
}

/// The count of each architecture.
private func expectedCount(_ spec: ModelSpec) -> Int {
  // Gates read all steps, and so do dense layers.
  let all = spec.stepsPerSample * spec.inputWidth
  let x = spec.readsSingleSteps ? spec.inputWidth : all
  let bottom = stack(x, spec.bottomWidths ?? [], spec)
  let d = spec.bottomWidths?.last ?? x
  let k = spec.taskCount
  let e = spec.sharedExpertCount
  let widths = spec.levelWidths.map { $0[$0.count - 1] }
  let own = spec.taskExpertCounts.reduce(0, +)
  switch spec.kind {
  case .singleTask: return towers(x, spec)
  case .multiHead, .sharedBottom:
    return stack(x, spec.levelWidths[0], spec) + towers(widths[0], spec)
  case .omoe, .mmoe:
    let gates = spec.kind == .omoe ? 1 : k
    return bottom + e * stack(d, spec.levelWidths[0], spec) + gates * gate(all, e, spec)
      + towers(widths[0], spec)
  case .mlMMoE:
    let inputs = [d] + widths
    let experts = zip(inputs, spec.levelWidths).reduce(0) { $0 + e * stack($1.0, $1.1, spec) }
    // One gate per upper expert below the top, one per task at the top; all of them read x, or what
    // the experts of their level read.
    let gates = (0..<spec.levelCount).reduce(0) {
      let selector = spec.selector == .fusion && $1 > 0 ? inputs[$1] : all
      return $0 + ($1 == spec.levelCount - 1 ? k : e) * gate(selector, e, spec)
    }
    return bottom + experts + gates + towers(widths[spec.levelCount - 1], spec)
  case .cgc, .ple:
    let inputs = [d] + widths
    var count = bottom + towers(widths[spec.levelCount - 1], spec)
    for level in 0..<spec.levelCount {
      count += (own + e) * stack(inputs[level], spec.levelWidths[level], spec)
      let selector = spec.selector == .input || level == 0 ? all : inputs[level]
      for m in spec.taskExpertCounts { count += gate(selector, m + e, spec) }
      if level < spec.levelCount - 1, e > 0 { count += gate(selector, own + e, spec) }
    }
    return count
  }
}

@Suite struct ParameterCountTests {
  @Test(arguments: Specimen.all)
  func countsEqualTheClosedForm(_ specimen: Specimen) throws {
    let model = try Model(specimen.spec, batchCapacity: 1)
    #expect(model.parameterCount == expectedCount(specimen.spec))
  }

  /// MMoE section 3.3: d = 100, 8 experts of 16, towers of 8 have 100·16·8 + 16·8·2 = 13056
  /// weights, not counting gates, output units and biases; a shared bottom of 113 has about as
  /// many.
  @Test func mmoesPublishedCount() throws {
    func weights(_ spec: ModelSpec) throws -> Int {
      try Model(spec, batchCapacity: 1).table
        .filter { !$0.isBias && !$0.name.contains("gate") && !$0.name.contains("output") }
        .reduce(0) { $0 + $1.range.count }
    }
    let mmoe = ModelSpec(
      kind: .mmoe, inputWidth: 100, taskCount: 2, levelWidths: [[16]], towerWidths: [8],
      sharedExpertCount: 8, gateBias: false)
    let bottom = ModelSpec(
      kind: .sharedBottom, inputWidth: 100, taskCount: 2, levelWidths: [[113]], towerWidths: [8])
    #expect(try weights(mmoe) == 13056)
    #expect(try weights(bottom) == 113 * (100 + 8 * 2))
    // Gates 2·8·100, expert biases 8·16, tower biases 2·8, output units 2·(8 + 1).
    #expect(
      try Model(mmoe, batchCapacity: 1).parameterCount == 13056 + 1600 + 128 + 16 + 18)
  }

  /// By hand: PLE with d = 7, one expert per module, widths 9 and 17.
  @Test func plesCountByHand() throws {
    let spec = ModelSpec(
      kind: .ple, inputWidth: 7, taskCount: 2, levelWidths: [[9], [17]], towerWidths: [5],
      taskExpertCounts: [1, 1], sharedExpertCount: 1)
    // Level 1: 3 experts of 7·9 + 9 = 72; task gates 2·(7·2 + 2) = 32; shared gate 7·3 + 3 = 24.
    // Level 2: 3 experts of 9·17 + 17 = 170; task gates 2·(9·2 + 2) = 40; no shared gate.
    // Towers: 2·(17·5 + 5 + 5 + 1) = 192.
    let count = try Model(spec, batchCapacity: 1).parameterCount
    #expect(count == 216 + 32 + 24 + 510 + 40 + 192)
  }

  /// Detects parameters with duplicate names or outside the trained buffer, which would not learn.
  @Test(arguments: Specimen.all)
  func slicesTileTheBufferAndHaveUniqueNames(_ specimen: Specimen) throws {
    let model = try Model(specimen.spec, batchCapacity: 1)
    var next = 0
    for slice in model.table.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      #expect(slice.range.lowerBound == next, "\(slice.name)")
      #expect(slice.shape.reduce(1, *) == slice.range.count, "\(slice.name)")
      #expect(slice.isBias == slice.name.hasSuffix(".bias"))
      next = slice.range.upperBound
      #expect(
        model[slice.name].map { $0.baseAddress == model.parameters.base + slice.range.lowerBound }
          == true)
    }
    #expect(next == model.parameterCount && next == model.gradients.count)
    #expect(Set(model.table.map(\.name)).count == model.table.count)
    #expect(model["level1.expert0"] == nil)
  }
}

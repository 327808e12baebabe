// The compilation of a network to buffers and steps: the memory of every signal and parameter, as its layout has it,
// and the order of steps.
import LinearAlgebra

/// A network compiled for batches of at most a given size.
struct Compilation {
  /// One step of a forward pass; a backward pass takes the steps in reverse. Indirect: a pass would copy every step to
  /// use it, which takes a tenth of the time of small networks.
  indirect enum Step {
    case linear(FusedLinear)
    case lstm(FusedLSTM)
    case mixture(Mixture)
    case rearrangement(Rearrangement)
    case stacking(Stacking)

    func forward(count: Int, input x: UnsafeMutablePointer<Float>) {
      switch self {
      case .linear(let layers): layers.forward(count: count, input: x)
      case .lstm(let layers): layers.forward(count: count, input: x)
      case .mixture(let mixture): mixture.forward(count: count, input: x)
      case .rearrangement(let copy): copy.forward(count: count, input: x)
      case .stacking(let copy): copy.forward(count: count, input: x)
      }
    }

    func backward(count: Int, input x: UnsafeMutablePointer<Float>) {
      switch self {
      case .linear(let layers): layers.backward(count: count, input: x)
      case .lstm(let layers): layers.backward(count: count, input: x)
      case .mixture(let mixture): mixture.backward(count: count, input: x)
      case .rearrangement(let copy): copy.backward(count: count)
      case .stacking(let copy): copy.backward(count: count)
      }
    }
  }

  private(set) var steps: [Step] = []
  private(set) var table: [ParameterSlice] = []
  private(set) var outputs: [MemorySlot] = []
  let parameters: FloatBuffer
  let gradients: FloatBuffer
  let values: FloatBuffer
  let valueGradients: FloatBuffer
  /// Scratch space of one product at a time.
  let scratch: FloatBuffer

  init(_ network: Network, outputs outputSignals: [Signal], batchCapacity: Int) {
    let layout = NetworkLayout(network, outputs: outputSignals, batchCapacity: batchCapacity)
    let (nodes, groups, recurrences) = (layout.nodes, layout.groups, layout.recurrences)
    let (plan, firstParameters) = (layout.plan, layout.firstParameters)
    parameters = FloatBuffer(count: layout.parameterCount)
    gradients = FloatBuffer(count: layout.parameterCount)
    values = FloatBuffer(count: layout.valueCount)
    valueGradients = FloatBuffer(count: layout.valueGradientCount)
    scratch = FloatBuffer(count: layout.scratchCount)
    let resolve = { [values, valueGradients] (signal: Signal) in
      plan.slot(of: signal, in: values, valueGradients)
    }

    // Steps in the order of nodes. A group runs at the position of its first member, which comes
    // after the step that computes its input.
    var groupOfInput: [Signal: Int] = [:]
    for (index, group) in groups.enumerated() { groupOfInput[group.input] = index }
    let accumulation = Accumulation(
      nodes: nodes, groups: groups.map(\.input), outputs: outputSignals)
    var done: Set<Int> = []
    var nextRecurrent = layout.firstRecurrent
    var recurrentTable: [ParameterSlice] = []
    for node in nodes {
      switch node.operation {
      case .projection(let input, _, _):
        guard let index = groupOfInput[input], done.insert(index).inserted else { continue }
        let linear = fusedLinear(
          groups[index], firstParameter: firstParameters[index],
          accumulates: accumulation.ofGroup[index], resolve: resolve)
        guard !recurrences[index].isEmpty else {
          steps.append(.linear(linear))
          continue
        }
        let slices = LayerGroup.slices(ofRecurrences: recurrences[index], from: nextRecurrent)
        nextRecurrent = slices.last?.range.upperBound ?? nextRecurrent
        recurrentTable += slices
        steps.append(
          .lstm(
            fusedLSTM(
              recurrences[index], products: linear, slices: slices, batchCapacity: batchCapacity,
              resolve: resolve)))
      case .recurrence: continue  // Runs with the group that computes its sums.
      case .mixture(let logits, let experts, let gate):
        steps.append(
          .mixture(
            Mixture(
              description: gate, temperature: network.gateTemperature, logits: resolve(logits),
              experts: experts.map(resolve),
              accumulates: accumulation.ofMixture[node.output.node] ?? [],
              output: resolve(node.output))))
      case .stacking(let sources):
        steps.append(
          .stacking(
            Stacking(
              sources: sources.map(resolve), output: resolve(node.output),
              accumulates: accumulation.ofStacking[node.output.node] ?? [])))
      case .rearrangement(let kind, let source):
        steps.append(
          .rearrangement(
            Rearrangement(
              kind: kind, source: resolve(source), output: resolve(node.output),
              accumulates: accumulation.ofRearrangement[node.output.node] ?? false)))
      }
    }
    outputs = outputSignals.map(resolve)
    for (index, group) in groups.enumerated() {
      table += group.slices(from: firstParameters[index])
    }
    table += recurrentTable
  }

  private func fusedLinear(
    _ group: LayerGroup, firstParameter: Int, accumulates: Bool, resolve: (Signal) -> MemorySlot
  ) -> FusedLinear {
    let weightCount = group.width * group.input.width
    let biasRange =
      firstParameter + weightCount..<firstParameter + weightCount + group.width { _, bias in bias }
    let block = resolve(group.members[0].output)
    func matrix(_ buffer: FloatBuffer) -> MatrixView {
      MatrixView(
        base: buffer.base + firstParameter, rows: group.width, columns: group.input.width)
    }
    return FusedLinear(
      input: resolve(group.input),
      output: MemorySlot(
        values: block.values, gradient: block.gradient, width: group.width, stride: block.stride,
        stepCount: block.stepCount),
      weights: matrix(parameters), weightGradient: matrix(gradients),
      bias: parameters.slice(biasRange), biasGradient: gradients.slice(biasRange),
      reLUColumns: group.width { activation, _ in activation == .reLU },
      accumulates: accumulates, scratch: scratch.base)
  }

  private func fusedLSTM(
    _ layers: [Network.Node], products: FusedLinear, slices: [ParameterSlice], batchCapacity: Int,
    resolve: (Signal) -> MemorySlot
  ) -> FusedLSTM {
    let members = layers.enumerated().map { index, node in
      let (weights, bias) = (slices[2 * index], slices[2 * index + 1])
      func matrix(_ buffer: FloatBuffer) -> MatrixView {
        MatrixView(
          base: buffer.base + weights.range.lowerBound, rows: weights.shape[0],
          columns: weights.shape[1])
      }
      return FusedLSTM.Member(
        sums: resolve(node.operation.inputs[0]), hidden: resolve(node.output),
        weights: matrix(parameters), weightGradient: matrix(gradients),
        bias: parameters.base + bias.range.lowerBound,
        biasGradient: gradients.base + bias.range.lowerBound)
    }
    return FusedLSTM(
      products: products, members: members, stepCount: layers[0].output.stepCount,
      batchCapacity: batchCapacity)
  }
}

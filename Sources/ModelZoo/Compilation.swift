// From the description of a network to buffers and operations: which layers become one product, in
// which order things run, and where every signal and parameter stands.
import LinearAlgebra

/// The layout of a network for batches of at most a given size.
struct Compilation {
  /// One step of a forward pass; a backward pass takes the steps in reverse.
  enum Step {
    case bank(LayerBank)
    case mixture(Mixture)
  }

  private(set) var steps: [Step] = []
  private(set) var table: [ParameterSlice] = []
  private(set) var outputs: [Place] = []
  let parameters: FloatBuffer
  let gradients: FloatBuffer
  let values: FloatBuffer
  let valueGradients: FloatBuffer

  init(_ network: Network, outputs outputSignals: [Signal], batchCapacity: Int) {
    let live = network.reachable(from: outputSignals)
    let nodes = network.nodes.enumerated().filter { live.contains($0.offset) }.map(\.element)
    let groups = LayerGroup.groups(of: nodes)

    // Blocks of values, and the parameters of each group of layers.
    var places = Places(network: network, batchCapacity: batchCapacity)
    var parameterCount = 0
    var firstParameters: [Int] = []
    for group in groups {
      firstParameters.append(parameterCount)
      places.reserve(group.members.map(\.output))
      parameterCount += group.width * group.input.width + group.width { _, bias in bias }
    }
    for node in nodes {
      if case .mixture = node.operation { places.reserve([node.output]) }
    }
    parameters = FloatBuffer(count: parameterCount)
    gradients = FloatBuffer(count: parameterCount)
    values = FloatBuffer(count: places.floatCount)
    valueGradients = FloatBuffer(count: places.floatCount)
    let resolve = { [values, valueGradients] (signal: Signal) in
      places.place(of: signal, in: values, valueGradients)
    }

    // Steps in the order of description: a group runs where its first member stands, which is after
    // whatever makes its input.
    var groupOfInput: [Signal: Int] = [:]
    for (index, group) in groups.enumerated() { groupOfInput[group.input] = index }
    let accumulation = Accumulation(
      nodes: nodes, groups: groups.map(\.input), outputs: outputSignals)
    var done: Set<Int> = []
    for node in nodes {
      switch node.operation {
      case .projection(let input, _, _):
        guard let index = groupOfInput[input], done.insert(index).inserted else { continue }
        steps.append(
          .bank(
            bank(
              groups[index], firstParameter: firstParameters[index],
              accumulates: accumulation.ofGroup[index], resolve: resolve)))
      case .mixture(let logits, let experts, let gate):
        steps.append(
          .mixture(
            Mixture(
              description: gate, logits: resolve(logits), experts: experts.map(resolve),
              accumulates: accumulation.ofMixture[node.output.node] ?? [],
              output: resolve(node.output))))
      }
    }
    outputs = outputSignals.map(resolve)
    for (index, group) in groups.enumerated() {
      table += group.slices(from: firstParameters[index])
    }
  }

  private func bank(
    _ group: LayerGroup, firstParameter: Int, accumulates: Bool, resolve: (Signal) -> Place
  ) -> LayerBank {
    let weightCount = group.width * group.input.width
    let biasRange =
      firstParameter + weightCount..<firstParameter + weightCount + group.width { _, bias in bias }
    let block = resolve(group.members[0].output)
    func matrix(_ buffer: FloatBuffer) -> MatrixView {
      MatrixView(
        base: buffer.base + firstParameter, rows: group.width, columns: group.input.width)
    }
    return LayerBank(
      input: resolve(group.input),
      output: Place(
        values: block.values, gradient: block.gradient, width: group.width, stride: block.stride,
        stepCount: block.stepCount),
      weights: matrix(parameters), weightGradient: matrix(gradients),
      bias: parameters.slice(biasRange), biasGradient: gradients.slice(biasRange),
      rectified: group.width { activation, _ in activation == .rectified },
      accumulates: accumulates)
  }
}

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
  /// For one product at a time.
  let scratch: FloatBuffer

  /// Layers that read the same signal, in the order of their columns.
  private struct Group {
    let input: Signal
    var members: [Network.Node]
    var width: Int { members.reduce(0) { $0 + $1.output.width } }
    func width(where holds: (Network.Activation, Bool) -> Bool) -> Int {
      members.reduce(0) { sum, node in
        guard case .projection(_, let activation, let bias) = node.operation else { return sum }
        return sum + (holds(activation, bias) ? node.output.width : 0)
      }
    }
  }

  init(_ network: Network, outputs outputSignals: [Signal], batchCapacity: Int) {
    let live = network.reachable(from: outputSignals)
    let nodes = network.nodes.enumerated().filter { live.contains($0.offset) }.map(\.element)
    let groups = Self.groups(of: nodes)

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
    scratch = FloatBuffer(
      count: groups.reduce(0) {
        max($0, Product.scratchCount(rows: $1.width, columns: $1.input.width))
      })
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
      table += Self.slices(of: group, from: firstParameters[index])
    }
  }

  private func bank(
    _ group: Group, firstParameter: Int, accumulates: Bool, resolve: (Signal) -> Place
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
      accumulates: accumulates, scratch: scratch.base)
  }

  /// Layers by the signal that they read, in the order of first use; members in column order.
  private static func groups(of nodes: [Network.Node]) -> [Group] {
    var groups: [Group] = []
    for node in nodes {
      guard case .projection(let input, _, _) = node.operation else { continue }
      if let index = groups.firstIndex(where: { $0.input == input }) {
        groups[index].members.append(node)
      } else {
        groups.append(Group(input: input, members: [node]))
      }
    }
    for index in groups.indices {
      let members = groups[index].members
      groups[index].members = (0..<3).flatMap { rank in
        members.filter { Self.columnRank($0) == rank }
      }
    }
    return groups
  }

  /// Rectified columns first, then linear ones with bias, then linear ones without.
  private static func columnRank(_ node: Network.Node) -> Int {
    guard case .projection(_, let activation, let bias) = node.operation else { return 0 }
    precondition(bias || activation == .linear, "\(node.name): rectified layers have a bias")
    return activation == .rectified ? 0 : bias ? 1 : 2
  }

  /// A group's weights, member after member, then its biases.
  private static func slices(of group: Group, from first: Int) -> [ParameterSlice] {
    var next = first
    var slices: [ParameterSlice] = []
    func append(_ name: String, _ shape: [Int]) {
      let count = shape.reduce(1, *)
      slices.append(ParameterSlice(name: name, range: next..<next + count, shape: shape))
      next += count
    }
    for node in group.members {
      append("\(node.name).weight", [node.output.width, group.input.width])
    }
    for node in group.members {
      guard case .projection(_, _, true) = node.operation else { continue }
      append("\(node.name).bias", [node.output.width])
    }
    return slices
  }
}

/// Blocks of values: signals that stand side by side in the rows of one block.
private struct Places {
  /// Floats of a cache line: rows and blocks start on one.
  private static let lineFloats = 16
  private let network: Network
  private let batchCapacity: Int
  private var found: [Signal: (offset: Int, stride: Int)] = [:]
  private(set) var floatCount = 0

  init(network: Network, batchCapacity: Int) {
    self.network = network
    self.batchCapacity = batchCapacity
  }

  /// A new block whose columns are those of the signals, in order.
  mutating func reserve(_ signals: [Signal]) {
    let width = signals.reduce(0) { $0 + $1.width }
    let line = Self.lineFloats
    let stride = width < line ? width : (width + line - 1) / line * line
    var column = 0
    for signal in signals {
      found[signal] = (floatCount + column, stride)
      column += signal.width
    }
    let rows = batchCapacity * (signals.first?.stepCount ?? 1)
    floatCount += (rows * stride + line - 1) / line * line
  }

  func place(of signal: Signal, in values: FloatBuffer, _ gradients: FloatBuffer) -> Place {
    guard signal != network.input else {
      return Place(
        values: nil, gradient: nil, width: signal.width, stride: signal.width,
        stepCount: signal.stepCount)
    }
    guard let (offset, stride) = found[signal] else {
      preconditionFailure("signal \(signal.node) has no place")
    }
    return Place(
      values: values.base + offset, gradient: gradients.base + offset, width: signal.width,
      stride: stride, stepCount: signal.stepCount)
  }
}

/// Who, in backward order, is first to write a signal's gradient: the first overwrites, so that no
/// gradient has to be cleared, and later ones add.
private struct Accumulation {
  private(set) var ofGroup: [Bool]
  private(set) var ofMixture: [Int: [Bool]] = [:]

  init(nodes: [Network.Node], groups: [Signal], outputs: [Signal]) {
    ofGroup = Array(repeating: false, count: groups.count)
    var written = Set(outputs)
    // A group runs where its first member stands, so backward it comes after all other readers.
    var firstMember: [Int: Int] = [:]
    for node in nodes.reversed() {
      if case .projection(let input, _, _) = node.operation,
        let group = groups.firstIndex(of: input)
      {
        firstMember[group] = node.output.node
      }
    }
    for node in nodes.reversed() {
      switch node.operation {
      case .projection(let input, _, _):
        guard let group = groups.firstIndex(of: input), firstMember[group] == node.output.node
        else { continue }
        ofGroup[group] = !written.insert(input).inserted
      case .mixture(_, let experts, _):
        ofMixture[node.output.node] = experts.map { !written.insert($0).inserted }
      }
    }
  }
}

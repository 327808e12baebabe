// How a network is laid out in memory: its products, its blocks of values, and its parameters. Nothing is allocated,
// so that the size of a model is known before there is memory for it.
import LinearAlgebra

/// The first half of a compilation.
struct NetworkLayout {
  /// The nodes that an output depends on.
  let nodes: [Network.Node]
  /// Layers that read the same signal.
  let groups: [LayerGroup]
  /// Per group, the recurrences that read its sums.
  let recurrences: [[Network.Node]]
  /// Blocks of values.
  let plan: MemoryPlan
  /// Per group, the position of its first parameter.
  let firstParameters: [Int]
  /// The position of the first parameter of a recurrence.
  let firstRecurrent: Int
  /// All parameters.
  let parameterCount: Int
  /// Floats for one product at a time.
  let scratchCount: Int

  init(_ network: Network, outputs: [Signal], batchCapacity: Int) {
    let live = network.reachable(from: outputs)
    let nodes = network.nodes.enumerated().filter { live.contains($0.offset) }.map(\.element)
    let groups = LayerGroup.groups(of: nodes)
    let recurrences = groups.map { $0.recurrences(among: nodes) }

    // Blocks of values, and the parameters of each group of layers, followed by those of
    // recurrences.
    var plan = MemoryPlan(network: network, batchCapacity: batchCapacity)
    var parameterCount = 0
    var firstParameters: [Int] = []
    for group in groups {
      firstParameters.append(parameterCount)
      if !group.isRecurrent { plan.reserve(group.members.map(\.output)) }
      parameterCount += group.width * group.input.width + group.width { _, bias in bias }
    }
    firstRecurrent = parameterCount
    for layers in recurrences where !layers.isEmpty {
      plan.reserve(layers.map(\.output))
      parameterCount += layers.reduce(0) { $0 + $1.output.width * 4 * ($1.output.width + 1) }
    }
    for node in nodes {
      switch node.operation {
      case .mixture, .rearrangement(.toSampleMajor, _), .rearrangement(.lastSteps, _),
        .rearrangement(.step, _), .stacking:
        plan.reserve([node.output])
      case .projection, .recurrence, .rearrangement(.toTimeMajor, _): break
      }
    }
    for group in groups where group.isRecurrent {
      plan.reserve(group.members.map(\.output), gradient: .inPlace)
    }
    for node in nodes {
      if case .rearrangement(.toTimeMajor, _) = node.operation {
        plan.reserve([node.output], gradient: .none)
      }
    }
    self.nodes = nodes
    self.groups = groups
    self.recurrences = recurrences
    self.plan = plan
    self.firstParameters = firstParameters
    self.parameterCount = parameterCount
    scratchCount = groups.reduce(0) {
      max($0, Product.scratchCount(rows: $1.width, columns: $1.input.width))
    }
  }

  // Recurrences read whole vectors; the last one may extend beyond the last row.
  /// Floats of all blocks.
  var valueCount: Int { plan.floatCount + 8 }
  /// Floats of the gradients of blocks.
  var valueGradientCount: Int { plan.gradientCount + 8 }
}

/// What a model of a specification takes, known without building it.
public struct ModelSize: Hashable, Sendable {
  /// The number of parameters.
  public let parameterCount: Int
  /// Floating-point operations of the products of one training step, per sample.
  public let flopsPerSample: Int
  /// Bytes of memory, as ``Model/byteCount`` has them.
  public let byteCount: Int
  /// The experts that gates weigh, summed over all gates.
  public let weighedExpertCount: Int

  /// The size of a model for batches of at most `batchCapacity` samples.
  ///
  /// - Throws: `SpecError` if the specification is invalid.
  public init(_ spec: ModelSpec, batchCapacity: Int) throws {
    try spec.validate()
    var network = Network(spec)
    let outputs = spec.kind.definition.describe(spec, &network)
    let layout = NetworkLayout(network, outputs: outputs, batchCapacity: batchCapacity)
    parameterCount = layout.parameterCount
    var flops = 0
    var floats =
      2 * layout.parameterCount + layout.valueCount + layout.valueGradientCount
      + layout.scratchCount
    for (group, recurrences) in zip(layout.groups, layout.recurrences) {
      let products = layout.plan.hasGradient(group.input) ? 3 : 2
      flops +=
        2 * products * (group.members.first?.output.stepCount ?? 1) * group.input.width
        * group.width
      for recurrence in recurrences {
        let width = recurrence.output.width
        flops += 2 * 3 * (recurrence.output.stepCount - 1) * width * 4 * width
      }
      floats += FusedLSTM.floatCount(
        of: recurrences.map(\.output), batchCapacity: batchCapacity)
    }
    flopsPerSample = flops
    byteCount = floats * MemoryLayout<Float>.stride
    weighedExpertCount = layout.nodes.reduce(0) { sum, node in
      guard case .mixture(_, let experts, _) = node.operation else { return sum }
      return sum + experts.count
    }
  }
}

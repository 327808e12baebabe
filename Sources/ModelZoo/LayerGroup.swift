// The grouping of layers into products, and the order of their columns and parameters.

/// Layers that read the same signal, in the order of their columns.
///
/// An LSTM layer has two nodes: a projection, which is in a group, and the recurrence that reads
/// it.
struct LayerGroup {
  let input: Signal
  private(set) var members: [Network.Node]

  /// N, the columns of all members.
  var width: Int { members.reduce(0) { $0 + $1.output.width } }

  /// Whether all columns are pre-activations of LSTM layers.
  var isRecurrent: Bool { width { activation, _ in activation == .recurrent } == width }

  /// The number of columns of the members whose activation and bias satisfy a condition.
  func width(where holds: (Network.Activation, Bool) -> Bool) -> Int {
    members.reduce(0) { sum, node in
      guard case .projection(_, let activation, let bias) = node.operation else { return sum }
      return sum + (holds(activation, bias) ? node.output.width : 0)
    }
  }

  /// Layers by the signal that they read, in the order of first use; members in column order.
  static func groups(of nodes: [Network.Node]) -> [LayerGroup] {
    var groups: [LayerGroup] = []
    for node in nodes {
      guard case .projection(let input, _, _) = node.operation else { continue }
      if let index = groups.firstIndex(where: { $0.input == input }) {
        groups[index].members.append(node)
      } else {
        groups.append(LayerGroup(input: input, members: [node]))
      }
    }
    for index in groups.indices {
      let members = groups[index].members
      groups[index].members = (0..<3).flatMap { rank in
        members.filter { columnRank($0) == rank }
      }
    }
    return groups
  }

  /// ReLU columns first, then linear ones with bias, then linear ones without.
  private static func columnRank(_ node: Network.Node) -> Int {
    guard case .projection(_, let activation, let bias) = node.operation else { return 0 }
    precondition(bias || activation != .reLU, "\(node.name): ReLU layers have a bias")
    return activation == .reLU ? 0 : bias ? 1 : 2
  }

  /// The slices of all members' weights, followed by those of their biases.
  func slices(from first: Int) -> [ParameterSlice] {
    var next = first
    var slices: [ParameterSlice] = []
    func append(_ name: String, _ shape: [Int], gateCount: Int = 1) {
      let count = shape.reduce(1, *)
      slices.append(
        ParameterSlice(
          name: name, range: next..<next + count, shape: shape, gateCount: gateCount))
      next += count
    }
    for node in members {
      guard case .projection(_, let activation, _) = node.operation else { continue }
      append(
        "\(node.name).weight", [node.output.width, input.width],
        gateCount: activation == .recurrent ? 4 : 1)
    }
    for node in members {
      guard case .projection(_, _, true) = node.operation else { continue }
      append("\(node.name).bias", [node.output.width])
    }
    return slices
  }

  /// The recurrences that read sums of this group, in column order.
  func recurrences(among nodes: [Network.Node]) -> [Network.Node] {
    members.compactMap { member in
      nodes.first { node in
        guard case .recurrence(member.output) = node.operation else { return false }
        return true
      }
    }
  }

  /// The slices of weights and bias of each recurrence.
  static func slices(ofRecurrences nodes: [Network.Node], from first: Int) -> [ParameterSlice] {
    var next = first
    return nodes.flatMap { node in
      let width = node.output.width
      let bias = next + 4 * width * width
      defer { next = bias + 4 * width }
      return [
        ParameterSlice(
          name: "\(node.name).recurrent.weight", range: next..<bias, shape: [4 * width, width],
          gateCount: 4),
        ParameterSlice(
          name: "\(node.name).bias", range: bias..<bias + 4 * width, shape: [4 * width],
          gateCount: 4),
      ]
    }
  }
}

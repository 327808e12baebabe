// Which layers become one product, and in which order their columns and parameters stand.

/// Layers that read the same signal, in the order of their columns.
struct LayerGroup {
  let input: Signal
  private(set) var members: [Network.Node]

  /// N, the columns of all members.
  var width: Int { members.reduce(0) { $0 + $1.output.width } }

  /// The columns of those members whose activation and bias are asked for.
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

  /// Rectified columns first, then linear ones with bias, then linear ones without.
  private static func columnRank(_ node: Network.Node) -> Int {
    guard case .projection(_, let activation, let bias) = node.operation else { return 0 }
    precondition(bias || activation == .linear, "\(node.name): rectified layers have a bias")
    return activation == .rectified ? 0 : bias ? 1 : 2
  }

  /// The group's weights, member after member, then its biases.
  func slices(from first: Int) -> [ParameterSlice] {
    var next = first
    var slices: [ParameterSlice] = []
    func append(_ name: String, _ shape: [Int]) {
      let count = shape.reduce(1, *)
      slices.append(ParameterSlice(name: name, range: next..<next + count, shape: shape))
      next += count
    }
    for node in members {
      append("\(node.name).weight", [node.output.width, input.width])
    }
    for node in members {
      guard case .projection(_, _, true) = node.operation else { continue }
      append("\(node.name).bias", [node.output.width])
    }
    return slices
  }
}

// Which backward steps overwrite the gradient of a signal, and which add to it.

/// For every reader of a signal, whether it adds to the signal's gradient. In backward order, the
/// first reader overwrites the gradient, so that none has to be cleared, and later readers add.
struct Accumulation {
  private(set) var ofGroup: [Bool]
  private(set) var ofMixture: [Int: [Bool]] = [:]
  private(set) var ofRearrangement: [Int: Bool] = [:]
  private(set) var ofStacking: [Int: [Bool]] = [:]

  init(nodes: [Network.Node], groups: [Signal], outputs: [Signal]) {
    ofGroup = Array(repeating: false, count: groups.count)
    var written = Set(outputs)
    // A group runs at the position of its first member, so in backward order after all other
    // readers.
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
      case .rearrangement(_, let source):
        ofRearrangement[node.output.node] = !written.insert(source).inserted
      case .stacking(let sources):
        ofStacking[node.output.node] = sources.map { !written.insert($0).inserted }
      case .recurrence: break  // Its sums have no other reader.
      }
    }
  }
}

// The order in which a backward pass writes gradients that several readers of a signal share.

/// Who, in backward order, is first to write a signal's gradient: the first overwrites, so that no
/// gradient has to be cleared, and later ones add.
struct Accumulation {
  private(set) var ofGroup: [Bool]
  private(set) var ofMixture: [Int: [Bool]] = [:]
  private(set) var ofRearrangement: [Int: Bool] = [:]

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
      case .rearrangement(_, let source):
        ofRearrangement[node.output.node] = !written.insert(source).inserted
      case .recurrence: break  // Nobody else reads its sums.
      }
    }
  }
}

// Multi-head: one network with an output per task, a baseline of Qin et al., KDD 2020.

/// y_k = w_k·f(x) + b_k: all tasks share every layer except the last.
///
/// It is a shared bottom without towers, and a separate kind because the studies list it
/// separately.
enum MultiHead {
  static func describe(_ spec: ModelSpec, in network: inout Network) -> [Signal] {
    let trunk = network.stack("trunk", reading: network.input, widths: spec.levelWidths[0])
    return (0..<spec.taskCount).map { task in
      network.output("head\(task + 1)", reading: trunk)
    }
  }
}

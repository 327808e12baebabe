// Single-task: K disjoint networks in one model, trained in one pass over the same samples.

/// y_k = t_k(x): tasks share only the data.
enum SingleTask {
  static func describe(_ spec: ModelSpec, in network: inout Network) -> [Signal] {
    (0..<spec.taskCount).map { task in
      network.tower(task, reading: network.input, widths: spec.towerWidths)
    }
  }
}

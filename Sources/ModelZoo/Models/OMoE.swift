// One-gate mixture of experts: Ma et al., KDD 2018, section 4.1, equation 5.

/// f(x) = Σ_e softmax(W_g·x)_e · f_e(x), y_k = t_k(f(x)): all tasks share one gate.
enum OMoE {
  static func describe(_ spec: ModelSpec, in network: inout Network) -> [Signal] {
    let x = network.input
    let bottom = network.stack("bottom", reading: x, widths: spec.bottomWidths ?? [])
    let experts = (0..<spec.sharedExpertCount).map { index in
      network.expert(
        index, level: 1, owner: "shared", reading: bottom, widths: spec.levelWidths[0])
    }
    let mixed = network.gate("all", level: 1, selector: x, over: experts)
    return (0..<spec.taskCount).map { task in
      network.tower(task, reading: mixed, widths: spec.towerWidths)
    }
  }
}

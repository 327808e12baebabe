// Multi-gate mixture of experts: Ma et al., KDD 2018, section 4.2, equations 6 and 7.
//
// MoSE, the mixture of sequential experts (Qin et al., KDD 2020), is MMoE with a shared bottom and
// with LSTMs in bottom, experts and towers: `layers` lstm, `bottomWidths` [16], 10 experts of [8],
// towers of [8]. It is not a kind; an experiment gives this specification its name.

/// f_k(x) = Σ_e softmax(W_gk·x)_e · f_e(x), y_k = t_k(f_k(x)): every task weighs all experts.
enum MMoE {
  static func describe(_ spec: ModelSpec, in network: inout Network) -> [Signal] {
    let x = network.input
    let bottom = network.stack("bottom", reading: x, widths: spec.bottomWidths ?? [])
    let experts = (0..<spec.sharedExpertCount).map { index in
      network.expert(
        index, level: 1, owner: "shared", reading: bottom, widths: spec.levelWidths[0])
    }
    return (0..<spec.taskCount).map { task in
      let mixed = network.gate("task\(task + 1)", level: 1, selector: x, over: experts)
      return network.tower(task, reading: mixed, widths: spec.towerWidths)
    }
  }
}

// Customized gate control: Tang et al., RecSys 2020, section 4.1, equations 1–4.

/// g^k(x) = softmax(W_g^k·x) · S^k(x), y^k = t^k(g^k(x)), where S^k stacks task k's own experts and
/// the shared ones. There is no path from other tasks' experts to y^k.
enum CGC {
  static func describe(_ spec: ModelSpec, in network: inout Network) -> [Signal] {
    let x = network.input
    let bottom = network.stack("bottom", reading: x, widths: spec.bottomWidths ?? [])
    let widths = spec.levelWidths[0]
    var index = 0
    var own: [[Expert]] = []
    for (task, count) in spec.taskExpertCounts.enumerated() {
      own.append(
        (index..<index + count).map { expert in
          network.expert(
            expert, level: 1, owner: "task\(task + 1)", reading: bottom, widths: widths)
        })
      index += count
    }
    let shared = (index..<index + spec.sharedExpertCount).map { expert in
      network.expert(expert, level: 1, owner: "shared", reading: bottom, widths: widths)
    }
    return (0..<spec.taskCount).map { task in
      let extracted = network.gate(
        "task\(task + 1)", level: 1, selector: x, over: own[task] + shared,
        masking: spec.departs(.softmaxThenMask)
          ? own.indices.filter { $0 != task }.flatMap { own[$0] } : [])
      return network.tower(task, reading: extracted, widths: spec.towerWidths)
    }
  }
}

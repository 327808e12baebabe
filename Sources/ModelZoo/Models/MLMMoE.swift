// Multi-level MMoE: Tang et al., RecSys 2020, section 5.1 and Figure 1(e).
//
// "All gating networks share the same selector" is read as: every gate, at every level, reads the
// raw input x. An upper expert reads the mixture that its own gate makes of the level below.
//
// With the selector `fusion`, which departs from the paper, gate n of an upper level reads the
// input of expert n of that level, as in PLE; task n's gate is gate n. With one expert per module,
// the model then differs from PLE only in its gates, which weigh the experts of all modules.

/// MMoE whose upper experts read mixtures of lower ones; with one level it is MMoE.
enum MLMMoE {
  static func describe(_ spec: ModelSpec, in network: inout Network) -> [Signal] {
    let x = network.input
    let count = spec.sharedExpertCount
    let bottom = network.stack("bottom", reading: x, widths: spec.bottomWidths ?? [])
    var inputs = Array(repeating: bottom, count: count)
    for level in 1..<spec.levelCount {
      let experts = Self.experts(level, reading: inputs, of: spec, in: &network)
      inputs = (0..<count).map { upper in
        network.gate(
          "selector\(upper + 1)", level: level,
          selector: spec.selectsByInput(level: level) ? x : inputs[upper], over: experts)
      }
    }
    let top = spec.levelCount
    let experts = Self.experts(top, reading: inputs, of: spec, in: &network)
    return (0..<spec.taskCount).map { task in
      let mixed = network.gate(
        "task\(task + 1)", level: top,
        selector: spec.selectsByInput(level: top) ? x : inputs[task], over: experts)
      return network.tower(task, reading: mixed, widths: spec.towerWidths)
    }
  }

  /// The experts of a level (from 1), each reading its own signal.
  private static func experts(
    _ level: Int, reading inputs: [Signal], of spec: ModelSpec, in network: inout Network
  ) -> [Expert] {
    inputs.enumerated().map { index, input in
      network.expert(
        index, level: level, owner: "shared", reading: input, widths: spec.levelWidths[level - 1])
    }
  }
}

// Hard parameter sharing: Caruana's shared bottom, as in MMoE section 3.1 and PLE Figure 1(a).

/// y_k = t_k(f(x)), one bottom f for all tasks.
enum SharedBottom {
  static func describe(_ spec: ModelSpec, in network: inout Network) -> [Signal] {
    let bottom = network.stack("bottom", reading: network.input, widths: spec.levelWidths[0])
    return (0..<spec.taskCount).map { task in
      network.tower(task, reading: bottom, widths: spec.towerWidths)
    }
  }
}

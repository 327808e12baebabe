// Progressive layered extraction: Tang et al., RecSys 2020, section 4.2, equations 5–7.
//
// Modules are the K tasks and the shared one. At level j a module's experts read that module's
// fusion of level j − 1 (level 1: the raw input x), and so does its gate:
//   g^{k,j}(x) = softmax(W^{k,j}_g · g^{k,j−1}(x)) · S^{k,j}(x),
// where a task's S stacks its own experts and the shared ones, and the shared module's S stacks all
// experts of its level. At the top there are task gates only.
//
// With the selector `input`, which departs from the paper, all gates read x; experts do not. What other departures change
// is marked below; ``Departure`` says what they are.

/// CGC's extraction at every level; with one level it is CGC.
enum PLE {
  static func describe(_ spec: ModelSpec, in network: inout Network) -> [Signal] {
    let tasks = 0..<spec.taskCount
    let x = network.input
    let bottom = network.stack("bottom", reading: x, widths: spec.bottomWidths ?? [])
    var fusions = Array(repeating: bottom, count: spec.taskCount)
    var sharedFusion = bottom
    for level in 1...spec.levelCount {
      let selectsByInput = spec.selectsByInput(level: level)
      let widths = spec.levelWidths[level - 1]
      var index = 0
      var own: [[Expert]] = []
      for task in tasks {
        let positions = index..<index + spec.taskExpertCounts[task]
        own.append(
          positions.map { expert in
            network.expert(
              expert, level: level, owner: "task\(task + 1)", reading: fusions[task],
              widths: widths)
          })
        index = positions.upperBound
      }
      // Departure: upper shared experts read every task's fusion, with the same weights.
      let isShared = level == 1 || !spec.departs(.noSharedGate)
      let sharedInput =
        isShared ? sharedFusion : network.stacked("level\(level).fusions", fusions)
      let shared = (index..<index + spec.sharedExpertCount).map { expert in
        network.expert(
          expert, level: level, owner: "shared", reading: sharedInput, widths: widths)
      }
      for task in tasks {
        let seen = isShared ? shared : shared.map { network.unstacked($0, task) }
        fusions[task] = network.gate(
          "task\(task + 1)", level: level, selector: selectsByInput ? x : fusions[task],
          over: own[task] + seen,
          // Departure: others' experts are in the softmax, and masked afterwards.
          masking: spec.departs(.softmaxThenMask)
            ? tasks.filter { $0 != task }.flatMap { own[$0] } : [])
      }
      // Without shared experts above, nothing would read the shared fusion.
      if level < spec.levelCount, spec.sharedExpertCount > 0, !spec.departs(.noSharedGate) {
        sharedFusion = network.gate(
          "shared", level: level, selector: selectsByInput ? x : sharedFusion,
          // Departure: it weighs shared experts alone.
          over: spec.departs(.sharedGateOverShared) ? shared : own.flatMap { $0 } + shared)
      }
    }
    return tasks.map { task in
      network.tower(task, reading: fusions[task], widths: spec.towerWidths)
    }
  }
}

// Which parameters affect which task's prediction: only along the papers' edges.
import LinearAlgebra
import ModelZoo
import Testing

/// The part of a model that a parameter belongs to, from its name.
private enum Part: Equatable {
  case bottom
  case tower(task: Int)
  case expert(level: Int, number: Int)
  /// The task, from 1; nil for shared gates, OMoE's gate and ML-MMoE's selectors.
  case gate(level: Int, task: Int?)

  init(_ slice: ParameterSlice) {
    let words = slice.name.split(separator: ".")
    func number(_ word: Substring, after prefix: String) -> Int? {
      word.hasPrefix(prefix) ? Int(word.dropFirst(prefix.count)) : nil
    }
    if let task = number(words[0], after: "tower") ?? number(words[0], after: "head") {
      self = .tower(task: task)
    } else if let level = number(words[0], after: "level") {
      if let expert = number(words[1], after: "expert") {
        self = .expert(level: level, number: expert)
      } else {
        self = .gate(level: level, task: number(words[2], after: "task"))
      }
    } else {
      self = .bottom
    }
  }

  /// Whether the papers have a path from this part to task k's prediction.
  func reaches(task k: Int, in spec: ModelSpec) -> Bool {
    let hasSharedPath = spec.kind == .ple && spec.sharedExpertCount > 0
    switch self {
    case .bottom: return true
    case .tower(let task): return task == k
    case .expert(let level, let number):
      guard spec.kind == .cgc || spec.kind == .ple else { return true }
      var last = 0
      for (index, count) in spec.taskExpertCounts.enumerated() {
        last += count
        // Below the top, the shared fusion reads the experts of every task.
        if number <= last { return index + 1 == k || (hasSharedPath && level < spec.levelCount) }
      }
      return true
    case .gate(let level, let task):
      guard let task else { return true }
      // A task's fusion feeds its own experts of the next level, which the shared fusion reads
      // unless that level is the top.
      return task == k
        || (hasSharedPath && level + 1 < spec.levelCount && spec.taskExpertCounts[task - 1] > 0)
    }
  }
}

@Suite struct EdgeTests {
  /// ∂y_k/∂θ for one task at a time, with all ReLUs active: nonzero if and only if there is a path.
  /// This covers: no edge from one task's experts to another's prediction in CGC; an edge through
  /// the shared path in PLE; no dead expert; no expert confused with another by index or name.
  @Test(arguments: Specimen.all)
  func gradientsFlowAlongThePapersEdgesAndNoOthers(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 5, awayFromKinks: false)
    try trial.openReLUs()
    for k in 1...specimen.spec.taskCount {
      trial.forward()
      trial.backward { task, _ in task + 1 == k ? 1 : 0 }
      let largest = trial.largestGradients()
      for slice in trial.model.table {
        let reaches = Part(slice).reaches(task: k, in: specimen.spec)
        let gradient = try #require(largest[slice.name])
        #expect((gradient != 0) == reaches, "∂y\(k)/∂\(slice.name) has entries up to \(gradient)")
      }
    }
  }

  /// The two central cases of the papers.
  @Test func otherTasksExpertsDoNotReachCGCsPredictionButReachPLEs() throws {
    func gradients(_ kind: ModelKind, _ levels: [[Int]]) throws -> [String: Float] {
      let spec = ModelSpec(
        kind: kind, inputWidth: 6, taskCount: 2, levelWidths: levels, towerWidths: [3],
        taskExpertCounts: [1, 1], sharedExpertCount: 1)
      let trial = try Trial(spec, count: 5, awayFromKinks: false)
      try trial.openReLUs()
      trial.forward()
      trial.backward { task, _ in task == 0 ? 1 : 0 }
      return trial.largestGradients()
    }
    let cgc = try gradients(.cgc, [[5]])
    #expect(cgc["level1.expert01.layer1.weight"].map { $0 > 0 } == true)
    #expect(cgc["level1.expert02.layer1.weight"] == 0)
    #expect(cgc["level1.expert03.layer1.weight"].map { $0 > 0 } == true)
    let ple = try gradients(.ple, [[5], [4]])
    #expect(ple["level1.expert02.layer1.weight"].map { $0 > 0 } == true)
    #expect(ple["level2.expert02.layer1.weight"] == 0)
    #expect(ple["level2.expert03.layer1.weight"].map { $0 > 0 } == true)
    #expect(ple["level1.gate.shared.weight"].map { $0 > 0 } == true)
    #expect(ple["level2.gate.shared.weight"] == nil, "no gate that nothing reads")
  }

  /// Some public implementations have parameters without a gradient, kept in a plain list or
  /// unused.
  @Test(arguments: Specimen.all)
  func everyParameterHasAGradient(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 16, awayFromKinks: false)
    try trial.openReLUs()
    trial.model.gradients.clear()
    trial.forward()
    trial.backward { task, i in i % 2 == 0 ? 1 + Double(task) : -0.5 }
    for slice in trial.model.table {
      let dead = trial.model.gradients.slice(slice.range).count { $0 == 0 || !$0.isFinite }
      #expect(dead == 0, "\(slice.name): \(dead) of \(slice.range.count)")
    }
  }

  /// A gradient step changes every gate's weights, so gates are trained.
  @Test(arguments: Specimen.withGates)
  func gatesMoveWithAGradientStep(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 5, awayFromKinks: false)
    try trial.openReLUs()
    trial.forward()
    let before = trial.model.gates.indices.map(trial.weights(gate:))
    trial.backward { _, i in i == 0 ? 1 : 0.1 }
    for slice in trial.model.table where slice.name.contains(".gate.") {
      let gradient = trial.model.gradients.slice(slice.range)
      let largest = gradient.reduce(0) { max($0, abs($1)) }
      for (i, entry) in zip(slice.range, gradient) {
        trial.model.parameters.base[i] -= 0.5 * entry / largest
      }
    }
    trial.forward()
    for (gate, weights) in before.enumerated() {
      #expect(trial.weights(gate: gate) != weights, "\(trial.model.gates[gate].name)")
    }
  }
}

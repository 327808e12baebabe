// An independent implementation of every model of the zoo: one sample at a time, in Double, without
// matrices, batches or shared products, from the papers' equations only.
//
//   MMoE     y_k = t_k(Σ_e g^k(x)_e f_e(x)), g^k = softmax(W_gk·x)        Ma et al. 2018, eq. 6–7
//   OMoE     the same with one gate for all tasks                         Ma et al. 2018, eq. 5
//   ML-MMoE  an upper expert reads its own gate's mixture of the experts below; all gates read x
//   CGC      g^k(x) = w^k(x)·S^k(x), S^k = task k's own and the shared experts
//   PLE      g^{k,j}(x) = w^{k,j}(g^{k,j−1}(x))·S^{k,j}(x), g^{·,0}(x) = x; the shared module's S
//            stacks all experts of its level                              Tang et al. 2020, eq. 1–7
//   MoSE     MMoE over a shared bottom, all of LSTMs; gates read all of x  Qin et al. 2020
//
// and of the departures of public implementations from them, each in words where it is computed.
//
// With ReLU layers x is one row of all steps; with LSTMs every signal is a sequence of T vectors.
//
// It depends on the zoo only through parameter names.
import ModelZoo

/// A parameter of the equations that the model lacks.
struct MissingParameter: Error, Equatable {
  let name: String
}

/// A model in the papers' equations, with parameters in the layout of a model's table.
struct Oracle {
  let spec: ModelSpec
  private let slices: [String: ParameterSlice]

  init(_ spec: ModelSpec, table: [ParameterSlice]) {
    self.spec = spec
    slices = Dictionary(table.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// All results of one sample with T·D inputs.
  func evaluate(_ parameters: [Double], at x: [Double]) throws -> Evaluation {
    let pass = OraclePass(spec: spec, slices: slices, parameters: parameters, x: x)
    let predictions = try (1...spec.taskCount).map(pass.prediction(ofTask:))
    return Evaluation(
      predictions: predictions, gateWeights: pass.gateWeights, fusions: pass.fusions,
      open: pass.open, margin: pass.margin, parametersRead: pass.parametersRead)
  }
}

/// The oracle's results for one sample.
struct Evaluation {
  /// ŷ of every task, S each.
  let predictions: [[Double]]
  /// The weights of every gate that weighs two experts or more, by `level1.task2`.
  let gateWeights: [String: [Double]]
  /// The mixture of every such gate, per step.
  let fusions: [String: [Double]]
  /// For every ReLU unit, whether it is above 0.
  let open: [Bool]
  /// The least distance of a ReLU unit's pre-activation from the kink at 0.
  let margin: Double
  /// The names of all parameters used.
  let parametersRead: Set<String>
}

/// A vector per step; a single one for dense layers.
private typealias Sequence = [[Double]]

/// The evaluation of one sample.
private final class OraclePass {
  let spec: ModelSpec
  let slices: [String: ParameterSlice]
  let parameters: [Double]
  /// All inputs, the selector of gates.
  let raw: [Double]
  /// The input of the first layers.
  let x: Sequence
  private(set) var gateWeights: [String: [Double]] = [:]
  private var mixtures: [String: Sequence] = [:]
  private(set) var open: [Bool] = []
  private(set) var margin = Double.infinity
  private(set) var parametersRead: Set<String> = []
  private var outputs: [String: Sequence] = [:]

  var fusions: [String: [Double]] { mixtures.mapValues { $0.flatMap { $0 } } }

  init(spec: ModelSpec, slices: [String: ParameterSlice], parameters: [Double], x: [Double]) {
    self.spec = spec
    self.slices = slices
    self.parameters = parameters
    raw = x
    let width = spec.inputWidth
    self.x =
      spec.readsSingleSteps
      ? (0..<spec.stepsPerSample).map { Array(x[$0 * width..<($0 + 1) * width]) } : [x]
  }

  // MARK: The models

  func prediction(ofTask k: Int) throws -> [Double] {
    switch spec.kind {
    case .singleTask: try tower(k, of: x)
    case .multiHead: try output("head\(k)", of: stack("trunk", spec.levelWidths[0], of: x))
    case .sharedBottom: try tower(k, of: stack("bottom", spec.levelWidths[0], of: x))
    case .omoe: try tower(k, of: mixture(1, "all", selector: raw, over: everyExpert, readingBottom))
    case .mmoe:
      try tower(k, of: mixture(1, "task\(k)", selector: raw, over: everyExpert, readingBottom))
    case .mlMMoE:
      try tower(
        k,
        of: mixture(
          spec.levelCount, "task\(k)",
          selector: selector(spec.levelCount, mlMMoEExpertInput(spec.levelCount, k)),
          over: everyExpert
        ) { level, e in try self.mlMMoEExpertInput(level, e) })
    case .cgc:
      try tower(
        k,
        of: mixture(
          1, "task\(k)", selector: raw, over: own(k) + sharedExperts, masked: others(k),
          readingBottom))
    case .ple: try tower(k, of: fusion(ofModule: k, level: spec.levelCount))
    }
  }

  /// The input of expert e of a level of ML-MMoE: the bottom, or its own gate's mixture of the
  /// level below.
  private func mlMMoEExpertInput(_ level: Int, _ e: Int) throws -> Sequence {
    if level == 1 { return try bottom() }
    return try mixture(
      level - 1, "selector\(e)", selector: selector(level - 1, mlMMoEExpertInput(level - 1, e)),
      over: everyExpert
    ) { below, other in try self.mlMMoEExpertInput(below, other) }
  }

  /// The input of a gate: the last step of the fusion of the level below, or all inputs.
  private func selector(
    _ level: Int, _ fusion: @autoclosure () throws -> Sequence
  ) throws -> [Double] {
    let own: GateSelector = spec.kind == .ple ? .fusion : .input
    return level == 1 || (spec.selector ?? own) == .input ? raw : try fusion()[fusion().count - 1]
  }

  /// PLE's g^{k,j}: of task k from 1, or of the shared module, 0.
  private func fusion(ofModule k: Int, level j: Int) throws -> Sequence {
    if j == 0 { return try bottom() }
    // Departure: the shared gate weighs shared experts alone.
    let all = has(.sharedGateOverShared) ? [] : (1...spec.taskCount).flatMap(own)
    let weighed = k == 0 ? all + sharedExperts : own(k) + sharedExperts
    return try mixture(
      j, k == 0 ? "shared" : "task\(k)", selector: selector(j, fusion(ofModule: k, level: j - 1)),
      over: weighed, masked: k == 0 ? [] : others(k),
      // Departure: what a shared expert computes depends on the task that asks.
      asking: has(.noSharedGate) && j > 1 ? "for task \(k)" : ""
    ) { level, e in
      let owner = self.owner(ofExpert: e)
      let module = self.has(.noSharedGate) && level > 1 && owner == 0 ? k : owner
      return try self.fusion(ofModule: module, level: level - 1)
    }
  }

  private func has(_ departure: Departure) -> Bool {
    spec.departures?.contains(departure) ?? false
  }

  /// Departure: the experts of other tasks, which are in a task's softmax but not in its sum.
  private func others(_ k: Int) -> [Int] {
    guard has(.softmaxThenMask) else { return [] }
    return (1...spec.taskCount).filter { $0 != k }.flatMap(own)
  }

  // MARK: Experts are numbered from 1 over a level: task 1's, task 2's, …, shared ones

  private var everyExpert: [Int] { Array(1...spec.sharedExpertCount) }

  private func own(_ k: Int) -> [Int] {
    let before = spec.taskExpertCounts[..<(k - 1)].reduce(0, +)
    return (0..<spec.taskExpertCounts[k - 1]).map { before + 1 + $0 }
  }

  private var sharedExperts: [Int] {
    let before = spec.taskExpertCounts.reduce(0, +)
    return (0..<spec.sharedExpertCount).map { before + 1 + $0 }
  }

  /// The task from 1, or 0 for a shared expert.
  private func owner(ofExpert e: Int) -> Int {
    (1...spec.taskCount).first { own($0).contains(e) } ?? 0
  }

  private func readingBottom(_ level: Int, _ e: Int) throws -> Sequence { try bottom() }

  // MARK: Their parts

  /// Σ_e softmax(W·selector + b)_e · expert_e; one expert alone has the weight 1.
  private func mixture(
    _ level: Int, _ gate: String, selector: @autoclosure () throws -> [Double],
    over experts: [Int], masked: [Int] = [], asking: String = "",
    _ input: (Int, Int) throws -> Sequence
  ) throws -> Sequence {
    if let known = mixtures["level\(level).\(gate)"] { return known }
    let outputs = try experts.map { e in
      try expert(level, e, asking: asking, of: { try input(level, e) })
    }
    if outputs.count + masked.count == 1 { return outputs[0] }
    let logits = try affine("level\(level).gate.\(gate)", of: selector(), hasBias: spec.gateBias)
    let temperature = spec.gateTemperature ?? 1
    let powers = logits.map { exponential($0 / temperature) }
    let weights = powers.prefix(experts.count).map { $0 / powers.reduce(0, +) }
    let sums = outputs[0].indices.map { t in
      outputs[0][t].indices.map { h in
        zip(weights, outputs).reduce(0) { $0 + $1.0 * $1.1[t][h] }
      }
    }
    gateWeights["level\(level).\(gate)"] = weights
    mixtures["level\(level).\(gate)"] = sums
    return sums
  }

  private func expert(
    _ level: Int, _ e: Int, asking: String, of input: () throws -> Sequence
  ) throws -> Sequence {
    let name = "level\(level).expert" + (e < 10 ? "0" : "") + "\(e)"
    let key = asking.isEmpty || owner(ofExpert: e) != 0 ? name : name + asking
    if let known = outputs[key] { return known }
    let output = try stack(name, spec.levelWidths[level - 1], of: input())
    outputs[key] = output
    return output
  }

  /// The input of experts of the first level: the bottom, or x without a bottom.
  private func bottom() throws -> Sequence {
    if let known = outputs["bottom"] { return known }
    let output = try stack("bottom", spec.bottomWidths ?? [], of: x)
    outputs["bottom"] = output
    return output
  }

  private func tower(_ k: Int, of input: Sequence) throws -> [Double] {
    try output("tower\(k).output", of: stack("tower\(k)", spec.towerWidths, of: input))
  }

  /// S predictions: S units of a row, or one unit at each of the last S steps of a sequence.
  private func output(_ name: String, of input: Sequence) throws -> [Double] {
    try input.suffix(spec.readsSingleSteps ? spec.labelsPerTask : 1).flatMap {
      try affine(name, of: $0, hasBias: true)
    }
  }

  /// A stack of layers.
  private func stack(_ name: String, _ widths: [Int], of input: Sequence) throws -> Sequence {
    var signal = input
    for (index, width) in widths.enumerated() {
      let layer = "\(name).layer\(index + 1)"
      signal =
        spec.layers == .lstm
        ? try lstm(layer, width, of: signal) : try signal.map { try rectified(layer, of: $0) }
    }
    return signal
  }

  /// max(0, W·x + b).
  private func rectified(_ name: String, of input: [Double]) throws -> [Double] {
    let sums = try affine(name, of: input, hasBias: true)
    open += sums.map { $0 > 0 }
    margin = sums.reduce(margin) { min($0, abs($1)) }
    return sums.map { max(0, $0) }
  }

  /// c_t = σ(z_f)·c_(t−1) + σ(z_i)·tanh z_g, h_t = σ(z_o)·tanh c_t, z = W·x_t + U·h_(t−1) + b,
  /// where the rows of W, U and b are those of i, f, g and o, H each; h₀ = c₀ = 0.
  private func lstm(_ name: String, _ width: Int, of input: Sequence) throws -> Sequence {
    let bias = Array(try parameter("\(name).bias"))
    guard bias.count == 4 * width else { throw MissingParameter(name: "\(name).bias") }
    var h = [Double](repeating: 0, count: width)
    var c = h
    return try input.map { x in
      let fromInput = try affine("\(name).input", of: x, hasBias: false)
      let fromState = try affine("\(name).recurrent", of: h, hasBias: false)
      for unit in 0..<width {
        func z(_ gate: Int) -> Double {
          let row = gate * width + unit
          return fromInput[row] + fromState[row] + bias[row]
        }
        c[unit] = sigmoid(z(1)) * c[unit] + sigmoid(z(0)) * hyperbolicTangent(z(2))
        h[unit] = sigmoid(z(3)) * hyperbolicTangent(c[unit])
      }
      return h
    }
  }

  /// W·x + b; the number of units is the length of b (or the size of W divided by that of x).
  private func affine(_ name: String, of input: [Double], hasBias: Bool) throws -> [Double] {
    let weights = try parameter("\(name).weight")
    let bias = hasBias ? try parameter("\(name).bias") : nil
    guard weights.count % input.count == 0,
      bias.map({ $0.count * input.count }) ?? weights.count == weights.count
    else { throw MissingParameter(name: "\(name).weight with \(input.count) columns") }
    return (0..<weights.count / input.count).map { unit in
      var sum = bias.map { $0[$0.startIndex + unit] } ?? 0
      for column in input.indices {
        sum += weights[weights.startIndex + unit * input.count + column] * input[column]
      }
      return sum
    }
  }

  private func parameter(_ name: String) throws -> ArraySlice<Double> {
    guard let slice = slices[name] else { throw MissingParameter(name: name) }
    parametersRead.insert(name)
    return parameters[slice.range]
  }
}

// The building blocks of model definitions.
//
// A *signal* is a matrix [T·B, W]: time-major rows, T steps of B samples; dense data has
// T = 1. A model is a list of *nodes*; each computes one signal from earlier ones:
//   projection     Y = X·Wᵀ + b, with ReLU or linear: a layer of an expert, bottom, tower, or the
//                  logits of a gate; or the product of an LSTM layer with all steps of its input;
//   recurrence     the recurrent part of an LSTM layer, step by step;
//   mixture        Σ_e softmax(logits)_e · expert_e, the output of a gate;
//   rearrangement  the same rows in another order, or the rows of some steps;
//   stacking       several signals as the steps of one, which the same layers read with the same weights.
//
// Every model has three forms. With dense layers it reads a sample's steps as one row, [B, T·D],
// and has an output for each of the S labels. With LSTM layers, bottoms, experts and towers are
// many-to-many, and an output unit reads each of the last S steps. Stepwise layers have the same
// form with dense layers that do not see earlier steps. Gates are equal in all forms: from the
// whole row they compute one weight per sample and expert for all steps. Through its gates, an LSTM
// model's prediction at a step may therefore depend on later inputs.
//
// `Compilation` decides how nodes are computed and which of them share a product.

/// A reference to a matrix [T·B, W] in a network.
struct Signal: Hashable {
  /// The index of the node that computes it, or −1 for the network's input.
  let node: Int
  /// W, the number of columns.
  let width: Int
  /// T, the number of time steps.
  let stepCount: Int
}

/// One expert of a level: its output and its description.
struct Expert {
  let output: Signal
  let description: ExpertDescription
}

/// An expert's name and owner in records.
public struct ExpertDescription: Hashable, Sendable {
  /// `expert01`…, numbered over the whole level: task 1's experts, task 2's, …, shared experts.
  public let name: String
  /// `task1`…, or `shared`.
  public let owner: String
}

/// A gate's level and name in records, and its experts in the order of its weights.
public struct GateDescription: Hashable, Sendable {
  /// The level, from 1.
  public let level: Int
  /// `task1`…, `shared`, `all` (OMoE) or `selector1`… (ML-MMoE below the top).
  public let name: String
  /// The experts that the gate weighs.
  public let experts: [ExpertDescription]
}

/// A network under construction.
struct Network {
  /// The activation of a projection; a recurrence, which has the bias, follows a `recurrent`
  /// projection.
  enum Activation { case reLU, linear, recurrent }

  /// The operation of a node.
  enum Operation {
    case projection(input: Signal, activation: Activation, bias: Bool)
    case recurrence(sums: Signal)
    case mixture(logits: Signal, experts: [Signal], gate: GateDescription)
    case rearrangement(Rearrangement.Kind, of: Signal)
    case stacking([Signal])

    /// The signals that the operation reads.
    var inputs: [Signal] {
      switch self {
      case .projection(let input, _, _): [input]
      case .recurrence(let sums): [sums]
      case .mixture(let logits, let experts, _): [logits] + experts
      case .rearrangement(_, let source): [source]
      case .stacking(let sources): sources
      }
    }
  }

  /// A named node.
  struct Node {
    let name: String
    let operation: Operation
    let output: Signal
  }

  private let gateBias: Bool
  /// τ, the divisor of all gates' logits.
  let gateTemperature: Float
  private let layers: LayerKind
  private let labelCount: Int
  private(set) var nodes: [Node] = []
  /// The raw input in the layout of a batch, sample-major: [B, T·D].
  let rawInput: Signal
  /// x, the input of the first layers: [B, T·D] for dense layers, else [T·B, D].
  private(set) var input: Signal

  init(_ spec: ModelSpec) {
    gateBias = spec.gateBias
    gateTemperature = Float(spec.gateTemperature ?? 1)
    layers = spec.layerKind
    labelCount = spec.labelsPerTask
    rawInput = Signal(node: -1, width: spec.stepsPerSample * spec.inputWidth, stepCount: 1)
    input = rawInput
    if layers != .dense, spec.stepsPerSample > 1 {
      input = append(
        "input", width: spec.inputWidth, stepCount: spec.stepsPerSample,
        .rearrangement(.toTimeMajor, of: rawInput))
    }
  }

  private mutating func append(
    _ name: String, width: Int, stepCount: Int, _ operation: Operation
  ) -> Signal {
    let output = Signal(node: nodes.count, width: width, stepCount: stepCount)
    nodes.append(Node(name: name, operation: operation, output: output))
    return output
  }

  /// One fully connected layer.
  mutating func dense(
    _ name: String, reading input: Signal, width: Int, activation: Activation = .reLU,
    bias: Bool = true
  ) -> Signal {
    append(
      name, width: width, stepCount: input.stepCount,
      .projection(input: input, activation: activation, bias: bias))
  }

  /// One LSTM layer: the projection of its input at all steps, and the recurrence.
  mutating func lstm(_ name: String, reading input: Signal, width: Int) -> Signal {
    let sums = dense(
      "\(name).input", reading: input, width: 4 * width, activation: .recurrent, bias: false)
    return append(name, width: width, stepCount: input.stepCount, .recurrence(sums: sums))
  }

  /// A stack of dense, stepwise or LSTM layers: a bottom, an expert or the trunk of a tower.
  /// Without widths it returns its input.
  mutating func stack(_ name: String, reading input: Signal, widths: [Int]) -> Signal {
    var signal = input
    for (index, width) in widths.enumerated() {
      let layer = "\(name).layer\(index + 1)"
      switch layers {
      case .dense, .stepwise: signal = dense(layer, reading: signal, width: width)
      case .lstm: signal = lstm(layer, reading: signal, width: width)
      }
    }
    return signal
  }

  /// The last `count` steps of a signal; all readers share one node.
  private mutating func last(_ count: Int, stepsOf signal: Signal) -> Signal {
    guard signal.stepCount > count else { return signal }
    let known = nodes.first { node in
      guard case .rearrangement(.lastSteps, signal) = node.operation else { return false }
      return node.output.stepCount == count
    }
    return known?.output
      ?? append(
        "last\(count)", width: signal.width, stepCount: count,
        .rearrangement(.lastSteps, of: signal))
  }

  /// The same signals as the steps of one: what reads it has the same weights for each of them.
  mutating func stacked(_ name: String, _ signals: [Signal]) -> Signal {
    append(name, width: signals[0].width, stepCount: signals.count, .stacking(signals))
  }

  /// What an expert makes of one of several stacked signals. Each of them must be read by something.
  mutating func unstacked(_ expert: Expert, _ index: Int) -> Expert {
    let name = "\(nodes[expert.output.node].name).step\(index + 1)"
    return Expert(
      output: append(
        name, width: expert.output.width, stepCount: 1,
        .rearrangement(.step(index), of: expert.output)),
      description: expert.description)
  }

  /// Expert `index` (from 0, over the whole level) of a level (from 1).
  mutating func expert(
    _ index: Int, level: Int, owner: String, reading input: Signal, widths: [Int]
  ) -> Expert {
    let number = index + 1
    let name = number < 10 ? "expert0\(number)" : "expert\(number)"
    return Expert(
      output: stack("level\(level).\(name)", reading: input, widths: widths),
      description: ExpertDescription(name: name, owner: owner))
  }

  /// g = Σ_e softmax((W·selector (+ b)) / τ)_e · expert_e with one weight per sample and expert
  /// for all time steps; τ = 1 in the papers (MMoE equations 6–7, PLE equations 1–3).
  ///
  /// The selector has one row per sample. For x it is the raw input with all steps (as in MoSE, Qin
  /// et al., KDD 2020, where W_g is [E, D·T]); for a fusion of a lower level it is the last step,
  /// whose state depends on all inputs. The papers do not define the latter: MoSE has one level,
  /// and PLE has no steps.
  ///
  /// With a single expert the softmax is the constant 1. The expert's output is then returned
  /// without a gate, so that every parameter can learn.
  ///
  /// - Parameter masked: experts that are in the softmax but not in the sum
  ///   (``Departure/softmaxThenMask``); their logits follow the others'.
  mutating func gate(
    _ gateName: String, level: Int, selector: Signal, over experts: [Expert],
    masking masked: [Expert] = []
  ) -> Signal {
    precondition(!experts.isEmpty, "gate \(gateName) of level \(level) has no experts to weigh")
    if experts.count + masked.count == 1 { return experts[0].output }
    let first = experts[0].output
    let name = "level\(level).gate.\(gateName)"
    let row = selector == input ? rawInput : last(1, stepsOf: selector)
    let logits = dense(
      name, reading: row, width: experts.count + masked.count, activation: .linear, bias: gateBias)
    return append(
      name, width: first.width, stepCount: first.stepCount,
      .mixture(
        logits: logits, experts: experts.map(\.output),
        gate: GateDescription(level: level, name: gateName, experts: experts.map(\.description))))
  }

  /// The tower of a task (from 0): layers and a linear output.
  mutating func tower(_ task: Int, reading input: Signal, widths: [Int]) -> Signal {
    let name = "tower\(task + 1)"
    let trunk = stack(name, reading: input, widths: widths)
    return output("\(name).output", reading: trunk)
  }

  /// A task's S predictions, [B, S]: from S linear units, or from one unit at each of the last S
  /// steps.
  mutating func output(_ name: String, reading input: Signal) -> Signal {
    switch layers {
    case .dense: return dense(name, reading: input, width: labelCount, activation: .linear)
    case .lstm, .stepwise:
      let steps = dense(
        name, reading: last(labelCount, stepsOf: input), width: 1, activation: .linear)
      guard labelCount > 1 else { return steps }
      return append(
        "\(name).flattened", width: labelCount, stepCount: 1,
        .rearrangement(.toSampleMajor, of: steps))
    }
  }

  /// The indices of all nodes that an output depends on; the others would never learn.
  func reachable(from outputs: [Signal]) -> Set<Int> {
    var found: Set<Int> = []
    var pending = outputs.map(\.node)
    while let node = pending.popLast() {
      guard node >= 0, found.insert(node).inserted else { continue }
      pending += nodes[node].operation.inputs.map(\.node)
    }
    return found
  }
}

// The language in which a model file describes its model, and the only way to make one.
//
// A *signal* is a matrix [T·B, W]: time-major rows, T steps of B samples, W wide; dense data is
// T = 1. A model is a list of *nodes*, each making one signal of earlier ones:
//   projection     Y = X·Wᵀ + b, with ReLU or linear: a layer of an expert, bottom, tower, or the
//                  logits of a gate; or what an LSTM layer makes of all steps of its input;
//   recurrence     what it makes of that, step by step;
//   mixture        Σ_e softmax(logits)_e · expert_e: what a gate makes of its experts;
//   rearrangement  the same rows in another order, or the last of them.
//
// Every model has three forms. With dense layers it reads a sample's steps as one row, [B, T·D], and has
// an output for each of the S labels. With LSTM layers its bottoms, experts and towers read and give
// step after step (many-to-many), and an output unit reads each of the last S. With stepwise layers the
// same is done by dense layers, which know nothing of earlier steps. Gates are the same in all: they give one weight per sample and expert for all steps, from the whole row. Therefore what
// an LSTM model says of a step may, through its gates, depend on later inputs; a dense one reads all
// inputs anyway.
// How nodes are computed, and that those which share an input are one product, is `Model`'s matter.

/// A handle on a matrix [T·B, W] that flows through a network.
struct Signal: Hashable {
  /// The position of the node that makes it, or -1 for the network's input.
  let node: Int
  /// W, the number of columns.
  let width: Int
  /// T, the number of time steps.
  let stepCount: Int
}

/// One expert of a level: its output, and whose it is.
struct Expert {
  let output: Signal
  let description: ExpertDescription
}

/// An expert as a record names it.
public struct ExpertDescription: Hashable, Sendable {
  /// `expert01`…, counted over the whole level: task 1's experts, task 2's, …, shared ones.
  public let name: String
  /// `task1`…, or `shared`.
  public let owner: String
}

/// A gate as a record names it, with the experts that it weighs in the order of its weights.
public struct GateDescription: Hashable, Sendable {
  /// The level, from 1.
  public let level: Int
  /// `task1`…, `shared`, `all` (OMoE) or `selector1`… (ML-MMoE below the top).
  public let name: String
  /// The experts weighed.
  public let experts: [ExpertDescription]
}

/// A network under construction.
struct Network {
  /// What follows the sums of a projection; after `recurrent` ones a recurrence, which has the bias.
  enum Activation { case reLU, linear, recurrent }

  /// How a node makes its signal.
  enum Operation {
    case projection(input: Signal, activation: Activation, bias: Bool)
    case recurrence(sums: Signal)
    case mixture(logits: Signal, experts: [Signal], gate: GateDescription)
    case rearrangement(Rearrangement.Kind, of: Signal)

    /// The signals read.
    var inputs: [Signal] {
      switch self {
      case .projection(let input, _, _): [input]
      case .recurrence(let sums): [sums]
      case .mixture(let logits, let experts, _): [logits] + experts
      case .rearrangement(_, let source): [source]
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
  /// What the logits of all gates are divided by.
  let gateTemperature: Float
  private let layers: LayerKind
  private let labelCount: Int
  private(set) var nodes: [Node] = []
  /// The raw input as a batch has it, a sample's steps one after another: [B, T·D].
  let rawInput: Signal
  /// x, which the first layers read: [B, T·D] if they are dense, [T·B, D] if they take single steps.
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

  /// One LSTM layer, all of its steps: what it makes of its input at each, and the recurrence.
  mutating func lstm(_ name: String, reading input: Signal, width: Int) -> Signal {
    let sums = dense(
      "\(name).input", reading: input, width: 4 * width, activation: .recurrent, bias: false)
    return append(name, width: width, stepCount: input.stepCount, .recurrence(sums: sums))
  }

  /// Layers one on the other, rectified or LSTMs; what a bottom, an expert and a tower's trunk are
  /// made of. None at all pass on what they read.
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

  /// The last steps of a signal; one node for all who ask for them.
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

  /// Expert number `index` (from 0, over the whole level) of a level (from 1).
  mutating func expert(
    _ index: Int, level: Int, owner: String, reading input: Signal, widths: [Int]
  ) -> Expert {
    let number = index + 1
    let name = number < 10 ? "expert0\(number)" : "expert\(number)"
    return Expert(
      output: stack("level\(level).\(name)", reading: input, widths: widths),
      description: ExpertDescription(name: name, owner: owner))
  }

  /// g = Σ_e softmax((W·selector (+ b)) / τ)_e · expert_e with τ = 1 in the papers: one weight per sample and expert, the same for
  /// all time steps (MMoE equations 6–7, PLE equations 1–3).
  ///
  /// The selector has to be one row per sample. Of x that is the raw input with all of its steps (as in
  /// MoSE, Qin et al., KDD 2020, where W_g is [E, D·T]); of what lower levels made of it, the last step,
  /// whose state comes of all inputs. No paper says the latter: MoSE has one level, and PLE no steps.
  ///
  /// With a single expert to weigh the softmax is the constant 1: the expert is passed on as it is
  /// and no gate exists, so that no parameter exists that cannot learn.
  mutating func gate(
    _ gateName: String, level: Int, selector: Signal, over experts: [Expert]
  ) -> Signal {
    precondition(!experts.isEmpty, "gate \(gateName) of level \(level) has no experts to weigh")
    if experts.count == 1 { return experts[0].output }
    let first = experts[0].output
    let name = "level\(level).gate.\(gateName)"
    let row = selector == input ? rawInput : last(1, stepsOf: selector)
    let logits = dense(
      name, reading: row, width: experts.count, activation: .linear, bias: gateBias)
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

  /// A task's S predictions, [B, S]: of as many linear units, or of one at each of the last S steps.
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

  /// The nodes that some output depends on, by position; the others would never learn.
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

// The language in which a model file describes its model, and the only way to make one.
//
// A *signal* is a matrix [T·B, W]: time-major rows, T steps of B samples, W wide; dense data is
// T = 1. A model is a list of *nodes*, each making one signal of earlier ones:
//   projection   Y = X·Wᵀ + b, rectified or linear: a layer of an expert, bottom, tower, or the
//                logits of a gate;
//   mixture      Σ_e softmax(logits)_e · expert_e: what a gate makes of its experts.
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
  /// What follows the sums of a projection.
  enum Activation { case rectified, linear }

  /// How a node makes its signal.
  enum Operation {
    case projection(input: Signal, activation: Activation, bias: Bool)
    case mixture(logits: Signal, experts: [Signal], gate: GateDescription)
  }

  /// A named node.
  struct Node {
    let name: String
    let operation: Operation
    let output: Signal
  }

  let gateBias: Bool
  private(set) var nodes: [Node] = []
  /// The raw input x, [T·B, D].
  let input: Signal

  init(inputWidth: Int, stepCount: Int = 1, gateBias: Bool) {
    input = Signal(node: -1, width: inputWidth, stepCount: stepCount)
    self.gateBias = gateBias
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
    _ name: String, reading input: Signal, width: Int, activation: Activation = .rectified,
    bias: Bool = true
  ) -> Signal {
    append(
      name, width: width, stepCount: input.stepCount,
      .projection(input: input, activation: activation, bias: bias))
  }

  /// Rectified layers one on the other; what a bottom, an expert and a tower's trunk are made of.
  mutating func stack(_ name: String, reading input: Signal, widths: [Int]) -> Signal {
    var signal = input
    for (layer, width) in widths.enumerated() {
      signal = dense("\(name).layer\(layer + 1)", reading: signal, width: width)
    }
    return signal
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

  /// g = Σ_e softmax(W·selector (+ b))_e · expert_e: one weight per sample and expert, the same for
  /// all time steps (MMoE equations 6–7, PLE equations 1–3).
  ///
  /// With a single expert to weigh the softmax is the constant 1: the expert is passed on as it is
  /// and no gate exists, so that no parameter exists that cannot learn.
  mutating func gate(
    _ gateName: String, level: Int, selector: Signal, over experts: [Expert]
  ) -> Signal {
    precondition(!experts.isEmpty, "gate \(gateName) of level \(level) has no experts to weigh")
    precondition(selector.stepCount == 1, "a gate's selector has one row per sample")
    if experts.count == 1 { return experts[0].output }
    let first = experts[0].output
    let name = "level\(level).gate.\(gateName)"
    let logits = dense(
      name, reading: selector, width: experts.count, activation: .linear, bias: gateBias)
    return append(
      name, width: first.width, stepCount: first.stepCount,
      .mixture(
        logits: logits, experts: experts.map(\.output),
        gate: GateDescription(level: level, name: gateName, experts: experts.map(\.description))))
  }

  /// The tower of a task (from 0): rectified layers and one linear output unit.
  mutating func tower(_ task: Int, reading input: Signal, widths: [Int]) -> Signal {
    let name = "tower\(task + 1)"
    let trunk = stack(name, reading: input, widths: widths)
    return dense("\(name).output", reading: trunk, width: 1, activation: .linear)
  }

  /// The nodes that some output depends on, by position; the others would never learn.
  func reachable(from outputs: [Signal]) -> Set<Int> {
    var found: Set<Int> = []
    var pending = outputs.map(\.node)
    while let node = pending.popLast() {
      guard node >= 0, found.insert(node).inserted else { continue }
      switch nodes[node].operation {
      case .projection(let input, _, _): pending.append(input.node)
      case .mixture(let logits, let experts, _):
        pending.append(logits.node)
        pending += experts.map(\.node)
      }
    }
    return found
  }
}

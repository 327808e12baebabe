// What a gate makes of its experts: softmax of its logits, and the mixture, in one pass.
import LinearAlgebra

/// m = Σ_e g_e · f_e with g = softmax(a / τ), τ = 1 in the papers (MMoE equations 6–7; PLE equations 1–3).
///
/// Logits a are [B, E], replaced by the weights g; experts f_e and the mixture m are [T·B, H]: one
/// weight per sample and expert, the same for all T steps.
struct Mixture {
  /// The gate as records name it.
  let description: GateDescription
  /// 1 / τ.
  private let scale: Float
  /// a, and after `forward` g.
  let logits: MemorySlot
  /// f_e, one slot each.
  let experts: [MemorySlot]
  /// m.
  let output: MemorySlot
  /// The experts' rows.
  private let rows: WeightedRows

  /// - Parameter accumulates: per expert, whether an earlier reader in backward order has already
  ///   written its gradient.
  init(
    description: GateDescription, temperature: Float, logits: MemorySlot, experts: [MemorySlot],
    accumulates: [Bool],
    output: MemorySlot
  ) {
    self.description = description
    scale = 1 / temperature
    self.logits = logits
    self.experts = experts
    self.output = output
    rows = WeightedRows(
      zip(experts, accumulates).map { expert, accumulates in
        guard let values = expert.values, let gradient = expert.gradient else {
          preconditionFailure("gate \(description.name) weighs the network's input")
        }
        return WeightedRows.Expert(
          values: values, gradient: gradient, stride: expert.stride, accumulates: accumulates)
      })
  }

  func forward(count: Int, input x: UnsafeMutablePointer<Float>) {
    let weights = logits.values(count: count, input: x)
    rescale(weights)
    Softmax.normalise(weights)
    rows.mix(weights, into: output.values(count: count, input: x))
  }

  /// df_e = g_e · dm; with s_e = Σ_{t,h} dm · f_e: da_e = g_e · (s_e − Σ_j g_j s_j) / τ.
  func backward(count: Int, input x: UnsafeMutablePointer<Float>) {
    guard let dm = output.gradient(count: count), let da = logits.gradient(count: count) else {
      return
    }
    let weights = logits.values(count: count, input: x)
    rows.differentiate(weights, mixtureGradient: dm, weightGradient: da)
    Softmax.differentiate(da, weights: weights)
    rescale(da)
  }

  /// Divides by τ; does nothing at the papers' 1.
  private func rescale(_ rows: MatrixView) {
    guard scale != 1 else { return }
    for i in 0..<rows.rows {
      let row = rows.row(i)
      for e in 0..<rows.columns { row[e] *= scale }
    }
  }
}

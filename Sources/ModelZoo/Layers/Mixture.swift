// A gate: the softmax of its logits and the weighted sum of its experts.
import LinearAlgebra

/// m = Σ_e g_e · f_e with g = softmax(a / τ); τ = 1 in the papers (MMoE equations 6–7, PLE
/// equations 1–3).
///
/// Logits a [B, E] are replaced by the weights g. Logits beyond the experts' are masked: they are in the softmax and not in
/// the sum, which is ``Departure/softmaxThenMask``. Experts f_e and the mixture m are [T·B, H]: each
/// sample and expert has one weight for all T steps.
struct Mixture {
  /// The gate's name and experts.
  let description: GateDescription
  /// 1 / τ.
  private let scale: Float
  /// a [B, E]; g after `forward`.
  let logits: MemorySlot
  /// f_e [T·B, H], one slot per expert.
  let experts: [MemorySlot]
  /// m [T·B, H].
  let output: MemorySlot
  /// The experts' rows.
  private let rows: WeightedRows

  /// - Parameter accumulates: per expert, whether its gradient is added to, because an earlier
  ///   reader in backward order has written it.
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
    rows.mix(ofExperts(weights), into: output.values(count: count, input: x))
  }

  /// The experts' weights after `forward`, [B, E] without masked ones.
  func weights(count: Int, input x: UnsafeMutablePointer<Float>) -> MatrixView {
    ofExperts(logits.values(count: count, input: x))
  }

  /// The columns of experts, without those of masked logits.
  private func ofExperts(_ rows: MatrixView) -> MatrixView {
    rows.columns == experts.count
      ? rows
      : MatrixView(
        base: rows.base, rows: rows.rows, columns: experts.count, stride: rows.stride)
  }

  /// df_e = g_e · dm; with s_e = Σ_{t,h} dm · f_e: da_e = g_e · (s_e − Σ_j g_j s_j) / τ.
  func backward(count: Int, input x: UnsafeMutablePointer<Float>) {
    guard let dm = output.gradient(count: count), let da = logits.gradient(count: count) else {
      return
    }
    let weights = logits.values(count: count, input: x)
    rows.differentiate(ofExperts(weights), mixtureGradient: dm, weightGradient: ofExperts(da))
    // Nothing reads a masked weight, but its logit lowers those of the experts.
    if da.columns > experts.count {
      for i in 0..<da.rows {
        (da.row(i) + experts.count).update(repeating: 0, count: da.columns - experts.count)
      }
    }
    Softmax.differentiate(da, weights: weights)
    rescale(da)
  }

  /// Divides by τ; does nothing for τ = 1.
  private func rescale(_ rows: MatrixView) {
    guard scale != 1 else { return }
    for i in 0..<rows.rows {
      let row = rows.row(i)
      for e in 0..<rows.columns { row[e] *= scale }
    }
  }
}

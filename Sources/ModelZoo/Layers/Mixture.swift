// What a gate makes of its experts: softmax of its logits, and the mixture, in one pass.
import LinearAlgebra

/// m = Σ_e g_e · f_e with g = softmax(a) (MMoE equations 6–7; PLE equations 1–3).
///
/// Logits a are [B, E], replaced by the weights g; experts f_e and the mixture m are [T·B, H]: one
/// weight per sample and expert, the same for all T steps.
struct Mixture {
  /// The gate as records name it.
  let description: GateDescription
  /// a, and after `forward` g.
  let logits: Place
  /// f_e, one place each.
  let experts: [Place]
  /// Per expert, whether an earlier reader in backward order has already written its gradient.
  let accumulates: [Bool]
  /// m.
  let output: Place

  func forward(count: Int, input x: UnsafeMutablePointer<Float>) {
    let logits = logits.values(count: count, input: x)
    for i in 0..<count { Softmax.normalise(logits.row(i), count: experts.count) }
    let mixed = output.values(count: count, input: x)
    for (e, expert) in experts.enumerated() {
      let f = expert.values(count: count, input: x)
      for step in 0..<output.stepCount {
        for i in 0..<count {
          let weight = logits.row(i)[e]
          let row = step * count + i
          if e == 0 {
            Rows.scale(f.row(row), by: weight, into: mixed.row(row), count: mixed.columns)
          } else {
            Rows.addScaled(f.row(row), by: weight, to: mixed.row(row), count: mixed.columns)
          }
        }
      }
    }
  }

  /// df_e = g_e · dm; with s_e = Σ_{t,h} dm · f_e: da_e = g_e · (s_e − Σ_j g_j s_j).
  func backward(count: Int, input x: UnsafeMutablePointer<Float>) {
    guard let dm = output.gradient(count: count), let da = logits.gradient(count: count) else {
      return
    }
    let g = logits.values(count: count, input: x)
    for (e, expert) in experts.enumerated() {
      let f = expert.values(count: count, input: x)
      let df = expert.gradient(count: count)
      for i in 0..<count {
        var similarity: Float = 0
        for step in 0..<output.stepCount {
          let row = step * count + i
          similarity += Rows.dot(dm.row(row), f.row(row), count: dm.columns)
          guard let df else { continue }
          if accumulates[e] {
            Rows.addScaled(dm.row(row), by: g.row(i)[e], to: df.row(row), count: dm.columns)
          } else {
            Rows.scale(dm.row(row), by: g.row(i)[e], into: df.row(row), count: dm.columns)
          }
        }
        da.row(i)[e] = similarity
      }
    }
    for i in 0..<count {
      Softmax.differentiate(da.row(i), weights: g.row(i), count: experts.count)
    }
  }
}

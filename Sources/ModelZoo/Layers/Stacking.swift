// Several signals as the steps of one, so that the same layers run on each of them with the same weights.
import LinearAlgebra

/// K signals [B, W] as one of K steps, [K·B, W].
struct Stacking {
  let sources: [MemorySlot]
  let output: MemorySlot
  /// Per source, whether its gradient is added to, because another reader has already written it.
  let accumulates: [Bool]

  func forward(count: Int, input x: UnsafeMutablePointer<Float>) {
    let to = output.values(count: count)
    for (k, source) in sources.enumerated() {
      let from = source.values(count: count, input: x)
      for i in 0..<count { to.row(k * count + i).update(from: from.row(i), count: output.width) }
    }
  }

  func backward(count: Int) {
    guard let d = output.gradient(count: count) else { return }
    for (k, source) in sources.enumerated() {
      guard let target = source.gradient(count: count) else { continue }
      for i in 0..<count {
        let (sum, part) = (target.row(i), d.row(k * count + i))
        if accumulates[k] {
          for j in 0..<d.columns { sum[j] += part[j] }
        } else {
          sum.update(from: part, count: d.columns)
        }
      }
    }
  }
}

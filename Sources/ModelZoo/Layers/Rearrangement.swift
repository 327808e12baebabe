// Copies of a signal in another row order: between sample-major and time-major, and of the last
// steps.
import LinearAlgebra

/// A copy of a signal's rows in another order, or of some of them; no value is copied twice.
struct Rearrangement {
  /// The kind of copy.
  enum Kind {
    /// [B, T·W], sample-major, to [T·B, W], time-major.
    case toTimeMajor
    /// [S·B, W], time-major, to [B, S·W], sample-major: the inverse of `toTimeMajor`.
    case toSampleMajor
    /// [T·B, W] to its last S steps, [S·B, W].
    case lastSteps
    /// [T·B, W] to one step, [B, W]. All other steps must have a reader like this one, and no other.
    case step(Int)
  }

  let kind: Kind
  let source: MemorySlot
  let output: MemorySlot
  /// Whether the source's gradient is added to, because another reader has already written it.
  let accumulates: Bool

  func forward(count: Int, input x: UnsafeMutablePointer<Float>) {
    let from = source.values(count: count, input: x)
    let to = output.values(count: count)
    let width = output.width
    switch kind {
    case .toTimeMajor:
      for t in 0..<output.stepCount {
        for i in 0..<count {
          to.row(t * count + i).update(from: from.row(i) + t * width, count: width)
        }
      }
    case .toSampleMajor:
      for t in 0..<source.stepCount {
        for i in 0..<count {
          (to.row(i) + t * source.width).update(from: from.row(t * count + i), count: source.width)
        }
      }
    case .lastSteps:
      let first = from.rows - to.rows
      for row in 0..<to.rows { to.row(row).update(from: from.row(first + row), count: width) }
    case .step(let t):
      for i in 0..<count { to.row(i).update(from: from.row(t * count + i), count: width) }
    }
  }

  func backward(count: Int) {
    guard let d = output.gradient(count: count), let target = source.gradient(count: count) else {
      return
    }
    switch kind {
    case .toTimeMajor: preconditionFailure("the network's input has no gradient")
    case .toSampleMajor:
      for t in 0..<source.stepCount {
        for i in 0..<count {
          target.row(t * count + i).update(
            from: d.row(i) + t * source.width, count: source.width)
        }
      }
    case .step(let t):
      for i in 0..<count { target.row(t * count + i).update(from: d.row(i), count: d.columns) }
    case .lastSteps:
      let first = target.rows - d.rows
      if accumulates {
        for row in 0..<d.rows {
          let (sum, part) = (target.row(first + row), d.row(row))
          for j in 0..<d.columns { sum[j] += part[j] }
        }
      } else {
        // Earlier steps have no other reader, so their gradient is 0.
        if target.stride == d.columns {
          target.base.update(repeating: 0, count: first * d.columns)
        } else {
          for row in 0..<first { target.row(row).update(repeating: 0, count: d.columns) }
        }
        for row in 0..<d.rows {
          target.row(first + row).update(from: d.row(row), count: d.columns)
        }
      }
    }
  }
}

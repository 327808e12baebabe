// Softmax of a gate's logits and its derivative, row by row.

/// Softmax of short rows and its derivative.
public enum Softmax {
  /// The number of exponentials computed together, because single rows are too short to vectorise.
  private static let groupSize = 256

  /// Replaces logits [B, E] by softmax(logits). The largest logit of a row is subtracted first, so
  /// that nothing overflows. A logit of −∞ gives a weight of exactly 0.
  public static func normalise(_ rows: MatrixView) {
    let width = rows.columns
    guard width > 0 else { return }
    // A group fits on the stack; rows wider than a group are processed one by one.
    let groupRows = max(1, groupSize / width)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: groupRows * width) { scratch in
      guard let powers = scratch.baseAddress else { return }
      for start in stride(from: 0, to: rows.rows, by: groupRows) {
        let count = min(groupRows, rows.rows - start)
        for i in 0..<count {
          let row = rows.base + (start + i) * rows.stride
          var largest = row[0]
          // A conditional move, because a branch on the largest logit would be unpredictable.
          for j in 1..<max(width, 1) { largest = row[j] > largest ? row[j] : largest }
          for j in 0..<width { powers[i * width + j] = row[j] - largest }
        }
        VectorFunctions.exp(
          inPlace: UnsafeMutableBufferPointer(start: powers, count: count * width))
        for i in 0..<count {
          let row = rows.base + (start + i) * rows.stride
          let power = powers + i * width
          var total: Float = 0
          for j in 0..<width { total += power[j] }
          for j in 0..<width { row[j] = power[j] / total }
        }
      }
    }
  }

  /// Replaces dL/dg [B, E] by dL/da for g = softmax(a), row by row.
  public static func differentiate(_ gradient: MatrixView, weights: MatrixView) {
    precondition(
      gradient.rows == weights.rows && gradient.columns == weights.columns,
      "gradient [\(gradient.rows), \(gradient.columns)] of weights [\(weights.rows), "
        + "\(weights.columns)]")
    for i in 0..<gradient.rows {
      differentiate(
        gradient.base + i * gradient.stride, weights: weights.base + i * weights.stride,
        count: gradient.columns)
    }
  }

  /// Replaces dL/dg by dL/da for g = softmax(a): g_e · (d_e − Σ_j g_j d_j).
  public static func differentiate(
    _ gradient: UnsafeMutablePointer<Float>, weights: UnsafePointer<Float>, count: Int
  ) {
    var mean: Float = 0
    for j in 0..<count { mean += weights[j] * gradient[j] }
    for j in 0..<count { gradient[j] = weights[j] * (gradient[j] - mean) }
  }
}

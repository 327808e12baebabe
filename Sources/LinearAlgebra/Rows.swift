// Elementwise work on rows of a matrix; loops that vectorise on any x86-64 machine.

/// Sums and products of rows.
public enum Rows {
  /// output = factor · input.
  @inline(__always)
  public static func scale(
    _ input: UnsafePointer<Float>, by factor: Float, into output: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    for j in 0..<count { output[j] = factor * input[j] }
  }

  /// output += factor · input.
  @inline(__always)
  public static func addScaled(
    _ input: UnsafePointer<Float>, by factor: Float, to output: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    for j in 0..<count { output[j] += factor * input[j] }
  }

  /// Σ_j a_j · b_j in eight partial sums, always in the same order.
  @inline(__always)
  public static func dot(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int
  ) -> Float {
    var low = SIMD4<Float>.zero
    var high = SIMD4<Float>.zero
    var j = 0
    while j + 8 <= count {
      let p = UnsafeRawPointer(a + j)
      let q = UnsafeRawPointer(b + j)
      low +=
        p.loadUnaligned(as: SIMD4<Float>.self) * q.loadUnaligned(as: SIMD4<Float>.self)
      high +=
        p.loadUnaligned(fromByteOffset: 16, as: SIMD4<Float>.self)
        * q.loadUnaligned(fromByteOffset: 16, as: SIMD4<Float>.self)
      j += 8
    }
    let sums = low + high
    var total = (sums[0] + sums[2]) + (sums[1] + sums[3])
    while j < count {
      total += a[j] * b[j]
      j += 1
    }
    return total
  }
}

/// Softmax of short rows and its derivative.
public enum Softmax {
  /// Replaces logits by softmax(logits), shifted by the largest so that nothing overflows.
  /// A logit of −∞ gets the weight 0 exactly.
  public static func normalise(_ row: UnsafeMutablePointer<Float>, count: Int) {
    var largest = row[0]
    for j in 1..<max(count, 1) where row[j] > largest { largest = row[j] }
    var total: Float = 0
    for j in 0..<count {
      let power = VectorFunctions.exp(row[j] - largest)
      row[j] = power
      total += power
    }
    for j in 0..<count { row[j] /= total }
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

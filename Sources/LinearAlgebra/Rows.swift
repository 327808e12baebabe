// Elementwise work on rows of a matrix; loops that vectorise on any x86-64 machine.

/// Sums and products of rows.
public enum Rows {
  // Vectors are written out: left to the compiler, every short row pays for a check that input and
  // output do not overlap, which costs as much as the row.

  /// output = factor · input.
  @inline(__always)
  public static func scale(
    _ input: UnsafePointer<Float>, by factor: Float, into output: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    var j = 0
    while j + 8 <= count {
      store(eight(input + j) * factor, at: output + j)
      j += 8
    }
    while j < count {
      output[j] = factor * input[j]
      j += 1
    }
  }

  /// output += factor · input.
  @inline(__always)
  public static func addScaled(
    _ input: UnsafePointer<Float>, by factor: Float, to output: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    var j = 0
    while j + 8 <= count {
      store(eight(output + j) + eight(input + j) * factor, at: output + j)
      j += 8
    }
    while j < count {
      output[j] += factor * input[j]
      j += 1
    }
  }

  @inline(__always)
  fileprivate static func eight(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
  }

  @inline(__always)
  fileprivate static func store(_ vector: SIMD8<Float>, at pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: SIMD8<Float>.self)
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

extension MatrixView {
  /// One row. `row` itself is in another file, from which a debug build inlines nothing: as a call, it
  /// costs a tenth of a mixture.
  @inline(__always)
  fileprivate func place(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }
}

/// The rows that a mixture weighs: of E experts, [T·B, H] each.
///
/// Forward and backward take sample by sample, all experts of a sample together, so that sums stay in
/// registers and every row is in the cache when it is needed. They are whole loops, because the rows
/// are short and calls from another file are not inlined.
public struct WeightedRows {
  /// One expert's rows.
  public struct Expert {
    let values: UnsafeMutablePointer<Float>
    let gradient: UnsafeMutablePointer<Float>
    let stride: Int
    let accumulates: Bool

    /// Rows that start `stride` floats apart, and their gradient in the same layout: written, or
    /// added to if `accumulates`.
    public init(
      values: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>, stride: Int,
      accumulates: Bool
    ) {
      self.values = values
      self.gradient = gradient
      self.stride = stride
      self.accumulates = accumulates
    }
  }

  private let experts: [Expert]

  /// The rows of at least one expert.
  public init(_ experts: [Expert]) {
    precondition(!experts.isEmpty, "a mixture of nothing")
    self.experts = experts
  }

  /// mixture [T·B, H] = Σ_e w_e ⊙ expert_e, the same weights [B, E] for all T steps.
  public func mix(_ weights: MatrixView, into mixture: MatrixView) {
    check(weights, mixture)
    let vectorised = mixture.columns & ~7
    experts.withUnsafeBufferPointer { experts in
      for start in stride(from: 0, to: mixture.rows, by: weights.rows) {
        for i in 0..<weights.rows {
          let row = start + i
          let w = weights.place(i)
          let m = mixture.place(row)
          for j in stride(from: 0, to: vectorised, by: 8) {
            var sum = Rows.eight(experts[0].values + (row &* experts[0].stride &+ j)) * w[0]
            for e in 1..<max(experts.count, 1) {
              sum += Rows.eight(experts[e].values + (row &* experts[e].stride &+ j)) * w[e]
            }
            Rows.store(sum, at: m + j)
          }
          for j in vectorised..<mixture.columns {
            var sum = experts[0].values[row &* experts[0].stride &+ j] * w[0]
            for e in 1..<max(experts.count, 1) {
              sum += experts[e].values[row &* experts[e].stride &+ j] * w[e]
            }
            m[j] = sum
          }
        }
      }
    }
  }

  /// The derivative of ``mix(_:into:)``: the experts' gradients w_e ⊙ dm, and the weights' [B, E],
  /// Σ dm ⊙ expert_e over steps and columns.
  ///
  /// - Parameter mixtureGradient: dm, [T·B, H].
  public func differentiate(
    _ weights: MatrixView, mixtureGradient: MatrixView, weightGradient: MatrixView
  ) {
    check(weights, mixtureGradient)
    let width = mixtureGradient.columns
    experts.withUnsafeBufferPointer { experts in
      for start in stride(from: 0, to: mixtureGradient.rows, by: weights.rows) {
        for i in 0..<weights.rows {
          let row = start + i
          let d = mixtureGradient.place(row)
          let w = weights.place(i)
          let sums = weightGradient.place(i)
          for e in 0..<experts.count {
            let place = row &* experts[e].stride
            let product = Rows.dot(d, experts[e].values + place, count: width)
            sums[e] = (start == 0 ? 0 : sums[e]) + product
            if experts[e].accumulates {
              Rows.addScaled(d, by: w[e], to: experts[e].gradient + place, count: width)
            } else {
              Rows.scale(d, by: w[e], into: experts[e].gradient + place, count: width)
            }
          }
        }
      }
    }
  }

  private func check(_ weights: MatrixView, _ mixture: MatrixView) {
    precondition(
      weights.columns == experts.count && weights.rows > 0 && mixture.rows % weights.rows == 0,
      "[\(weights.rows), \(weights.columns)] weights of \(experts.count) experts for "
        + "\(mixture.rows) rows")
  }
}

/// Softmax of short rows and its derivative.
public enum Softmax {
  /// How many exponentials are taken together: rows are shorter than a vector register is wide.
  private static let groupSize = 256

  /// Replaces logits [B, E] by softmax(logits), each row shifted by its largest so that nothing
  /// overflows. A logit of −∞ gets the weight 0 exactly.
  public static func normalise(_ rows: MatrixView) {
    let width = rows.columns
    guard width > 0 else { return }
    // What fits on the stack; wider rows than that take their turn one by one.
    let groupRows = max(1, groupSize / width)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: groupRows * width) { scratch in
      guard let powers = scratch.baseAddress else { return }
      for start in stride(from: 0, to: rows.rows, by: groupRows) {
        let count = min(groupRows, rows.rows - start)
        for i in 0..<count {
          let row = rows.place(start + i)
          var largest = row[0]
          for j in 1..<max(width, 1) where row[j] > largest { largest = row[j] }
          for j in 0..<width { powers[i * width + j] = row[j] - largest }
        }
        VectorFunctions.exp(
          inPlace: UnsafeMutableBufferPointer(start: powers, count: count * width))
        for i in 0..<count {
          let row = rows.place(start + i)
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
      differentiate(gradient.place(i), weights: weights.place(i), count: gradient.columns)
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

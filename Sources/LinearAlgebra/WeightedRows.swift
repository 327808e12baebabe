// The weighted sum of a gate's experts, forward and backward.
//
// Both loops process all experts of a sample together, so that sums stay in registers and rows in
// the cache. SIMD code is explicit: automatic vectorisation adds a check per row that input and
// output do not overlap, which costs as much as a short row. Debug builds do not inline across
// files, so the loops call no function of another file per row.

/// The outputs of E experts that a mixture weighs, [T·B, H] each.
public struct WeightedRows {
  /// One expert's rows.
  public struct Expert {
    let values: UnsafeMutablePointer<Float>
    let gradient: UnsafeMutablePointer<Float>
    let stride: Int
    let accumulates: Bool

    /// Rows that start `stride` floats apart, and their gradient in the same layout. The gradient
    /// is overwritten, or added to if `accumulates`.
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
    precondition(!experts.isEmpty, "a mixture has at least one expert")
    self.experts = experts
  }

  /// mixture [T·B, H] = Σ_e w_e ⊙ expert_e, the same weights [B, E] for all T steps.
  public func mix(_ weights: MatrixView, into mixture: MatrixView) {
    check(weights, mixture)
    let width = mixture.columns
    experts.withUnsafeBufferPointer { experts in
      for start in stride(from: 0, to: mixture.rows, by: weights.rows) {
        for i in 0..<weights.rows {
          let row = start &+ i
          let w = weights.base + i &* weights.stride
          let m = mixture.base + row &* mixture.stride
          var j = 0
          while j &+ 16 <= width {
            let f = experts[0].values + (row &* experts[0].stride &+ j)
            var low = eight(f) * w[0]
            var high = eight(f + 8) * w[0]
            for e in 1..<max(experts.count, 1) {
              let f = experts[e].values + (row &* experts[e].stride &+ j)
              low += eight(f) * w[e]
              high += eight(f + 8) * w[e]
            }
            store(low, at: m + j)
            store(high, at: m + j + 8)
            j &+= 16
          }
          if j &+ 8 <= width {
            var sum = eight(experts[0].values + (row &* experts[0].stride &+ j)) * w[0]
            for e in 1..<max(experts.count, 1) {
              sum += eight(experts[e].values + (row &* experts[e].stride &+ j)) * w[e]
            }
            store(sum, at: m + j)
            j &+= 8
          }
          while j < width {
            var sum = experts[0].values[row &* experts[0].stride &+ j] * w[0]
            for e in 1..<max(experts.count, 1) {
              sum += experts[e].values[row &* experts[e].stride &+ j] * w[e]
            }
            m[j] = sum
            j &+= 1
          }
        }
      }
    }
  }

  /// The derivative of ``mix(_:into:)``: the experts' gradients w_e ⊙ dm, and the weights'
  /// [B, E], Σ dm ⊙ expert_e over steps and columns, with eight partial sums per step.
  ///
  /// - Parameter mixtureGradient: dm, [T·B, H].
  public func differentiate(
    _ weights: MatrixView, mixtureGradient: MatrixView, weightGradient: MatrixView
  ) {
    check(weights, mixtureGradient)
    precondition(
      weightGradient.rows == weights.rows && weightGradient.columns == weights.columns,
      "a gradient [\(weightGradient.rows), \(weightGradient.columns)] of weights [\(weights.rows), "
        + "\(weights.columns)]")
    let width = mixtureGradient.columns
    let vectorised = width & ~7
    experts.withUnsafeBufferPointer { experts in
      for start in stride(from: 0, to: mixtureGradient.rows, by: weights.rows) {
        for i in 0..<weights.rows {
          let row = start &+ i
          let d = mixtureGradient.base + row &* mixtureGradient.stride
          let w = weights.base + i &* weights.stride
          let sums = weightGradient.base + i &* weightGradient.stride
          for e in 0..<experts.count {
            let expert = experts[e]
            let f = expert.values + row &* expert.stride
            let df = expert.gradient + row &* expert.stride
            let weight = w[e]
            var products = SIMD8<Float>.zero
            var j = 0
            if expert.accumulates {
              while j < vectorised {
                let change = eight(d + j)
                products += change * eight(f + j)
                store(eight(df + j) + change * weight, at: df + j)
                j &+= 8
              }
            } else {
              while j < vectorised {
                let change = eight(d + j)
                products += change * eight(f + j)
                store(change * weight, at: df + j)
                j &+= 8
              }
            }
            let four = products.lowHalf + products.highHalf
            let two = four.lowHalf + four.highHalf
            var product = two.x + two.y
            while j < width {
              let change = weight * d[j]
              product += d[j] * f[j]
              df[j] = expert.accumulates ? df[j] + change : change
              j &+= 1
            }
            sums[e] = (start == 0 ? 0 : sums[e]) + product
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

@inline(__always)
private func eight(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always)
private func store(_ vector: SIMD8<Float>, at pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: SIMD8<Float>.self)
}

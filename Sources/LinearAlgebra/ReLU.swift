// Bias and rectified linear unit (ReLU) of a block of outputs: one pass forward and one backward.

// SIMD code is explicit, for the reasons given in WeightedRows.swift.

/// Bias, and max(0, ·) on the first columns of a block whose remaining columns are linear.
///
/// A block [M, N] contains the outputs of all layers that share an input, M = T·B. The order of its
/// columns is: ReLU (with bias), linear with bias, linear without bias.
public enum ReLU {
  /// Adds the bias to the first `bias.count` columns, and applies the ReLU to the first
  /// `reLUColumns` of them.
  public static func forward(
    _ block: MatrixView, bias: UnsafeBufferPointer<Float>, reLUColumns: Int
  ) {
    let biased = bias.count
    precondition(
      reLUColumns <= biased && biased <= block.columns,
      "\(reLUColumns) ReLU columns of \(biased) biased of \(block.columns) columns")
    guard biased > 0, let bias = bias.baseAddress else { return }
    let vectorised = reLUColumns & ~7
    for i in 0..<block.rows {
      let y = block.base + i &* block.stride
      var j = 0
      while j < vectorised {
        let z = eight(y + j) + eight(bias + j)
        // NaN passes through, so that divergence is detected.
        store(z.replacing(with: Float(0), where: z .< SIMD8<Float>.zero), at: y + j)
        j &+= 8
      }
      while j < reLUColumns {
        let z = y[j] + bias[j]
        y[j] = z < 0 ? 0 : z
        j &+= 1
      }
      while j < biased {
        y[j] += bias[j]
        j &+= 1
      }
    }
  }

  /// Replaces the gradient of the outputs [M, N] by the gradient of the pre-activations, and writes
  /// its sum over rows to the bias gradient.
  ///
  /// The derivative at 0 is taken as 0.
  public static func backward(
    outputs: MatrixView, gradient: MatrixView, reLUColumns: Int,
    biasGradient: UnsafeMutableBufferPointer<Float>
  ) {
    let biased = biasGradient.count
    precondition(
      reLUColumns <= biased && biased <= gradient.columns && outputs.rows == gradient.rows,
      "\(reLUColumns) ReLU columns of \(biased) biased of \(gradient.columns) columns")
    guard biased > 0, let biasGradient = biasGradient.baseAddress else { return }
    biasGradient.update(repeating: 0, count: biased)
    let vectorised = reLUColumns & ~7
    // Four rows at a time, so that the running sum is loaded and stored once; rows are added in
    // order.
    for first in stride(from: 0, to: gradient.rows, by: 4) {
      let rows = first..<min(first + 4, gradient.rows)
      var j = 0
      while j < vectorised {
        var sum = eight(biasGradient + j)
        for i in rows {
          let d = gradient.base + (i &* gradient.stride &+ j)
          let passed = eight(d)
          let isOpen = eight(outputs.base + (i &* outputs.stride &+ j)) .> SIMD8<Float>.zero
          let z = SIMD8<Float>.zero.replacing(with: passed, where: isOpen)
          store(z, at: d)
          sum += z
        }
        store(sum, at: biasGradient + j)
        j &+= 8
      }
      for i in rows {
        let y = outputs.base + i &* outputs.stride
        let d = gradient.base + i &* gradient.stride
        for j in vectorised..<reLUColumns {
          let z = y[j] > 0 ? d[j] : 0
          d[j] = z
          biasGradient[j] += z
        }
        for j in reLUColumns..<biased { biasGradient[j] += d[j] }
      }
    }
  }
}

// Private to this file, because debug builds do not inline across files.
@inline(__always)
private func eight(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always)
private func store(_ vector: SIMD8<Float>, at pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: SIMD8<Float>.self)
}

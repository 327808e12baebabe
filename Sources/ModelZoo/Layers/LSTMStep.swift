// One time step of an LSTM layer for all samples of a batch, forward and backward.
//
//   i, f, o = σ(z), g = tanh z, each with its H of the 4H columns of z = x·Wᵀ + h'·Uᵀ + b
//   c = f ⊙ c' + i ⊙ g,  h = o ⊙ tanh c                    (h', c': those of the step before)
//
// Hochreiter and Schmidhuber, Neural Computation 9(8), 1997, with the forget gate of Gers,
// Schmidhuber and Cummins (2000) and without peepholes; gates stand in the order i, f, g, o.
//
// Vectors are written out, and a whole step is one call, for the reasons given in WeightedRows.swift.
// The functions of VectorFunctions are of another module and therefore inlined. A vector may read up
// to seven floats beyond a row; what comes of them is never stored, and blocks have room at the end.
import LinearAlgebra

/// The sizes and the packed parameters of one LSTM layer, and what its backward pass carries from
/// step to step.
struct LSTMStep {
  /// H.
  let width: Int
  /// H rounded up to whole vectors: P.
  let padded: Int
  /// Whether h'·Uᵀ is computed here, in registers; wide layers leave it to BLAS.
  let multiplies: Bool
  /// Uᵀ, [H, 4P], gate after gate; 0 where there is no unit.
  private let byInput: UnsafeMutablePointer<Float>
  /// U, [4H, P].
  private let byOutput: UnsafeMutablePointer<Float>
  /// b, [4P].
  private let bias: UnsafeMutablePointer<Float>
  /// The gradients of Uᵀ, [H, 4P], and after it of b, [4P].
  private let gradient: UnsafeMutablePointer<Float>
  /// dL/dh and dL/dc as the step after passes them on, [B, P] each.
  let hiddenGradient: UnsafeMutablePointer<Float>
  private let cellGradient: UnsafeMutablePointer<Float>
  private let batchCapacity: Int

  /// The widest layer whose recurrent products are computed in registers. Measured: up to here that
  /// takes less time than a product of BLAS for every step, whose matrices are too small for it.
  static let widestInRegisters = 32

  /// The floats that a layer of a width needs as memory of its own.
  static func floatCount(width: Int, batchCapacity: Int) -> Int {
    let padded = (width + 7) & ~7
    return (width * 4 + width * 4 + width * 4 + 4 + 4 + 2 * batchCapacity) * padded
  }

  /// A layer on memory of at least ``floatCount(width:batchCapacity:)`` zeros.
  init(width: Int, batchCapacity: Int, memory: UnsafeMutablePointer<Float>) {
    self.width = width
    self.batchCapacity = batchCapacity
    padded = (width + 7) & ~7
    multiplies = width <= Self.widestInRegisters
    byInput = memory
    byOutput = byInput + 4 * width * padded
    bias = byOutput + 4 * width * padded
    gradient = bias + 4 * padded
    hiddenGradient = gradient + (4 * width + 4) * padded
    cellGradient = hiddenGradient + batchCapacity * padded
  }

  /// Takes over the parameters: U [4H, H] and b [4H].
  func pack(weights: UnsafePointer<Float>, bias source: UnsafePointer<Float>) {
    for gate in 0..<4 {
      for unit in 0..<width {
        let row = gate * width + unit
        bias[gate * padded + unit] = source[row]
        for k in 0..<width {
          byInput[k * 4 * padded + gate * padded + unit] = weights[row * width + k]
          byOutput[row * padded + k] = weights[row * width + k]
        }
      }
    }
  }

  /// Forgets what a backward pass has carried and summed.
  func clear() {
    gradient.update(repeating: 0, count: (4 * width + 4) * padded)
    hiddenGradient.update(repeating: 0, count: 2 * batchCapacity * padded)
  }

  /// Hands over the gradients: of U [4H, H], if it was computed here, and of b [4H].
  func unpack(weights: UnsafeMutablePointer<Float>, bias target: UnsafeMutablePointer<Float>) {
    for gate in 0..<4 {
      for unit in 0..<width {
        let row = gate * width + unit
        target[row] = gradient[4 * width * padded + gate * padded + unit]
        guard multiplies else { continue }
        for k in 0..<width {
          weights[row * width + k] = gradient[k * 4 * padded + gate * padded + unit]
        }
      }
    }
  }

  /// Rows of one step: sums or gates [B, 4H], c and h [B, H], or their gradients.
  struct Rows {
    var base: UnsafeMutablePointer<Float>
    var stride: Int
  }

  /// Replaces z − h'·Uᵀ − b (z − b where BLAS has multiplied) by the gates, and computes c and h.
  ///
  /// In three passes over the rows, which stay in the cache: what waits for the longest in one is ready
  /// in the next.
  ///
  /// - Parameter previous: c' and h'; nil at the first step, where both are 0.
  func forward(
    _ sums: Rows, cells: Rows, hidden: Rows, previous: (cells: Rows, hidden: Rows)?, count: Int
  ) {
    let (f0, g0, o0) = (width, 2 &* width, 3 &* width)
    let inputs = multiplies && previous != nil ? width : 0
    for row in 0..<count {
      let z = sums.base + row &* sums.stride
      let lastH = (previous?.hidden.base ?? z) + row &* (previous?.hidden.stride ?? 0)
      var j = 0
      while j < width {
        var i = eight(z + j) + eight(bias + j)
        var f = eight(z + (f0 &+ j)) + eight(bias + (padded &+ j))
        var g = eight(z + (g0 &+ j)) + eight(bias + (2 &* padded &+ j))
        var o = eight(z + (o0 &+ j)) + eight(bias + (3 &* padded &+ j))
        var u = byInput + j
        var k = 0
        while k < inputs {
          let input = SIMD8(repeating: lastH[k])
          i += input * eight(u)
          f += input * eight(u + padded)
          g += input * eight(u + 2 &* padded)
          o += input * eight(u + 3 &* padded)
          u += 4 &* padded
          k &+= 1
        }
        let lanes = width &- j
        store(i, at: z + j, lanes)
        store(f, at: z + (f0 &+ j), lanes)
        store(g, at: z + (g0 &+ j), lanes)
        store(o, at: z + (o0 &+ j), lanes)
        j &+= 8
      }
    }
    for row in 0..<count {
      let z = sums.base + row &* sums.stride
      let c = cells.base + row &* cells.stride
      let lastC = (previous?.cells.base ?? c) + row &* (previous?.cells.stride ?? 0)
      var j = 0
      while j < width {
        let i = VectorFunctions.sigmoid(eight(z + j))
        let f = VectorFunctions.sigmoid(eight(z + (f0 &+ j)))
        let g = VectorFunctions.tanh(eight(z + (g0 &+ j)))
        let o = VectorFunctions.sigmoid(eight(z + (o0 &+ j)))
        var cell = i * g
        if previous != nil { cell += f * eight(lastC + j) }
        let lanes = width &- j
        store(i, at: z + j, lanes)
        store(f, at: z + (f0 &+ j), lanes)
        store(g, at: z + (g0 &+ j), lanes)
        store(o, at: z + (o0 &+ j), lanes)
        store(cell, at: c + j, lanes)
        j &+= 8
      }
    }
    for row in 0..<count {
      let o = sums.base + (row &* sums.stride &+ o0)
      let c = cells.base + row &* cells.stride
      let h = hidden.base + row &* hidden.stride
      var j = 0
      while j < width {
        store(eight(o + j) * VectorFunctions.tanh(eight(c + j)), at: h + j, width &- j)
        j &+= 8
      }
    }
  }

  /// dz from dh, which is what this step's readers make of it and what the next step passes on:
  ///
  ///   dc += dh ⊙ o ⊙ (1 − tanh² c)
  ///   dz_i = dc ⊙ g ⊙ i(1 − i),  dz_f = dc ⊙ c' ⊙ f(1 − f),  dz_g = dc ⊙ i ⊙ (1 − g²),
  ///   dz_o = dh ⊙ tanh c ⊙ o(1 − o),  and to the step before: dc' = dc ⊙ f, dh' = dz·U
  ///
  /// `sumsGradient` may be `gates`: a block's gates are read before its dz is written.
  func backward(
    gates: Rows, cells: Rows, hiddenGradient dh: Rows, sumsGradient: Rows, previousCells: Rows?,
    count: Int
  ) {
    let (f0, g0, o0) = (width, 2 &* width, 3 &* width)
    for row in 0..<count {
      let a = gates.base + row &* gates.stride
      let c = cells.base + row &* cells.stride
      let d = dh.base + row &* dh.stride
      let dz = sumsGradient.base + row &* sumsGradient.stride
      let lastC = (previousCells?.base ?? c) + row &* (previousCells?.stride ?? 0)
      let carriedH = hiddenGradient + row &* padded
      let carriedC = cellGradient + row &* padded
      var j = 0
      while j < width {
        let i = eight(a + j)
        let f = eight(a + (f0 &+ j))
        let g = eight(a + (g0 &+ j))
        let o = eight(a + (o0 &+ j))
        let change = eight(d + j) + eight(carriedH + j)
        let tangent = VectorFunctions.tanh(eight(c + j))
        let cell = eight(carriedC + j) + (change * o) * (1 - tangent * tangent)
        var forgetting = SIMD8<Float>.zero
        if previousCells != nil { forgetting = (cell * eight(lastC + j)) * (f * (1 - f)) }
        let lanes = width &- j
        store((cell * g) * (i * (1 - i)), at: dz + j, lanes)
        store(forgetting, at: dz + (f0 &+ j), lanes)
        store((cell * i) * (1 - g * g), at: dz + (g0 &+ j), lanes)
        store((change * tangent) * (o * (1 - o)), at: dz + (o0 &+ j), lanes)
        store(cell * f, at: carriedC + j, 8)
        j &+= 8
      }
    }
    guard multiplies, previousCells != nil else { return }
    let gate = width &* padded
    for row in 0..<count {
      let dz = sumsGradient.base + row &* sumsGradient.stride
      let carriedH = hiddenGradient + row &* padded
      var j = 0
      while j < padded {
        // Four sums, one per gate: none waits for another.
        var s0 = SIMD8<Float>.zero
        var (s1, s2, s3) = (s0, s0, s0)
        var u = byOutput + j
        var unit = 0
        while unit < width {
          s0 += dz[unit] * eight(u)
          s1 += dz[f0 &+ unit] * eight(u + gate)
          s2 += dz[g0 &+ unit] * eight(u + 2 &* gate)
          s3 += dz[o0 &+ unit] * eight(u + 3 &* gate)
          u += padded
          unit &+= 1
        }
        store((s0 + s1) + (s2 + s3), at: carriedH + j, 8)
        j &+= 8
      }
    }
  }

  /// Adds a step's part to the gradients: dU += dzᵀ·h' (unless left to BLAS), db += Σ_rows dz.
  ///
  /// Each step's sum is made by itself, so that rounding does not grow with all T·B rows.
  func accumulate(sumsGradient: Rows, previousHidden: Rows?, count: Int) {
    for gate in 0..<4 {
      var j = 0
      while j < width {
        let dz = sumsGradient.base + (gate &* width &+ j)
        let target = gradient + (gate &* padded &+ j)
        if multiplies, let hidden = previousHidden {
          var k = 0
          while k &+ 8 <= width {
            accumulateEight(
              dz, sumsGradient.stride, hidden.base + k, hidden.stride, count,
              into: target + k &* 4 &* padded)
            k &+= 8
          }
          while k < width {
            var sum = SIMD8<Float>.zero
            for row in 0..<count {
              sum += hidden.base[row &* hidden.stride &+ k] * eight(dz + row &* sumsGradient.stride)
            }
            let place = target + k &* 4 &* padded
            store(eight(place) + sum, at: place, 8)
            k &+= 1
          }
        }
        var sum = SIMD8<Float>.zero
        for row in 0..<count { sum += eight(dz + row &* sumsGradient.stride) }
        let place = target + 4 &* width &* padded
        store(eight(place) + sum, at: place, 8)
        j &+= 8
      }
    }
  }

  /// Eight inputs of eight units, in eight registers.
  @inline(__always)
  private func accumulateEight(
    _ dz: UnsafeMutablePointer<Float>, _ dzStride: Int, _ hidden: UnsafeMutablePointer<Float>,
    _ hiddenStride: Int, _ count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let row = 4 &* padded
    var s0 = eight(target)
    var s1 = SIMD8<Float>.zero
    var s2 = s1
    var s3 = s1
    var s4 = s1
    var s5 = s1
    var s6 = s1
    var s7 = s1
    s0 = .zero
    for index in 0..<count {
      let d = eight(dz + index &* dzStride)
      let h = hidden + index &* hiddenStride
      s0 += h[0] * d
      s1 += h[1] * d
      s2 += h[2] * d
      s3 += h[3] * d
      s4 += h[4] * d
      s5 += h[5] * d
      s6 += h[6] * d
      s7 += h[7] * d
    }
    store(eight(target) + s0, at: target, 8)
    store(eight(target + row) + s1, at: target + row, 8)
    store(eight(target + 2 &* row) + s2, at: target + 2 &* row, 8)
    store(eight(target + 3 &* row) + s3, at: target + 3 &* row, 8)
    store(eight(target + 4 &* row) + s4, at: target + 4 &* row, 8)
    store(eight(target + 5 &* row) + s5, at: target + 5 &* row, 8)
    store(eight(target + 6 &* row) + s6, at: target + 6 &* row, 8)
    store(eight(target + 7 &* row) + s7, at: target + 7 &* row, 8)
  }
}

@inline(__always)
private func eight(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
}

/// Stores the first lanes of a vector, all eight if there are as many.
@inline(__always)
private func store(
  _ vector: SIMD8<Float>, at pointer: UnsafeMutablePointer<Float>, _ lanes: Int
) {
  if lanes >= 8 {
    UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: SIMD8<Float>.self)
  } else {
    withUnsafeBytes(of: vector) { bytes in
      UnsafeMutableRawPointer(pointer).copyMemory(
        from: bytes.baseAddress!, byteCount: lanes &* MemoryLayout<Float>.stride)
    }
  }
}

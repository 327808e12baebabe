// One time step of an LSTM layer for all samples of a batch, forward and backward.
//
//   i, f, o = σ(z), g = tanh z, each from H of the 4H columns of z = x·Wᵀ + h'·Uᵀ + b
//   c = f ⊙ c' + i ⊙ g,  h = o ⊙ tanh c                    (h', c': values of the previous step)
//
// Hochreiter and Schmidhuber, Neural Computation 9(8), 1997, with the forget gate of Gers,
// Schmidhuber and Cummins (2000) and without peepholes; the order of gates is i, f, g, o.
//
// SIMD code is explicit, and a whole step is one call, for the reasons given in WeightedRows.swift.
// The functions of VectorFunctions are @inlinable from another module and therefore inlined. A
// vector may read up to seven floats beyond a row; their results are never stored, and blocks are
// padded at the end.
import LinearAlgebra

/// The elementwise part of a step of one LSTM layer, and the state of its backward pass. BLAS
/// computes the products: even for layers of 8 and batches of 64 this is as fast as sums in
/// registers without fused multiply-add.
struct LSTMStep {
  /// H.
  let width: Int
  /// P, which is H rounded up to whole vectors of 8.
  private let padded: Int
  /// b, [4P], 0 in the padding.
  private let bias: UnsafeMutablePointer<Float>
  /// dL/db, [4P].
  private let biasGradient: UnsafeMutablePointer<Float>
  /// dL/dc from the following step, [B, P].
  private let cellGradient: UnsafeMutablePointer<Float>
  private let batchCapacity: Int

  /// The number of floats of memory that a layer needs.
  static func floatCount(width: Int, batchCapacity: Int) -> Int {
    (8 + batchCapacity) * ((width + 7) & ~7)
  }

  /// A layer on memory of at least ``floatCount(width:batchCapacity:)`` zeros.
  init(width: Int, batchCapacity: Int, memory: UnsafeMutablePointer<Float>) {
    self.width = width
    self.batchCapacity = batchCapacity
    padded = (width + 7) & ~7
    bias = memory
    biasGradient = bias + 4 * padded
    cellGradient = biasGradient + 4 * padded
  }

  /// Copies b from [4H].
  func begin(bias source: UnsafePointer<Float>) {
    for gate in 0..<4 {
      for unit in 0..<width { bias[gate * padded + unit] = source[gate * width + unit] }
    }
  }

  /// Clears dL/dc and dL/db before a backward pass.
  func clear() {
    biasGradient.update(repeating: 0, count: (4 + batchCapacity) * padded)
  }

  /// Copies dL/db to [4H].
  func end(biasGradient target: UnsafeMutablePointer<Float>) {
    for gate in 0..<4 {
      for unit in 0..<width { target[gate * width + unit] = biasGradient[gate * padded + unit] }
    }
  }

  /// Rows of one step: sums or gates [B, 4H], c and h [B, H], or their gradients.
  struct Rows {
    var base: UnsafeMutablePointer<Float>
    var stride: Int
  }

  /// Replaces z − b by the gates, and computes c and h.
  ///
  /// Two passes over the rows, which stay in the cache: the second pass does not wait for the
  /// latency of the first one's results.
  ///
  /// - Parameter previous: c'; nil at the first step, where it is 0.
  func forward(_ sums: Rows, cells: Rows, hidden: Rows, previous: Rows?, count: Int) {
    let (f0, g0, o0) = (width, 2 &* width, 3 &* width)
    for row in 0..<count {
      let z = sums.base + row &* sums.stride
      let c = cells.base + row &* cells.stride
      let lastC = (previous?.base ?? c) + row &* (previous?.stride ?? 0)
      var j = 0
      while j < width {
        let i = VectorFunctions.sigmoid(eight(z + j) + eight(bias + j))
        let f = VectorFunctions.sigmoid(eight(z + (f0 &+ j)) + eight(bias + (padded &+ j)))
        let g = VectorFunctions.tanh(eight(z + (g0 &+ j)) + eight(bias + (2 &* padded &+ j)))
        let o = VectorFunctions.sigmoid(eight(z + (o0 &+ j)) + eight(bias + (3 &* padded &+ j)))
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

  /// Computes dz from dh, the gradient of h from this step's readers and from the next step:
  ///
  ///   dc += dh ⊙ o ⊙ (1 − tanh² c)
  ///   dz_i = dc ⊙ g ⊙ i(1 − i),  dz_f = dc ⊙ c' ⊙ f(1 − f),  dz_g = dc ⊙ i ⊙ (1 − g²),
  ///   dz_o = dh ⊙ tanh c ⊙ o(1 − o),  and for the previous step dc' = dc ⊙ f
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
      let carriedC = cellGradient + row &* padded
      var j = 0
      while j < width {
        let i = eight(a + j)
        let f = eight(a + (f0 &+ j))
        let g = eight(a + (g0 &+ j))
        let o = eight(a + (o0 &+ j))
        let change = eight(d + j)
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
  }

  /// db += Σ_rows dz. Each step has a separate partial sum, so that rounding errors do not grow
  /// with all T·B rows.
  func sumBias(sumsGradient: Rows, count: Int) {
    for gate in 0..<4 {
      var j = 0
      while j < width {
        let dz = sumsGradient.base + (gate &* width &+ j)
        let target = biasGradient + (gate &* padded &+ j)
        var sum = SIMD8<Float>.zero
        for row in 0..<count { sum += eight(dz + row &* sumsGradient.stride) }
        store(eight(target) + sum, at: target, 8)
        j &+= 8
      }
    }
  }
}

@inline(__always)
private func eight(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
}

/// Stores the first `lanes` lanes of a vector, at most eight.
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

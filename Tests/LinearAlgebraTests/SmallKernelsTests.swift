// Sliced products against explicit sums and against unsliced products.
@testable import LinearAlgebra
import Testing

@Suite struct SmallKernelsTests {
  /// M, D, N: fewer and more rows, columns and samples than in a slice.
  static let shapes = [(3, 2, 5), (128, 100, 113), (300, 33, 97), (450, 40, 20), (1000, 31, 8)]

  // Integers: every sum is exact in Float with any kernels.

  @Test(arguments: shapes)
  func slicedWeightGradientIsOutputGradientTransposedTimesInput(_ m: Int, _ d: Int, _ n: Int) {
    let input = Padded(m, d, seed: 1)
    let outputGradient = Padded(m, n, seed: 2)
    let gradient = Padded(n, d, first: 0, gap: 2, seed: 3)
    let gaps = gradient.untouched
    Product.slicedWeightGradient(
      input: input.view, outputGradient: outputGradient.view, into: gradient.view)
    #expect(gradient.elements == product(transposed(outputGradient.elements), input.elements))
    #expect(gradient.untouched == gaps)
  }

  /// M, D, N; with and without columns of the ordinary product, with one and with several slices of
  /// rows.
  @Test(arguments: [(2, 3, 5), (128, 100, 144), (128, 100, 113), (130, 100, 138)])
  func forwardInSlicesIsInputTimesWeightsTransposed(_ m: Int, _ d: Int, _ n: Int) throws {
    let input = Padded(m, d, seed: 4)
    let weights = Padded(n, d, first: 0, gap: 2, seed: 5)
    let output = Padded(m, n, seed: 6)
    let gaps = output.untouched
    let scratch = FloatBuffer(count: Product.scratchCount(rows: n, columns: d))
    scratch.all.update(repeating: .nan)
    let slices = SmallKernels.ForwardSlices(m, n, depth: d)
    try withExtendedLifetime(scratch) {
      Product.forward(
        input: input.view, weights: weights.view, scratch: scratch.base, into: output.view,
        slices: try #require(slices))
    }
    #expect(output.elements == product(input.elements, transposed(weights.elements)))
    #expect(output.untouched == gaps)
  }

  @Test func slicesAreSmallEnoughAndBlocksAreThoseOfTheUnslicedProduct() {
    for left in 1...2000 {
      let slices = SmallKernels.GradientSlices(left: left)
      #expect(SmallKernels.take(slices.rows, slices.columns, slices.depth))
    }
    let lefts = [128, 448, 449, 512, 895, 896, 1000]
    let slices = lefts.map { SmallKernels.GradientSlices(left: $0) }
    #expect(slices.map(\.depth) == [128, 448, 224, 256, 448, 448, 448])
    #expect(slices.map(\.rows) == [96, 48, 96, 96, 48, 48, 48])
  }

  /// M, N, D, and the rows and columns of a slice.
  @Test(arguments: [
    ((128, 144, 100), (48, 144)), ((32, 144, 100), (32, 144)), ((128, 113, 100), (48, 96)),
    ((512, 115, 100), (48, 112)), ((128, 138, 100), (48, 138)), ((128, 1, 8), (128, 1)),
    ((1, 8, 31), (1, 8)),
  ])
  func forwardSlicesKeepTheOrder(_ shape: (Int, Int, Int), _ slice: (Int, Int)) throws {
    let slices = try #require(SmallKernels.ForwardSlices(shape.0, shape.1, depth: shape.2))
    #expect((slices.rows, slices.columns) == slice)
  }

  /// M, N, D: dot products, only columns beyond full vectors, too deep, too many weights to read
  /// again.
  @Test(arguments: [(8, 150, 32), (1000, 1, 32), (512, 16, 449), (512, 128, 256)])
  func theOrdinaryProductIsUsedForOtherShapes(_ m: Int, _ n: Int, _ d: Int) {
    #expect(SmallKernels.ForwardSlices(m, n, depth: d) == nil)
  }

  /// Runs only with these kernels: `OPENBLAS_CORETYPE=SkylakeX swift test`.
  @Test(
    .enabled(if: SmallKernels.areInUse, "OPENBLAS_CORETYPE is not SkylakeX"), arguments: 0..<200)
  func slicedProductsAreBitIdentical(_ seed: Int) {
    var generator = SplitMix(state: UInt64(seed))
    let m = Int.random(in: 1...600, using: &generator)
    let n = Int.random(in: 1...240, using: &generator)
    let d = Int.random(in: 1...140, using: &generator)
    func noise(_ rows: Int, _ columns: Int) -> FloatBuffer {
      let buffer = FloatBuffer(count: rows * columns)
      for i in 0..<buffer.count { buffer.base[i] = Float.random(in: -1...1, using: &generator) }
      return buffer
    }
    func view(_ buffer: FloatBuffer, _ rows: Int) -> MatrixView {
      MatrixView(base: buffer.base, rows: rows, columns: buffer.count / rows)
    }
    let (x, w, dy) = (noise(m, d), noise(n, d), noise(m, n))
    let scratch = FloatBuffer(count: Product.scratchCount(rows: n, columns: d))
    let outputs = [noise(m, n), noise(m, n)]
    let gradients = [noise(n, d), noise(n, d)]
    Product.forward(input: view(x, m), weights: view(w, n), into: view(outputs[0], m))
    Product.forward(
      input: view(x, m), weights: view(w, n), scratch: scratch.base, into: view(outputs[1], m))
    #expect(Array(outputs[0].all) == Array(outputs[1].all), "[\(m), \(d)] · [\(n), \(d)]ᵀ")
    Product.wholeWeightGradient(
      input: view(x, m), outputGradient: view(dy, m), into: view(gradients[0], n))
    Product.weightGradient(
      input: view(x, m), outputGradient: view(dy, m), into: view(gradients[1], n))
    #expect(Array(gradients[0].all) == Array(gradients[1].all), "[\(m), \(n)]ᵀ · [\(m), \(d)]")
  }
}

/// SplitMix64: the same shapes on every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

// The three products of a dense layer against explicit sums, on views with gaps between rows.
import LinearAlgebra
import Testing

/// A matrix of small integers inside a larger buffer, whose other floats are NaN.
struct Padded {
  let buffer: FloatBuffer
  let view: MatrixView

  /// `rows` × `columns` from column `first` of rows `stride` apart.
  init(_ rows: Int, _ columns: Int, first: Int = 3, gap: Int = 5, seed: Int) {
    let stride = first + columns + gap
    buffer = FloatBuffer(count: rows * stride)
    buffer.all.update(repeating: .nan)
    view = MatrixView(base: buffer.base, rows: rows, columns: stride).columns(first, columns)
    for i in 0..<rows {
      for j in 0..<columns { view.row(i)[j] = Float((i * 31 + j * 17 + seed * 7) % 13 - 6) }
    }
  }

  var elements: [[Double]] {
    (0..<view.rows).map { i in (0..<view.columns).map { Double(view.row(i)[$0]) } }
  }

  /// The number of NaN floats: all those outside the view, if nothing was written there.
  var untouched: Int { buffer.all.count { $0.isNaN } }
}

func transposed(_ a: [[Double]]) -> [[Double]] {
  a[0].indices.map { j in a.map { $0[j] } }
}

func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
  a.map { row in
    b[0].indices.map { j in row.indices.reduce(0) { $0 + row[$1] * b[$1][j] } }
  }
}

@Suite struct ProductsTests {
  /// M, D, N: single rows and columns, odd sizes, sizes beyond a kernel's block.
  static let shapes = [(1, 1, 1), (1, 7, 3), (5, 1, 2), (4, 9, 1), (33, 17, 19), (128, 65, 50)]

  // Integers: every sum is exact in Float, so the products are exact too.

  @Test(arguments: shapes)
  func forwardIsInputTimesWeightsTransposed(_ m: Int, _ d: Int, _ n: Int) {
    let input = Padded(m, d, seed: 1)
    let weights = Padded(n, d, first: 0, gap: 2, seed: 2)
    let output = Padded(m, n, seed: 3)
    let gaps = output.untouched
    Product.forward(input: input.view, weights: weights.view, into: output.view)
    #expect(output.elements == product(input.elements, transposed(weights.elements)))
    #expect(output.untouched == gaps)
  }

  @Test(arguments: shapes)
  func weightGradientIsOutputGradientTransposedTimesInput(_ m: Int, _ d: Int, _ n: Int) {
    let input = Padded(m, d, seed: 4)
    let outputGradient = Padded(m, n, seed: 5)
    let gradient = Padded(n, d, first: 0, gap: 2, seed: 6)
    let gaps = gradient.untouched
    Product.weightGradient(
      input: input.view, outputGradient: outputGradient.view, into: gradient.view)
    #expect(gradient.elements == product(transposed(outputGradient.elements), input.elements))
    #expect(gradient.untouched == gaps)
  }

  @Test(arguments: shapes, [false, true])
  func inputGradientOverwritesOrAdds(_ shape: (Int, Int, Int), _ accumulating: Bool) {
    let (m, d, n) = shape
    let weights = Padded(n, d, first: 0, gap: 2, seed: 7)
    let outputGradient = Padded(m, n, seed: 8)
    let gradient = Padded(m, d, seed: 9)
    let (before, gaps) = (gradient.elements, gradient.untouched)
    Product.inputGradient(
      weights: weights.view, outputGradient: outputGradient.view, into: gradient.view,
      accumulating: accumulating)
    let expected = product(outputGradient.elements, weights.elements)
    let sum = zip(before, expected).map { zip($0, $1).map { $0 + $1 } }
    #expect(gradient.elements == (accumulating ? sum : expected))
    #expect(gradient.untouched == gaps)
  }

  @Test func theOldContentsOfAnOverwrittenMatrixHaveNoEffect() {
    let (input, weights) = (Padded(3, 4, seed: 1), Padded(2, 4, seed: 2))
    let output = Padded(3, 2, seed: 3)
    for i in 0..<3 { for j in 0..<2 { output.view.row(i)[j] = .nan } }
    withExtendedLifetime((input, weights)) {
      Product.forward(input: input.view, weights: weights.view, into: output.view)
    }
    #expect(output.elements.allSatisfy { $0.allSatisfy { $0.isFinite } })
  }

  @Test func mismatchedShapesStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let a = FloatBuffer(count: 6)
      Product.forward(
        input: MatrixView(base: a.base, rows: 2, columns: 3),
        weights: MatrixView(base: a.base, rows: 3, columns: 2),
        into: MatrixView(base: a.base, rows: 2, columns: 3))
    }
  }
}

@Suite struct MatrixViewTests {
  @Test func columnsAreAViewOfTheSameRows() {
    let buffer = FloatBuffer(count: 24)
    for i in 0..<24 { buffer.base[i] = Float(i) }
    let whole = MatrixView(base: buffer.base, rows: 3, columns: 6, stride: 8)
    #expect((0..<3).map { whole.row($0)[5] } == [5, 13, 21])
    let part = whole.columns(2, 3)
    #expect(part.rows == 3 && part.columns == 3 && part.stride == 8)
    #expect((0..<3).map { part.row($0)[0] } == [2, 10, 18])
    part.row(1)[2] = -1
    #expect(buffer.base[12] == -1)
    #expect(part.columns(1, 0).columns == 0)
    #expect(MatrixView(base: buffer.base, rows: 2, columns: 5).stride == 5)
  }

  @Test func columnsBeyondTheViewStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 24)
      let whole = MatrixView(base: buffer.base, rows: 3, columns: 6, stride: 8)
      _ = whole.columns(4, 3)
    }
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 9)
      _ = MatrixView(base: buffer.base, rows: 3, columns: 3, stride: 2)
    }
  }

  @Test func aBufferIsZeroAndAligned() {
    let buffer = FloatBuffer(count: 37)
    #expect(buffer.all.count == 37 && buffer.all.allSatisfy { $0 == 0 })
    #expect(UInt(bitPattern: buffer.base) % 64 == 0)
    buffer.slice(3..<5).update(repeating: 2)
    #expect(buffer.all.reduce(0, +) == 4 && buffer.base[4] == 2 && buffer.base[5] == 0)
    buffer.clear()
    #expect(buffer.all.allSatisfy { $0 == 0 })
    #expect(FloatBuffer(count: 0).all.isEmpty)
  }
}

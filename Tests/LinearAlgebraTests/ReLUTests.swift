// Bias and ReLU on a block of ReLU, linear and bias-free columns.
import LinearAlgebra
import Testing

@Suite struct ReLUTests {
  /// A block inside a wider buffer, which it keeps alive.
  private struct Block {
    let buffer: FloatBuffer
    let view: MatrixView
  }

  private func block(_ rows: [[Float]], stride: Int = 7) -> Block {
    let buffer = FloatBuffer(count: rows.count * stride)
    buffer.all.update(repeating: 99)
    let view = MatrixView(
      base: buffer.base, rows: rows.count, columns: rows[0].count, stride: stride)
    for (i, row) in rows.enumerated() {
      for (j, value) in row.enumerated() { view.row(i)[j] = value }
    }
    return Block(buffer: buffer, view: view)
  }

  private func elements(_ block: Block) -> [[Float]] {
    (0..<block.view.rows).map { i in (0..<block.view.columns).map { block.view.row(i)[$0] } }
  }

  private func forward(_ block: Block, _ bias: [Float], reLUColumns: Int) {
    withExtendedLifetime(block) {
      bias.withUnsafeBufferPointer { ReLU.forward(block.view, bias: $0, reLUColumns: reLUColumns) }
    }
  }

  /// Returns the bias gradient, whose previous contents are arbitrary.
  private func backward(
    _ outputs: Block, _ gradient: Block, reLUColumns: Int, biased: Int
  ) -> [Float] {
    var biasGradient = [Float](repeating: 77, count: biased)
    withExtendedLifetime((outputs, gradient)) {
      biasGradient.withUnsafeMutableBufferPointer {
        ReLU.backward(
          outputs: outputs.view, gradient: gradient.view, reLUColumns: reLUColumns, biasGradient: $0
        )
      }
    }
    return biasGradient
  }

  @Test func eachKindOfColumnFollowsItsDefinition() {
    let outputs = block([[1, -1, -5, -7], [-3, 0.5, 2, 8]])
    forward(outputs, [1, 2, 3], reLUColumns: 2)
    #expect(elements(outputs) == [[2, 1, -2, -7], [0, 2.5, 5, 8]])
    #expect(
      (0..<2).allSatisfy { i in (4..<7).allSatisfy { outputs.buffer.base[i * 7 + $0] == 99 } })
  }

  @Test func gradientsPassWhereTheOutputIsPositive() {
    let outputs = block([[2, 0, -2, -7], [0, 2.5, 5, 8], [1, 1, 0, 0]])
    let gradient = block([[10, 20, 30, 40], [1, 2, 3, 4], [0.5, 0.25, 5, 6]])
    let bias = backward(outputs, gradient, reLUColumns: 2, biased: 3)
    #expect(elements(gradient) == [[10, 0, 30, 40], [0, 2, 3, 4], [0.5, 0.25, 5, 6]])
    #expect(bias == [10.5, 2.25, 38])
    #expect(elements(outputs) == [[2, 0, -2, -7], [0, 2.5, 5, 8], [1, 1, 0, 0]])
    #expect(outputs.buffer.base[4] == 99 && gradient.buffer.base[4] == 99)
  }

  @Test func atZeroTheDerivativeIsZero() {
    let outputs = block([[-1, 1]])
    forward(outputs, [1, -1], reLUColumns: 2)
    #expect(elements(outputs) == [[0, 0]])
    let gradient = block([[5, 5]])
    #expect(backward(outputs, gradient, reLUColumns: 2, biased: 2) == [0, 0])
    #expect(elements(gradient) == [[0, 0]])
  }

  /// If NaN were clipped to 0, divergence would not be detected.
  @Test func nanPassesThrough() {
    let outputs = block([[.nan, .infinity, -.infinity]])
    forward(outputs, [0, 0, 0], reLUColumns: 3)
    #expect(elements(outputs)[0][0].isNaN)
    #expect(elements(outputs)[0][1...] == [.infinity, 0])
  }

  @Test func columnsWithoutBiasAreUnchanged() {
    let outputs = block([[-1, 2]])
    forward(outputs, [], reLUColumns: 0)
    #expect(elements(outputs) == [[-1, 2]])
    #expect(backward(outputs, outputs, reLUColumns: 0, biased: 0) == [])
    #expect(elements(outputs) == [[-1, 2]])
  }

  @Test func moreReLUThanBiasedColumnsStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let buffer = FloatBuffer(count: 4)
      let view = MatrixView(base: buffer.base, rows: 1, columns: 4)
      let bias: [Float] = [1]
      bias.withUnsafeBufferPointer { ReLU.forward(view, bias: $0, reLUColumns: 2) }
    }
  }

  /// Compares with the elementwise definition for widths and row counts around the block size of
  /// eight columns and four rows. Integers, so that sums are exact.
  @Test(arguments: [1, 7, 8, 9, 16, 19], [1, 3, 4, 5, 9])
  func blocksOfAnySizeFollowTheDefinition(reLUColumns: Int, rows: Int) {
    let (biased, columns) = (reLUColumns + 2, reLUColumns + 3)
    func numbers(_ seed: Int) -> [[Float]] {
      (0..<rows).map { i in (0..<columns).map { Float((i * 5 + $0 * 7 + seed * 3) % 11 - 5) } }
    }
    let (sums, changes) = (numbers(1), numbers(2))
    let bias = (0..<biased).map { Float($0 % 3 - 1) }
    let expected = sums.map { row in
      row.enumerated().map { j, sum in
        j < reLUColumns ? max(0, sum + bias[j]) : j < biased ? sum + bias[j] : sum
      }
    }
    let outputs = block(sums, stride: columns + 1)
    forward(outputs, bias, reLUColumns: reLUColumns)
    #expect(elements(outputs) == expected)

    let passed = zip(expected, changes).map { outputs, changes in
      zip(outputs, changes).enumerated().map { j, pair in
        j < reLUColumns && pair.0 <= 0 ? 0 : pair.1
      }
    }
    let gradient = block(changes, stride: columns + 2)
    let biasGradient = backward(outputs, gradient, reLUColumns: reLUColumns, biased: biased)
    #expect(elements(gradient) == passed)
    #expect(biasGradient == (0..<biased).map { j in passed.reduce(0) { $0 + $1[j] } })
    // Nothing is written between the rows.
    #expect((0..<rows).allSatisfy { outputs.buffer.base[$0 * (columns + 1) + columns] == 99 })
    #expect((0..<rows).allSatisfy { gradient.buffer.base[$0 * (columns + 2) + columns] == 99 })
  }
}

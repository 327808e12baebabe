// Mixtures of rows and their derivative.
import LinearAlgebra
import Testing

@Suite struct WeightedRowsTests {
  /// Widths around 8 and 16; one and several experts; several steps; rows with gaps.
  @Test(arguments: [1, 7, 8, 15, 16, 19, 23, 24, 33], [1, 3])
  func mixtureAndGradientsFollowTheirDefinition(width: Int, experts: Int) {
    let (samples, steps, stride) = (3, 2, width + 2)
    let rows = samples * steps
    let values = (0..<experts).map { FloatBuffer(filled: rows * stride, seed: $0) }
    let gradients = (0..<experts).map { FloatBuffer(filled: rows * stride, seed: $0 + 20) }
    let before = gradients.map { Array($0.all) }
    let block = WeightedRows(
      (0..<experts).map {
        WeightedRows.Expert(
          values: values[$0].base, gradient: gradients[$0].base, stride: stride,
          accumulates: $0 % 2 == 1)
      })
    let w = FloatBuffer(filled: samples * experts, seed: 3)
    let weights = MatrixView(base: w.base, rows: samples, columns: experts)
    let mixed = FloatBuffer(filled: rows * (width + 1), seed: 9)
    let gaps = (0..<rows).map { mixed.base[$0 * (width + 1) + width] }
    let mixture = MatrixView(base: mixed.base, rows: rows, columns: width, stride: width + 1)
    block.mix(weights, into: mixture)
    #expect(gaps == (0..<rows).map { mixed.base[$0 * (width + 1) + width] }, "between the rows")
    for row in 0..<rows {
      for j in 0..<width {
        let expected = (0..<experts).reduce(Float(0)) {
          $0 + weights.row(row % samples)[$1] * values[$1].base[row * stride + j]
        }
        #expect(mixture.row(row)[j] == expected)
      }
    }

    let d = FloatBuffer(filled: rows * width, seed: 6)
    let s = FloatBuffer(filled: samples * experts, seed: 8)
    let similarity = MatrixView(base: s.base, rows: samples, columns: experts)
    block.differentiate(
      weights, mixtureGradient: MatrixView(base: d.base, rows: rows, columns: width),
      weightGradient: similarity)
    for e in 0..<experts {
      for i in 0..<samples {
        var expected: Float = 0
        for step in 0..<steps {
          for j in 0..<width {
            let row = step * samples + i
            expected += d.base[row * width + j] * values[e].base[row * stride + j]
          }
        }
        #expect(similarity.row(i)[e] == expected)
      }
      for row in 0..<rows {
        for j in 0..<stride {
          let old = before[e][row * stride + j]
          // Nothing is written between the rows.
          let expected =
            j >= width
            ? old
            : weights.row(row % samples)[e] * d.base[row * width + j] + (e % 2 == 1 ? old : 0)
          #expect(gradients[e].base[row * stride + j] == expected)
        }
      }
    }
  }
}

extension FloatBuffer {
  /// Small integers, so that sums of products are exact.
  convenience init(filled count: Int, seed: Int) {
    self.init(count: count)
    for index in 0..<count { base[index] = Float((index * 7 + seed * 5) % 11 - 5) }
  }
}

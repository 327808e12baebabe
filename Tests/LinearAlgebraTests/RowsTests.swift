// Sums and products of rows, softmax and its derivative.
import Foundation
import LinearAlgebra
import Testing

@Suite struct RowsTests {
  /// Around the eight floats of a vector step; at an odd address.
  static let counts = [0, 1, 3, 7, 8, 9, 15, 16, 17, 40, 129]

  /// Whole numbers, so that sums are exact; what lies beyond `count` must not be touched.
  private func row(_ count: Int, _ seed: Int) -> [Float] {
    (0..<count + 2).map { Float(($0 * 5 + seed) % 11 - 5) }
  }

  @Test(arguments: counts)
  func scaleOverwrites(_ count: Int) {
    let input = row(count, 1)
    var output = row(count, 2)
    let before = output
    input.withUnsafeBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        Rows.scale(source.baseAddress! + 1, by: -3, into: target.baseAddress! + 1, count: count)
      }
    }
    for j in 0..<count + 2 {
      #expect(output[j] == ((1...count + 1).dropLast().contains(j) ? -3 * input[j] : before[j]))
    }
  }

  @Test(arguments: counts)
  func addScaledAdds(_ count: Int) {
    let input = row(count, 1)
    var output = row(count, 2)
    let before = output
    input.withUnsafeBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        Rows.addScaled(source.baseAddress! + 1, by: 2, to: target.baseAddress! + 1, count: count)
      }
    }
    for j in 0..<count + 2 {
      let inside = (1...count + 1).dropLast().contains(j)
      #expect(output[j] == before[j] + (inside ? 2 * input[j] : 0))
    }
  }

  @Test(arguments: counts)
  func dotCountsEveryProductOnce(_ count: Int) {
    let (a, b) = (row(count, 3), row(count, 4))
    let found = a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        Rows.dot(a.baseAddress! + 1, b.baseAddress! + 1, count: count)
      }
    }
    #expect(found == zip(a, b).dropFirst().dropLast().reduce(0) { $0 + $1.0 * $1.1 })
  }
}

@Suite struct SoftmaxTests {
  private func softmax(_ logits: [Float]) -> [Float] {
    var row = logits
    row.withUnsafeMutableBufferPointer {
      Softmax.normalise(MatrixView(base: $0.baseAddress!, rows: 1, columns: $0.count))
    }
    return row
  }

  static let logits: [[Float]] = [
    [0], [3, 3], [1, 2, 3], [-4, 0.5, 2, 2, -0.25], [10, -10], [0.001, 0, -0.001],
    (0..<12).map { Float($0) * 0.7 - 4 },
  ]

  @Test(arguments: logits)
  func weightsAreThePowersShares(_ logits: [Float]) {
    let powers = logits.map { exp(Double($0)) }
    for (weight, power) in zip(softmax(logits), powers) {
      let expected = power / powers.reduce(0, +)
      #expect(abs(Double(weight) - expected) < 3e-7 * expected + 1e-12)
    }
    #expect(abs(softmax(logits).reduce(0, +) - 1) < 3e-7)
  }

  @Test func aLogitOfMinusInfinityWeighsNothingExactly() {
    #expect(softmax([0, -.infinity, 0]) == [0.5, 0, 0.5])
    #expect(softmax([-.infinity, -700]) == [0, 1])
    #expect(softmax([-.infinity, -.infinity, 3]) == [0, 0, 1])
  }

  @Test func hugeLogitsNeitherOverflowNorVanish() {
    #expect(softmax([3e38, 3e38]) == [0.5, 0.5])
    #expect(softmax([-3e38, -3e38, -3e38, -3e38]) == [0.25, 0.25, 0.25, 0.25])
    #expect(softmax([1000, 0]) == [1, 0])
    #expect(softmax([-200, 88, 89]).allSatisfy { $0.isFinite })
    let (near, shifted) = (softmax([1, 2, 3]), softmax([1001, 1002, 1003]))
    #expect(near == shifted)
  }

  @Test func aSingleLogitIsTheWeightOne() {
    #expect(softmax([-123]) == [1])
  }

  @Test func notANumberIsNotHidden() {
    #expect(softmax([0, .nan, 1]).contains { $0.isNaN })
    #expect(softmax([.nan, 0, 1]).contains { $0.isNaN })
  }

  /// dL/da for L = Σ c_e g_e against central differences in Double.
  @Test(arguments: logits)
  func theDerivativeIsTheDifferencesOf(_ logits: [Float]) {
    let costs = logits.indices.map { Float($0 * $0 % 5) - 1.5 }
    func loss(_ logits: [Double]) -> Double {
      let powers = logits.map { exp($0) }
      return zip(powers, costs).reduce(0) { $0 + $1.0 * Double($1.1) } / powers.reduce(0, +)
    }
    let weights = softmax(logits)
    var gradient = costs
    gradient.withUnsafeMutableBufferPointer { gradient in
      weights.withUnsafeBufferPointer {
        Softmax.differentiate(
          gradient.baseAddress!, weights: $0.baseAddress!, count: weights.count)
      }
    }
    for j in logits.indices {
      var (up, down) = (logits.map(Double.init), logits.map(Double.init))
      up[j] += 1e-5
      down[j] -= 1e-5
      #expect(abs(Double(gradient[j]) - (loss(up) - loss(down)) / 2e-5) < 1e-6)
    }
  }
}

@Suite struct WeightedRowsTests {
  /// [rows, width] of small whole numbers, so that every sum is exact.
  private func filled(_ rows: Int, _ width: Int, _ seed: Int) -> FloatBuffer {
    let buffer = FloatBuffer(count: rows * width)
    for index in 0..<rows * width { buffer.base[index] = Float((index * 7 + seed * 5) % 11 - 5) }
    return buffer
  }

  /// Widths on both sides of a vector's 8; one expert and several; several steps; rows with gaps.
  @Test(arguments: [1, 5, 8, 19], [1, 3])
  func mixtureAndGradientsAreTheSums(width: Int, experts: Int) {
    let (samples, steps, stride) = (3, 2, width + 2)
    let rows = samples * steps
    let values = (0..<experts).map { filled(rows, stride, $0) }
    let gradients = (0..<experts).map { filled(rows, stride, $0 + 20) }
    let before = gradients.map { Array($0.all) }
    let block = WeightedRows(
      (0..<experts).map {
        WeightedRows.Expert(
          values: values[$0].base, gradient: gradients[$0].base, stride: stride,
          accumulates: $0 % 2 == 1)
      })
    let w = filled(samples, experts, 3)
    let weights = MatrixView(base: w.base, rows: samples, columns: experts)
    let mixed = filled(rows, width, 9)
    let mixture = MatrixView(base: mixed.base, rows: rows, columns: width)
    block.mix(weights, into: mixture)
    for row in 0..<rows {
      for j in 0..<width {
        let expected = (0..<experts).reduce(Float(0)) {
          $0 + weights.row(row % samples)[$1] * values[$1].base[row * stride + j]
        }
        #expect(mixture.row(row)[j] == expected)
      }
    }

    let d = filled(rows, width, 6)
    let s = filled(samples, experts, 8)
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

  @Test func manyRowsOfAnyWidthAreNormalisedOneByOne() {
    for width in [1, 3, 8, 300] {
      let rows = 200
      let block = filled(rows, width + 1, 4)
      let copy = filled(rows, width + 1, 4)
      Softmax.normalise(MatrixView(base: block.base, rows: rows, columns: width, stride: width + 1))
      for i in 0..<rows {
        let row = copy.base + i * (width + 1)
        Softmax.normalise(MatrixView(base: row, rows: 1, columns: width))
        for j in 0...width { #expect(block.base[i * (width + 1) + j] == row[j]) }
      }
    }
  }
}

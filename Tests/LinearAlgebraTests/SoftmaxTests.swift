// Softmax and its derivative.
import Foundation
import LinearAlgebra
import Testing

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
  func weightsAreNormalisedExponentials(_ logits: [Float]) {
    let powers = logits.map { exp(Double($0)) }
    for (weight, power) in zip(softmax(logits), powers) {
      let expected = power / powers.reduce(0, +)
      #expect(abs(Double(weight) - expected) < 3e-7 * expected + 1e-12)
    }
    #expect(abs(softmax(logits).reduce(0, +) - 1) < 3e-7)
  }

  @Test func aLogitOfMinusInfinityHasWeightZero() {
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

  @Test func aSingleLogitHasWeightOne() {
    #expect(softmax([-123]) == [1])
  }

  @Test func nanLogitsGiveNaNWeights() {
    #expect(softmax([0, .nan, 1]).contains { $0.isNaN })
    #expect(softmax([.nan, 0, 1]).contains { $0.isNaN })
  }

  /// dL/da for L = Σ c_e g_e against central differences in Double.
  @Test(arguments: logits)
  func theDerivativeAgreesWithCentralDifferences(_ logits: [Float]) {
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

  @Test func manyRowsOfAnyWidthAreNormalisedSeparately() {
    for width in [1, 3, 8, 300] {
      let rows = 200
      let block = FloatBuffer(filled: rows * (width + 1), seed: 4)
      let copy = FloatBuffer(filled: rows * (width + 1), seed: 4)
      Softmax.normalise(MatrixView(base: block.base, rows: rows, columns: width, stride: width + 1))
      for i in 0..<rows {
        let row = copy.base + i * (width + 1)
        Softmax.normalise(MatrixView(base: row, rows: 1, columns: width))
        for j in 0...width { #expect(block.base[i * (width + 1) + j] == row[j]) }
      }
    }
  }
}

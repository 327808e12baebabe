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
    row.withUnsafeMutableBufferPointer { Softmax.normalise($0.baseAddress!, count: $0.count) }
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

import Randomness
import Testing

private func uniforms(_ stream: RandomStream, _ count: Int, _ range: Range<Float>) -> [Float] {
  var values = [Float](repeating: .nan, count: count)
  values.withUnsafeMutableBufferPointer { stream.fillUniform($0, in: range) }
  return values
}

@Test func uniformsFollowTheirDefinition() {
  let values = uniforms(RandomStream(seed: 21), 200, -2..<6)
  for (position, value) in values.enumerated() {
    let words = Philox.words(at: (UInt32(16 * (position / 64) + position % 16), 0, 0, 3), key: 21)
    let word = [words.0, words.1, words.2, words.3][position % 64 / 16]
    #expect(value == -2 + 8 * Float(word / 256) / 16_777_216)
  }
}

@Test func uniformsHaveTheirMoments() {
  let values = uniforms(RandomStream(seed: 22), 1 << 20, 0..<1).map(Double.init)
  let mean = values.reduce(0, +) / Double(values.count)
  let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  #expect(abs(mean - 0.5) < 0.0015)
  #expect(abs(variance - 1.0 / 12) < 0.0005)
}

@Test func theLowerBoundOccursAndTheUpperBoundDoesNot() {
  // Two neighbouring floats and one between: nearly half of all sums round up to the
  // upper bound.
  let lower: Float = 1
  let upper = lower.nextUp.nextUp
  let values = uniforms(RandomStream(seed: 23), 10_000, lower..<upper)
  #expect(Set(values) == [lower, lower.nextUp])
  #expect(uniforms(RandomStream(seed: 23), 3, 2..<2) == [2, 2, 2])
  // 2²² draws come within 2⁻¹⁹ of both bounds with probability 1 − e⁻⁸.
  var smallest: Float = 1
  var largest: Float = 0
  for row in 0..<64 {
    var values = [Float](repeating: 0, count: 1 << 16)
    values.withUnsafeMutableBufferPointer { RandomStream(seed: 24).fillUniform($0, row: row) }
    smallest = min(smallest, values.min() ?? 1)
    largest = max(largest, values.max() ?? 0)
  }
  #expect(smallest >= 0 && smallest < 0x1p-19)
  #expect(largest < 1 && largest > 1 - 0x1p-19)
}

@Test func preciseUniformsAreDoublesBelowOne() {
  let stream = RandomStream(seed: 25)
  let values = stream.uniforms(100_000)
  #expect(values.allSatisfy { (0..<1).contains($0) })
  #expect(abs(values.reduce(0, +) / 100_000 - 0.5) < 0.005)
  #expect(stream.uniforms(7) == Array(values[..<7]))
  #expect(stream.uniforms(7, row: 1) != Array(values[..<7]))
  // The 53rd bit is used.
  #expect(values.contains { ($0 * 0x1p53).truncatingRemainder(dividingBy: 2) == 1 })
}

@Test func normalsAndUniformsAreIndependent() {
  let stream = RandomStream(seed: 26)
  let uniforms = stream.uniforms(20_000)
  let normals = stream.normals(20_000)
  let product = zip(uniforms, normals).map { ($0 - 0.5) * $1 }.reduce(0, +) / 20_000
  #expect(abs(product) < 0.01)
}

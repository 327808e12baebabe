import Formats
import Foundation
import Randomness
import Testing

private func normals(_ stream: RandomStream, _ count: Int, row: Int = 0) -> [Float] {
  var values = [Float](repeating: .nan, count: count)
  values.withUnsafeMutableBufferPointer { stream.fillNormal($0, row: row) }
  return values
}

/// Box–Muller from the definition, one value at a time, in double precision with the system's
/// functions.
private func normal(key: UInt64, row: UInt64, position: Int) -> Double {
  let group = position / 64
  let place = position % 32
  let words = Philox.words(
    at: (
      UInt32(16 * group + place % 16), UInt32(truncatingIfNeeded: row), UInt32(row >> 32), 2
    ), key: key)
  let (radiusWord, angleWord) = place < 16 ? (words.0, words.2) : (words.1, words.3)
  let u = (Double(radiusWord / 2) + 0.5) / 2_147_483_648
  let angle = (Double(angleWord) + 0.5) / 4_294_967_296 * 2 * Double.pi
  let radius = (-2 * log(u)).squareRoot()
  return position % 64 < 32 ? radius * cos(angle) : radius * sin(angle)
}

@Test func normalsFollowBoxAndMullersDefinition() {
  for (seed, row) in [(1, 0), (0xfedc_ba98_7654_3210, 77), (3, 0x1_2345_6789)] as [(UInt64, Int)] {
    let values = normals(RandomStream(seed: seed), 200, row: row)
    for (position, value) in values.enumerated() {
      let expected = normal(key: seed, row: UInt64(row), position: position)
      #expect(abs(Double(value) - expected) < 2e-6, "row \(row), position \(position)")
    }
  }
}

@Test func aValueDependsOnRowAndPositionOnly() {
  let stream = RandomStream(seed: 1)
  let whole = normals(stream, 1000, row: 5)
  for count in [0, 1, 63, 64, 65, 100, 512] {
    #expect(normals(stream, count, row: 5) == Array(whole[..<count]))
  }
  #expect(normals(stream, 64, row: 6) != normals(stream, 64, row: 5))
}

@Test func theSequenceConcatenatesTheFirstGroupsOfAllRows() {
  let stream = RandomStream(seed: 1)
  let expected = (0..<5).flatMap { normals(stream, 64, row: $0) }
  for (start, count) in [(0, 320), (1, 2), (63, 2), (64, 64), (100, 200), (319, 1)] {
    var values = [Float](repeating: .nan, count: count)
    values.withUnsafeMutableBufferPointer { stream.fillNormal($0, from: start) }
    #expect(values == Array(expected[start..<start + count]))
    values.withUnsafeMutableBufferPointer { stream.fillUniform($0, from: start) }
    #expect(values.allSatisfy { (0..<1).contains($0) })
  }
}

@Test func normalsHaveTheMomentsOfANormal() {
  let count = 1 << 20
  let values = normals(RandomStream(seed: 11), count).map(Double.init)
  func moment(_ power: Int) -> Double {
    values.reduce(0) { $0 + pow($1, Double(power)) } / Double(count)
  }
  // Five standard errors: √(E x²ⁿ − (E xⁿ)²) / 1024 with E x² = 1, E x⁴ = 3, E x⁶ = 15, E x⁸ = 105.
  #expect(abs(moment(1)) < 5 / 1024)
  #expect(abs(moment(2) - 1) < 5 * 2.0.squareRoot() / 1024)
  #expect(abs(moment(3)) < 5 * 15.0.squareRoot() / 1024)
  #expect(abs(moment(4) - 3) < 5 * 96.0.squareRoot() / 1024)
}

@Test func normalsHaveTheDistributionOfANormal() {
  let count = 1 << 20
  let values = normals(RandomStream(seed: 12), count).sorted()
  // Kolmogorov–Smirnov: the statistic exceeds 1.95/√n with probability .001.
  var worst = 0.0
  for i in stride(from: 0, to: count, by: 7) {
    let expected = 0.5 * erfc(-Double(values[i]) / 2.0.squareRoot())
    worst = max(worst, abs(expected - (Double(i) + 0.5) / Double(count)))
  }
  #expect(worst < 1.95 / Double(count).squareRoot(), "\(worst)")
}

@Test func normalsHaveTheTailsOfANormal() {
  // Of 3.2e6 values about 203 lie beyond 4 and 1.8 beyond 5 standard deviations.
  var beyondFour = 0
  var largest: Float = 0
  let stream = RandomStream(seed: 13)
  for row in 0..<50 {
    for value in normals(stream, 64_000, row: row) {
      if value.magnitude > 4 { beyondFour += 1 }
      largest = max(largest, value.magnitude)
    }
  }
  #expect(abs(beyondFour - 203) < 72)
  #expect(largest > 4.5 && largest < 6.661)
}

@Test func neighbouringNormalsAreUncorrelated() {
  let count = 1 << 18
  let values = normals(RandomStream(seed: 14), count)
  // At lag 32 the two values belong to one pair, whose squares share the radius.
  for lag in [1, 16, 32, 48, 64] {
    var product = 0.0
    var squares = 0.0
    for i in 0..<count - lag {
      let (a, b) = (Double(values[i]), Double(values[i + lag]))
      product += a * b
      squares += (a * a - 1) * (b * b - 1)
    }
    #expect(abs(product / Double(count)) < 0.01, "lag \(lag)")
    #expect(abs(squares / Double(count)) < 0.02, "lag \(lag)")
  }
}

@Test func standardDeviationScalesTheValues() {
  let stream = RandomStream(seed: 1)
  var values = [Float](repeating: 0, count: 100)
  values.withUnsafeMutableBufferPointer { stream.fillNormal($0, standardDeviation: 0.25) }
  // Scaling by a power of two is exact.
  #expect(values == normals(stream, 100).map { $0 * 0.25 })
}

@Test func doublesAreTheWidenedNormals() {
  let stream = RandomStream(seed: 1)
  #expect(stream.normals(70, row: 3) == normals(stream, 70, row: 3).map(Double.init))
}

/// Checksums of a hundred rows, identical on every machine. A change of these bits changes every
/// data set and every run.
@Test func bitsAreTheSameOnEveryMachine() {
  let stream = RandomStream(seed: 1).stream("golden", 7)
  var checksum = Checksum()
  for row in 0..<100 {
    normals(stream, 100, row: row).withUnsafeBufferPointer { checksum.combine($0) }
  }
  #expect(checksum.hex == "ce57aa0bf0207378")
}

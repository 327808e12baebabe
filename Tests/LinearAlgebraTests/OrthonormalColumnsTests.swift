import LinearAlgebra
import Testing

/// Pseudo-random numbers from a linear congruential generator (Knuth's MMIX constants).
private func numbers(_ count: Int, seed: UInt64) -> [Double] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(Int64(bitPattern: state)) * 0x1p-63
  }
}

private func product(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
  precondition(a.count == b.count)
  return zip(a, b).map(*).reduce(0, +)
}

@Test(arguments: [(1, 1), (2, 1), (2, 2), (5, 3), (512, 2), (100, 100)])
func columnsAreOrthonormal(length: Int, count: Int) throws {
  let columns = try OrthonormalColumns(
    of: numbers(length * count, seed: 1), length: length, count: count)
  for i in 0..<count {
    for j in 0...i {
      #expect(abs(product(columns[i], columns[j]) - (i == j ? 1 : 0)) < 1e-13)
    }
  }
}

@Test func columnsAreGramSchmidtVectors() throws {
  // (3, 4), (1, 0) → (.6, .8), then (1, 0) − .6·(.6, .8) = (.64, −.48) → (.8, −.6).
  let columns = try OrthonormalColumns(of: [3, 4, 1, 0], length: 2, count: 2)
  for (value, expected) in zip(columns.elements, [0.6, 0.8, 0.8, -0.6]) {
    #expect(abs(value - expected) < 1e-15)
  }
}

@Test func everyColumnHasAPositiveProductWithItsVector() throws {
  // R's diagonal is positive: column j times vector j.
  let vectors = numbers(40 * 6, seed: 2)
  let columns = try OrthonormalColumns(of: vectors, length: 40, count: 6)
  for j in 0..<6 { #expect(product(columns[j], vectors[j * 40..<(j + 1) * 40]) > 0) }
}

@Test func aColumnDoesNotDependOnLaterVectors() throws {
  let vectors = numbers(30 * 4, seed: 3)
  let four = try OrthonormalColumns(of: vectors, length: 30, count: 4)
  let two = try OrthonormalColumns(of: Array(vectors[..<60]), length: 30, count: 2)
  for (a, b) in zip(two.elements, four.elements) { #expect(abs(a - b) < 1e-14) }
}

@Test func impossibleSizesAreErrors() {
  for (length, count) in [(1, 2), (0, 0), (3, 0), (5, 6), (0, 1)] {
    #expect(throws: OrthonormalColumns.Failure.impossibleSize(length: length, count: count)) {
      try OrthonormalColumns(
        of: numbers(length * count, seed: 4), length: length, count: count)
    }
  }
  #expect(
    OrthonormalColumns.Failure.impossibleSize(length: 1, count: 2).description
      == "2 orthonormal vectors of length 1 do not exist: allowed are 1 to 1")
}

@Test func dependentVectorsAreErrors() {
  #expect(throws: OrthonormalColumns.Failure.dependent(index: 1)) {
    try OrthonormalColumns(of: [1, 2, 3, 2, 4, 6], length: 3, count: 2)
  }
  #expect(throws: OrthonormalColumns.Failure.dependent(index: 0)) {
    try OrthonormalColumns(of: [0, 0, 0], length: 3, count: 1)
  }
  #expect(throws: OrthonormalColumns.Failure.dependent(index: 1)) {
    try OrthonormalColumns(of: [1, 0, .nan, 1], length: 2, count: 2)
  }
}

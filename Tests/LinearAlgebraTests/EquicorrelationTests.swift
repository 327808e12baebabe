import CLAPACKE
import LinearAlgebra
import Testing

private func expectProduct(_ factor: Equicorrelation, within tolerance: Double) {
  let p = factor.correlation
  for a in 0..<factor.count {
    for b in 0..<factor.count {
      let product = (0..<factor.count).reduce(0) { $0 + factor[a, $1] * factor[b, $1] }
      #expect(abs(product - (a == b ? 1 : p)) <= tolerance, "\(factor.count), \(p): \(a), \(b)")
    }
  }
}

@Test(arguments: [2, 3, 4, 7], [-0.99, -0.4, 0, 1e-9, 0.2, 0.5, 0.75, 0.999_999])
func theFactorEqualsLAPACKsInTheInterior(count: Int, share: Double) throws {
  // A negative share is a fraction of the lower bound.
  let p = share < 0 ? -share * Equicorrelation.correlations(of: count).lowerBound : share
  let factor = try #require(Equicorrelation(count: count, correlation: p))
  #expect(factor.rank == count)
  var matrix = [Double](repeating: p, count: count * count)
  for k in 0..<count { matrix[k * count + k] = 1 }
  let order = Int32(count)
  try #require(
    LAPACKE_dpotrf(LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "L")), order, &matrix, order) == 0)
  for k in 0..<count {
    for j in 0...k { #expect(abs(factor[k, j] - matrix[k * count + j]) < 1e-10) }
    for j in k + 1..<max(count, k + 1) { #expect(factor[k, j] == 0) }
  }
}

@Test(arguments: 1...9)
func theFactorIsExactAtBothBounds(count: Int) throws {
  let equal = try #require(Equicorrelation(count: count, correlation: 1))
  #expect(equal.rank == 1)
  for k in 0..<count { #expect(equal[k, 0] == 1) }
  expectProduct(equal, within: 0)
  guard count > 1 else { return }
  let lowest = try #require(Equicorrelation(count: count, correlation: -1 / Double(count - 1)))
  #expect(lowest.rank == count - 1)
  expectProduct(lowest, within: 1e-14)
}

@Test(arguments: [-1, -0.3, 0, 0.2, 0.4, 0.5, 0.75, 1])
func twoTasksFollowThePaper(p: Double) throws {
  let factor = try #require(Equicorrelation(count: 2, correlation: p))
  #expect(factor[0, 0] == 1)
  #expect(factor[0, 1] == 0)
  #expect(factor[1, 0] == p)
  #expect(abs(factor[1, 1] - (1 - p * p).squareRoot()) < 1e-15)
}

@Test func thereIsNoFactorBeyondTheBounds() {
  #expect(Equicorrelation(count: 2, correlation: 1.000_001) == nil)
  #expect(Equicorrelation(count: 2, correlation: -1.000_001) == nil)
  #expect(Equicorrelation(count: 3, correlation: -0.500_001) == nil)
  #expect(Equicorrelation(count: 3, correlation: .nan) == nil)
  #expect(Equicorrelation(count: 1, correlation: .nan) == nil)
  #expect(Equicorrelation(count: 0, correlation: 0) == nil)
  #expect(Equicorrelation(count: 1, correlation: 3)?.rank == 1)
}

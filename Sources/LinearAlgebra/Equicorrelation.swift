// The lower-triangular factor of the equicorrelation matrix, in closed form.
//
// K unit vectors with pairwise cosine p have the Gram matrix (1 − p)I + p·11ᵀ, which is positive
// semidefinite exactly for −1/(K − 1) ≤ p ≤ 1. Cholesky's algorithm fails at both ends, where the
// matrix is singular. The study includes p = 1, for which the closed form is valid too.
//
// Elimination preserves the structure: after j columns, the remaining matrix has the diagonal
// (1 − p)(1 + jp)/(1 + (j − 1)p) and the off-diagonal value p(1 − p)/(1 + (j − 1)p).

/// L with L·Lᵀ = (1 − p)I + p·11ᵀ: row k holds task k's coordinates in orthonormal directions, so
/// that the tasks' vectors are of unit length and have pairwise cosine p.
///
/// For K = 2 the rows are (1, 0) and (p, √(1 − p²)): MMoE, section 3.2, step 2.
public struct Equicorrelation: Hashable, Sendable {
  /// K, the number of vectors.
  public let count: Int
  /// p, the pairwise cosine.
  public let correlation: Double
  /// The number of nonzero columns, which is the dimension of the vectors' span.
  ///
  /// 1 at p = 1; K − 1 at p = −1/(K − 1); K in between.
  public let rank: Int
  /// L by rows, [K, K].
  private let elements: [Double]

  /// The correlations for which `count` vectors exist; every finite one for a single
  /// vector.
  public static func correlations(of count: Int) -> ClosedRange<Double> {
    precondition(count >= 1, "at least one vector, not \(count)")
    return count == 1
      ? -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
      : -1 / Double(count - 1)...1
  }

  /// The factor for `count` vectors; nil outside −1/(K − 1) ≤ p ≤ 1.
  public init?(count: Int, correlation p: Double) {
    guard count >= 1, Self.correlations(of: count).contains(p) else { return nil }
    self.count = count
    correlation = p
    var factor = [Double](repeating: 0, count: count * count)
    var rank = 0
    for j in 0..<count {
      let (diagonal, below) = Self.column(j, count: count, p)
      if diagonal > 0 { rank = j + 1 }
      factor[j * count + j] = diagonal
      for k in j + 1..<max(count, j + 1) { factor[k * count + j] = below }
    }
    self.rank = rank
    elements = factor
  }

  /// Task k's coordinate in direction j.
  public subscript(k: Int, j: Int) -> Double { elements[k * count + j] }

  /// The diagonal value of column j and the value of all elements below it.
  private static func column(
    _ j: Int, count: Int, _ p: Double
  ) -> (diagonal: Double, below: Double) {
    if j == 0 { return (1, p) }
    let before = 1 + Double(j - 1) * p
    // At the lower bound the last diagonal value is 0, which rounding may miss.
    let isEnd = j == count - 1 && p == correlations(of: count).lowerBound
    let after = isEnd ? 0 : 1 + Double(j) * p
    let diagonal = ((1 - p) * after / before).squareRoot()
    // 1 + jp > 0 for every column with elements below the diagonal.
    let below = j == count - 1 ? 0 : p * ((1 - p) / (before * after)).squareRoot()
    return (diagonal, below)
  }
}

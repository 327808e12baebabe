// Orthonormal columns by QR decomposition (LAPACK's dgeqrf and dorgqr, double precision).
//
// For a matrix of independent standard normals, the Q whose R has a positive diagonal is uniformly
// (Haar) distributed over all sets of orthonormal columns: Mezzadri, "How to generate random
// matrices from the classical compact groups", 2007. LAPACK does not fix the signs, so they are
// fixed here.

internal import CLAPACKE

/// Orthonormal vectors with the same span as given ones.
///
/// Vector j is the Gram–Schmidt vector of the given vectors 0...j.
public struct OrthonormalColumns: Hashable, Sendable {
  /// Why given vectors cannot be orthonormalised.
  public enum Failure: Error, Hashable, CustomStringConvertible {
    /// More vectors than their length, or none.
    case impossibleSize(length: Int, count: Int)
    /// The given vector of this index is not finite, or depends linearly on those before it.
    case dependent(index: Int)

    /// One sentence.
    public var description: String {
      switch self {
      case .impossibleSize(let length, let count):
        "\(count) orthonormal vectors of length \(length) do not exist: allowed are 1 to \(length)"
      case .dependent(let index):
        "vector \(index) is not finite or depends linearly on those before it"
      }
    }
  }

  /// The length of each vector.
  public let length: Int
  /// The number of vectors.
  public let count: Int
  /// The elements, one vector after another: [count · length].
  public let elements: [Double]

  /// Orthonormalises `count` vectors of `length` elements each, given vector after vector.
  public init(of vectors: [Double], length: Int, count: Int) throws(Failure) {
    guard length >= 1, count >= 1, count <= length else {
      throw .impossibleSize(length: length, count: count)
    }
    precondition(
      vectors.count == length * count,
      "\(count) vectors of length \(length) have \(length * count) elements, not \(vectors.count)")
    // LAPACK would not report which vector is not finite.
    if let place = vectors.firstIndex(where: { !$0.isFinite }) {
      throw .dependent(index: place / length)
    }
    var q = vectors
    var reflections = [Double](repeating: 0, count: count)
    let (rows, columns) = (Int32(length), Int32(count))
    let factored = LAPACKE_dgeqrf(LAPACK_COL_MAJOR, rows, columns, &q, rows, &reflections)
    precondition(factored == 0, "dgeqrf refused its argument \(-factored)")
    let diagonal = (0..<count).map { q[$0 * length + $0] }
    let largest = vectors.reduce(0) { max($0, $1.magnitude) }
    for (index, element) in diagonal.enumerated()
    where !(element.magnitude > largest * Double(length) * Double.ulpOfOne) {
      throw .dependent(index: index)
    }
    let formed = LAPACKE_dorgqr(
      LAPACK_COL_MAJOR, rows, columns, columns, &q, rows, reflections)
    precondition(formed == 0, "dorgqr refused its argument \(-formed)")
    for (index, element) in diagonal.enumerated() where element < 0 {
      for place in index * length..<(index + 1) * length { q[place] = -q[place] }
    }
    self.length = length
    self.count = count
    elements = q
  }

  /// One of the vectors.
  public subscript(index: Int) -> ArraySlice<Double> {
    elements[index * length..<(index + 1) * length]
  }
}

// Linear least squares by the normal equations, accumulated sample by sample (LAPACK's dposv).

internal import CLAPACKE

/// Fits Y ≈ Z·C over samples (z, y) added one at a time; memory does not grow with their number.
///
/// Z is [n, S], Y [n, M], C [S, M]. The normal equations square the condition number of Z: suitable
/// for inputs of similar scale that are not nearly dependent.
public struct LeastSquares {
  /// S, the number of regressors.
  public let inputWidth: Int
  /// M, the number of fitted values.
  public let outputWidth: Int
  /// ZᵀZ, upper triangle, row-major.
  private var square: [Double]
  /// ZᵀY, row-major.
  private var product: [Double]

  /// A fit without samples.
  public init(inputWidth: Int, outputWidth: Int) {
    precondition(inputWidth >= 1 && outputWidth >= 1, "a fit of \(outputWidth) by \(inputWidth)")
    self.inputWidth = inputWidth
    self.outputWidth = outputWidth
    square = Array(repeating: 0, count: inputWidth * inputWidth)
    product = Array(repeating: 0, count: inputWidth * outputWidth)
  }

  /// Adds one sample: z [S], y [M].
  public mutating func add(_ z: [Double], _ y: [Double]) {
    precondition(z.count == inputWidth && y.count == outputWidth, "a sample of other widths")
    for i in 0..<inputWidth {
      for j in i..<inputWidth { square[i * inputWidth + j] += z[i] * z[j] }
      for j in 0..<outputWidth { product[i * outputWidth + j] += z[i] * y[j] }
    }
  }

  /// C [S, M], row-major; nil without samples, or if a sum is not finite. For dependent regressors
  /// it is the ridge solution with a penalty of 1e-8 times their mean square.
  public var coefficients: [Double]? {
    let trace = (0..<inputWidth).reduce(0) { $0 + square[$1 * (inputWidth + 1)] }
    guard trace > 0, (square + product).allSatisfy(\.isFinite) else { return nil }
    return solved(ridge: 0) ?? solved(ridge: 1e-8 * trace / Double(inputWidth))
  }

  private func solved(ridge: Double) -> [Double]? {
    var factor = square
    for i in 0..<inputWidth { factor[i * (inputWidth + 1)] += ridge }
    var solution = product
    let (width, columns) = (Int32(inputWidth), Int32(outputWidth))
    let status = LAPACKE_dposv(
      LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "U")), width, columns, &factor, width, &solution,
      columns)
    precondition(status >= 0, "dposv refused its argument \(-status)")
    return status == 0 && solution.allSatisfy(\.isFinite) ? solution : nil
  }
}

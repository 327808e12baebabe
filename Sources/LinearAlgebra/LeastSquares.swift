// Linear least squares by the normal equations, accumulated sample by sample (LAPACK's dposv).

internal import CLAPACKE

/// Fits Y ≈ Z·C over samples (z, y) that are seen one at a time; memory is flat in the samples.
///
/// Z is [n, S], Y [n, M], C [S, M]. The normal equations square the condition number of Z: good for
/// inputs of one scale that are not nearly dependent.
public struct LeastSquares {
  /// S, the regressors.
  public let inputWidth: Int
  /// M, the values fitted.
  public let outputWidth: Int
  /// ZᵀZ, upper triangle, row-major.
  private var square: [Double]
  /// ZᵀY, row-major.
  private var product: [Double]

  /// A fit of nothing yet.
  public init(inputWidth: Int, outputWidth: Int) {
    precondition(inputWidth >= 1 && outputWidth >= 1, "a fit of \(outputWidth) by \(inputWidth)")
    self.inputWidth = inputWidth
    self.outputWidth = outputWidth
    square = Array(repeating: 0, count: inputWidth * inputWidth)
    product = Array(repeating: 0, count: inputWidth * outputWidth)
  }

  /// Takes one sample into account.
  public mutating func add(_ z: [Double], _ y: [Double]) {
    precondition(z.count == inputWidth && y.count == outputWidth, "a sample of other widths")
    for i in 0..<inputWidth {
      for j in i..<inputWidth { square[i * inputWidth + j] += z[i] * z[j] }
      for j in 0..<outputWidth { product[i * outputWidth + j] += z[i] * y[j] }
    }
  }

  /// C [S, M], row-major: where the regressors are dependent, those of ridge regression with 1e-8 of their
  /// mean square; nil where nothing was seen or a sum is not finite.
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

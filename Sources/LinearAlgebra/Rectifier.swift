// Bias and rectified linear unit of a whole block of outputs, one pass forward and one backward.

/// max(0, ·) on the first columns of a block whose remaining columns are linear.
///
/// A block [M, N] holds the outputs of all layers that share an input. Its columns stand in the
/// order: rectified (with bias), linear with bias, linear without bias.
public enum Rectifier {
  /// Adds the bias to the first `bias.count` columns and rectifies the first `rectified` of them.
  public static func forward(
    _ block: MatrixView, bias: UnsafeBufferPointer<Float>, rectified: Int
  ) {
    let biased = bias.count
    precondition(
      rectified <= biased && biased <= block.columns,
      "\(rectified) rectified of \(biased) biased of \(block.columns) columns")
    guard biased > 0, let bias = bias.baseAddress else { return }
    for i in 0..<block.rows {
      let y = block.row(i)
      for j in 0..<rectified {
        let z = y[j] + bias[j]
        y[j] = z < 0 ? 0 : z  // Lets a NaN through, so that a diverged run is seen as one.
      }
      for j in rectified..<biased { y[j] += bias[j] }
    }
  }

  /// Turns the gradient of the outputs into that of the sums before bias and rectifier, in place,
  /// and sums it over rows into the bias gradient.
  ///
  /// The derivative at 0 is taken as 0.
  public static func backward(
    outputs: MatrixView, gradient: MatrixView, rectified: Int,
    biasGradient: UnsafeMutableBufferPointer<Float>
  ) {
    let biased = biasGradient.count
    precondition(
      rectified <= biased && biased <= gradient.columns && outputs.rows == gradient.rows,
      "\(rectified) rectified of \(biased) biased of \(gradient.columns) columns")
    guard biased > 0, let biasGradient = biasGradient.baseAddress else { return }
    biasGradient.update(repeating: 0, count: biased)
    for i in 0..<gradient.rows {
      let y = outputs.row(i)
      let d = gradient.row(i)
      for j in 0..<rectified {
        // Both values are read before the choice, so that the loop has no branch and vectorises:
        // a branch per unit costs more than all else here.
        let passed = d[j]
        let z = y[j] > 0 ? passed : 0
        d[j] = z
        biasGradient[j] += z
      }
      for j in rectified..<biased { biasGradient[j] += d[j] }
    }
  }
}

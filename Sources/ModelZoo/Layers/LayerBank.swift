// All layers that read one signal, as one product: experts' and towers' layers and gates' logits.
import LinearAlgebra

/// Y = X·Wᵀ + b with max(0, ·) on the first columns.
///
/// M = T·B rows. X is [M, D]; W is [N, D], the rows of one member after those of another; Y is
/// [M, N]. Columns stand in the order rectified, linear with bias, linear without.
struct LayerBank {
  /// X.
  let input: Place
  /// Y.
  let output: Place
  /// W and its gradient, [N, D].
  let weights: MatrixView
  let weightGradient: MatrixView
  /// b and its gradient, for the first columns.
  let bias: UnsafeMutableBufferPointer<Float>
  let biasGradient: UnsafeMutableBufferPointer<Float>
  /// How many of the columns are rectified.
  let rectified: Int
  /// Whether another reader of X has already written to its gradient when this one runs backward.
  let accumulates: Bool

  func forward(count: Int, input x: UnsafeMutablePointer<Float>) {
    let y = output.values(count: count, input: x)
    Product.forward(input: input.values(count: count, input: x), weights: weights, into: y)
    Rectifier.forward(y, bias: UnsafeBufferPointer(bias), rectified: rectified)
  }

  /// With dZ = dY ⊙ [Y > 0] (dY where linear): dW = dZᵀ·X, db = Σ_rows dZ, dX = dZ·W.
  func backward(count: Int, input x: UnsafeMutablePointer<Float>) {
    guard let dz = output.gradient(count: count) else { return }
    Rectifier.backward(
      outputs: output.values(count: count, input: x), gradient: dz, rectified: rectified,
      biasGradient: biasGradient)
    Product.weightGradient(
      input: input.values(count: count, input: x), outputGradient: dz, into: weightGradient)
    if let dx = input.gradient(count: count) {
      Product.inputGradient(
        weights: weights, outputGradient: dz, into: dx, accumulating: accumulates)
    }
  }
}

// All linear layers that read the same signal, fused into one product: layers of experts and
// towers, and logits of gates.
import LinearAlgebra

/// Y = X·Wᵀ + b, with max(0, ·) on the first columns.
///
/// M = T·B rows. X is [M, D]; W is [N, D], with the rows of one layer after those of another; Y is
/// [M, N]. The order of columns is: ReLU, linear with bias, linear without bias.
struct FusedLinear {
  /// X.
  let input: MemorySlot
  /// Y.
  let output: MemorySlot
  /// W and its gradient, [N, D].
  let weights: MatrixView
  let weightGradient: MatrixView
  /// b and its gradient, for the first columns.
  let bias: UnsafeMutableBufferPointer<Float>
  let biasGradient: UnsafeMutableBufferPointer<Float>
  /// The number of columns with a ReLU.
  let reLUColumns: Int
  /// Whether dX is added to, because another reader of X has already written it.
  let accumulates: Bool
  /// Scratch space for Wᵀ, shared by all products of the model.
  let scratch: UnsafeMutablePointer<Float>
  /// Whether dW is added to, because later steps of the same layers have already written it.
  private(set) var addsToWeightGradient = false

  func forward(count: Int, input x: UnsafeMutablePointer<Float>) {
    multiply(.forward, count: count, input: x)
    ReLU.forward(
      output.values(count: count, input: x), bias: UnsafeBufferPointer(bias),
      reLUColumns: reLUColumns)
  }

  /// With dZ = dY ⊙ [Y > 0] (dY where linear): dW = dZᵀ·X, db = Σ_rows dZ, dX = dZ·W.
  func backward(count: Int, input x: UnsafeMutablePointer<Float>) {
    guard let dz = output.gradient(count: count) else { return }
    ReLU.backward(
      outputs: output.values(count: count, input: x), gradient: dz, reLUColumns: reLUColumns,
      biasGradient: biasGradient)
    multiply(.weightGradient, count: count, input: x)
    multiply(.inputGradient, count: count, input: x)
  }

  /// Computes one of the three products; `.inputGradient` does nothing if the input has no
  /// gradient.
  func multiply(_ kind: ProductKind, count: Int, input x: UnsafeMutablePointer<Float>) {
    switch kind {
    case .forward:
      Product.forward(
        input: input.values(count: count, input: x), weights: weights, scratch: scratch,
        into: output.values(count: count, input: x))
    case .weightGradient:
      guard let dz = output.gradient(count: count) else { return }
      Product.weightGradient(
        input: input.values(count: count, input: x), outputGradient: dz, into: weightGradient,
        accumulating: addsToWeightGradient)
    case .inputGradient:
      guard let dz = output.gradient(count: count), let dx = input.gradient(count: count) else {
        return
      }
      Product.inputGradient(
        weights: weights, outputGradient: dz, into: dx, accumulating: accumulates)
    }
  }

  /// The same layers for a range of steps and a batch of `count` samples. The backward pass must
  /// process the last range first.
  func steps(_ range: Range<Int>, count: Int, input x: UnsafeMutablePointer<Float>) -> FusedLinear {
    var part = FusedLinear(
      input: input.steps(range, count: count, input: x),
      output: output.steps(range, count: count, input: x), weights: weights,
      weightGradient: weightGradient, bias: bias, biasGradient: biasGradient,
      reLUColumns: reLUColumns, accumulates: accumulates, scratch: scratch)
    part.addsToWeightGradient = range.upperBound < output.stepCount
    return part
  }
}

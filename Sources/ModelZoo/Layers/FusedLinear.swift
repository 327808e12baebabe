// All layers that read one signal, as one product: experts' and towers' layers and gates' logits.
import LinearAlgebra

/// Y = X·Wᵀ + b with max(0, ·) on the first columns.
///
/// M = T·B rows. X is [M, D]; W is [N, D], the rows of one member after those of another; Y is
/// [M, N]. Columns stand in the order ReLU, linear with bias, linear without.
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
  /// How many of the columns have a ReLU.
  let reLUColumns: Int
  /// Whether another reader of X has already written to its gradient when this one runs backward.
  let accumulates: Bool
  /// Room for Wᵀ, which all layers share.
  let scratch: UnsafeMutablePointer<Float>
  /// Whether these are rows of a larger batch, whose later rows have already been differentiated.
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

  /// One of the layer's products alone; the input's gradient only where the input has one.
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

  /// The same layers at some of their steps, for a batch of `count` samples. Backward, the last steps
  /// come first.
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

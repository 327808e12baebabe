// The matrix products that a training step is made of, and what they cost.
//
// Counted from the compiled model, so that the count is of what is computed: a layer whose input
// needs no gradient (the first) costs 4 floating-point operations per weight and sample, any other
// 6. Elementwise work, softmax, mixtures and the optimiser are not products and count as nothing:
// they are what keeps a step from running at the speed of its products.

internal import LinearAlgebra

/// The three products of a layer.
public enum ProductKind: String, Codable, CaseIterable, Sendable {
  /// Y = X·Wᵀ.
  case forward
  /// dW = dZᵀ·X.
  case weightGradient = "weight-gradient"
  /// dX = dZ·W.
  case inputGradient = "input-gradient"
}

/// One product of a training step: an [M, D] input, [N, D] weights and an [M, N] output, M = T·B.
public struct ModelProduct: Hashable, Sendable {
  /// Which of the layer's products.
  public let kind: ProductKind
  /// T, the rows that a sample has.
  public let rowsPerSample: Int
  /// D.
  public let inputWidth: Int
  /// N, over all layers that read the same input.
  public let outputWidth: Int
  /// The position of the layers among the model's steps.
  let step: Int

  /// Floating-point operations per sample, a multiplication and an addition being two.
  public var flopsPerSample: Int { 2 * rowsPerSample * inputWidth * outputWidth }
}

extension Model {
  /// The products of one training step, in the order in which they are computed.
  public var products: [ModelProduct] {
    var forward: [ModelProduct] = []
    var backward: [ModelProduct] = []
    for (index, step) in steps.enumerated() {
      guard case .bank(let bank) = step else { continue }
      func product(_ kind: ProductKind) -> ModelProduct {
        ModelProduct(
          kind: kind, rowsPerSample: bank.output.stepCount, inputWidth: bank.weights.columns,
          outputWidth: bank.weights.rows, step: index)
      }
      forward.append(product(.forward))
      // In reverse order of computation, turned round below.
      if bank.input.gradient != nil { backward.append(product(.inputGradient)) }
      backward.append(product(.weightGradient))
    }
    return forward + backward.reversed()
  }

  /// Floating-point operations of one training step per sample: those of its products.
  public var flopsPerSample: Int { products.reduce(0) { $0 + $1.flopsPerSample } }

  /// Computes one of the model's ``products`` alone, on whatever stands in its buffers: for
  /// measuring. What it overwrites, the next `forward` and `backward` make anew.
  ///
  /// - Parameter x: [B, D], row-major.
  public func multiply(
    _ product: ModelProduct, _ x: UnsafeMutablePointer<Float>, count: Int
  ) {
    precondition(
      count >= 1 && count <= batchCapacity, "a batch of \(count) in a model for \(batchCapacity)")
    guard case .bank(let bank) = steps[product.step] else {
      preconditionFailure("step \(product.step) has no products")
    }
    bank.multiply(product.kind, count: count, input: x)
  }
}

// The matrix products that a training step is made of, and what they cost.
//
// Counted from the compiled model, so that the count is of what is computed: a layer whose input
// needs no gradient (the first) costs 4 floating-point operations per weight and sample, any other
// 6, at each step of a sequence; an LSTM's recurrent weights 6 at each step but the first, before which
// there is nothing. Elementwise work, softmax, mixtures and the optimiser are not products and count as nothing:
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
  /// T, the rows that a sample has; of a recurrent product T − 1.
  public let rowsPerSample: Int
  /// D.
  public let inputWidth: Int
  /// N, over all layers that read the same input.
  public let outputWidth: Int
  /// The position of the layers among the model's steps.
  let step: Int
  /// The position of an LSTM layer among those of the step, if this is its recurrent product.
  let member: Int?

  /// Floating-point operations per sample, a multiplication and an addition being two.
  public var flopsPerSample: Int { 2 * rowsPerSample * inputWidth * outputWidth }
}

extension Model {
  /// The products of one training step, in the order in which they are computed.
  public var products: [ModelProduct] {
    var forward: [ModelProduct] = []
    var backward: [ModelProduct] = []
    func append(_ layers: FusedLinear, _ index: Int) {
      func product(_ kind: ProductKind) -> ModelProduct {
        ModelProduct(
          kind: kind, rowsPerSample: layers.output.stepCount, inputWidth: layers.weights.columns,
          outputWidth: layers.weights.rows, step: index, member: nil)
      }
      forward.append(product(.forward))
      if layers.input.gradient != nil { backward.append(product(.inputGradient)) }
      backward.append(product(.weightGradient))
    }
    for (index, step) in steps.enumerated() {
      // Backward in reverse order of computation, turned round below.
      switch step {
      case .linear(let layers): append(layers, index)
      case .lstm(let layers):
        append(layers.products, index)
        for (position, member) in layers.members.enumerated() where layers.stepCount > 1 {
          func product(_ kind: ProductKind) -> ModelProduct {
            ModelProduct(
              kind: kind, rowsPerSample: layers.stepCount - 1, inputWidth: member.hidden.width,
              outputWidth: member.sums.width, step: index, member: position)
          }
          forward.append(product(.forward))
          backward += [product(.weightGradient), product(.inputGradient)]
        }
      case .mixture, .rearrangement: continue
      }
    }
    return forward + backward.reversed()
  }

  /// Floating-point operations of one training step per sample: those of its products.
  public var flopsPerSample: Int { products.reduce(0) { $0 + $1.flopsPerSample } }

  /// Computes one of the model's ``products`` alone, on whatever stands in its buffers: for
  /// measuring. What it overwrites, the next `forward` and `backward` make anew. A recurrent product is
  /// computed for all steps at once, which a step's waiting for the one before it forbids in training:
  /// it is a bound.
  ///
  /// - Parameter x: [B, T·D], row-major.
  public func multiply(
    _ product: ModelProduct, _ x: UnsafeMutablePointer<Float>, count: Int
  ) {
    precondition(
      count >= 1 && count <= batchCapacity, "a batch of \(count) in a model for \(batchCapacity)")
    switch (steps[product.step], product.member) {
    case (.linear(let layers), nil): layers.multiply(product.kind, count: count, input: x)
    case (.lstm(let layers), nil):
      layers.products.multiply(product.kind, count: count, input: x)
    case (.lstm(let layers), let member?):
      layers.multiply(product.kind, member: member, count: count)
    default: preconditionFailure("step \(product.step) has no products")
    }
  }
}

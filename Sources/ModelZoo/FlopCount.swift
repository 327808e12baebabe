// The matrix products of a training step and their cost.
//
// The count is taken from the compiled model. At each step of a sequence, a layer whose input needs
// no gradient (the first layer) costs 4 floating-point operations per weight and sample, any other
// layer
// 6. The recurrent weights of an LSTM cost 6 at each step except the first. Elementwise work,
//    softmax, mixtures and the optimiser are not counted, because they are not products.

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
  /// T, the number of rows per sample; T − 1 for a recurrent product.
  public let rowsPerSample: Int
  /// D.
  public let inputWidth: Int
  /// N, over all layers that read the same input.
  public let outputWidth: Int
  /// The index of the model's step with these layers.
  let step: Int
  /// The index of the LSTM layer in its step for a recurrent product, else nil.
  let member: Int?

  /// Floating-point operations per sample, a multiplication and an addition count as two.
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
      // Backward products are collected in reverse order and reversed below.
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
      case .mixture, .rearrangement, .stacking: continue
      }
    }
    return forward + backward.reversed()
  }

  /// Floating-point operations of one training step per sample: the sum over its products.
  public var flopsPerSample: Int { products.reduce(0) { $0 + $1.flopsPerSample } }

  /// Computes one of the model's ``products`` on the current contents of its buffers; for
  /// benchmarks. The next `forward` and `backward` recompute everything that it overwrites. A
  /// recurrent product is computed for all steps at once, which training cannot do, so its speed is
  /// an upper bound.
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

// Optimisers.
public import LinearAlgebra

/// The optimisers of a training specification.
public enum OptimiserKind: String, Codable, Hashable, CaseIterable, Sendable {
  /// ``Adam``.
  case adam
  /// ``GradientDescent``.
  case sgd
}

/// Updates parameters from their gradients.
public protocol Optimiser: AnyObject {
  /// One step with the learning rate times a factor. Allocates nothing.
  func step(_ parameters: FloatBuffer, gradients: FloatBuffer, rateFactor: Double)
}

extension Optimiser {
  /// One step with the learning rate itself.
  public func step(_ parameters: FloatBuffer, gradients: FloatBuffer) {
    step(parameters, gradients: gradients, rateFactor: 1)
  }
}

extension OptimiserKind {
  /// A new optimiser of `count` parameters.
  func optimiser(count: Int, learningRate: Double) -> any Optimiser {
    switch self {
    case .adam: Adam(count: count, learningRate: learningRate)
    case .sgd: GradientDescent(learningRate: learningRate)
    }
  }
}

/// Stochastic gradient descent without momentum: θ ← θ − α·g.
public final class GradientDescent: Optimiser {
  /// α, the step size.
  public let learningRate: Double

  /// An optimiser without state.
  public init(learningRate: Double) { self.learningRate = learningRate }

  /// θ ← θ − f·α·g with the rate factor f.
  public func step(_ parameters: FloatBuffer, gradients: FloatBuffer, rateFactor: Double) {
    precondition(
      parameters.count == gradients.count,
      "\(parameters.count) parameters and \(gradients.count) gradients")
    let size = Float(learningRate * rateFactor)
    let theta = parameters.base
    let g = gradients.base
    for i in 0..<parameters.count { theta[i] -= size * g[i] }
  }
}

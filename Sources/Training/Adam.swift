// Adam: Kingma and Ba, ICLR 2015, algorithm 1 in the efficient order of its section 2.
public import LinearAlgebra

/// Adam with β₁ = .9, β₂ = .999, ε = 1e-8, the defaults of its authors.
public final class Adam: Optimiser {
  /// α, the step size.
  public let learningRate: Double
  private let firstMoment: FloatBuffer
  private let secondMoment: FloatBuffer
  // β₁ᵗ and β₂ᵗ.
  private var firstDecay = 1.0
  private var secondDecay = 1.0

  /// An optimiser of `count` parameters before its first step.
  public init(count: Int, learningRate: Double) {
    self.learningRate = learningRate
    firstMoment = FloatBuffer(count: count)
    secondMoment = FloatBuffer(count: count)
  }

  /// One step: with m ← β₁m + (1 − β₁)g and v ← β₂v + (1 − β₂)g²,
  /// θ ← θ − a·m / (√v + ε̂), a = f·α√(1 − β₂ᵗ)/(1 − β₁ᵗ), ε̂ = ε√(1 − β₂ᵗ),
  /// which is θ − f·α·m̂ / (√v̂ + ε) with the rate factor f: it scales the step and leaves the moments
  /// and their bias correction alone. One pass over one buffer.
  public func step(_ parameters: FloatBuffer, gradients: FloatBuffer, rateFactor: Double) {
    let count = firstMoment.count
    precondition(
      parameters.count == count && gradients.count == count,
      "\(parameters.count) parameters and \(gradients.count) gradients in an optimiser of \(count)")
    firstDecay *= 0.9
    secondDecay *= 0.999
    let correction = (1 - secondDecay).squareRoot()
    let size = Float(learningRate * rateFactor * correction / (1 - firstDecay))
    let epsilon = Float(1e-8 * correction)
    let theta = parameters.base
    let g = gradients.base
    let m = firstMoment.base
    let v = secondMoment.base
    for i in 0..<count {
      let first = 0.9 * m[i] + 0.1 * g[i]
      let second = 0.999 * v[i] + 0.001 * (g[i] * g[i])
      m[i] = first
      v[i] = second
      theta[i] -= size * first / (second.squareRoot() + epsilon)
    }
  }
}

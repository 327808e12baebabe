// Student's t distribution, from the regularised incomplete beta function.

internal import RealModule

/// Student's t distribution with ν > 0 degrees of freedom.
public struct StudentT: Hashable, Sendable {
  /// ν.
  public let degreesOfFreedom: Double

  /// The distribution with ν > 0 degrees of freedom, whole or not.
  public init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite,
      "degrees of freedom are positive, not \(degreesOfFreedom)")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(T ≤ t).
  public func cdf(_ t: Double) -> Double { upperTail(-t) }

  /// P(T > t), without the cancellation of 1 − cdf: ½ I_x(ν/2, ½) with x = ν/(ν + t²) for t ≥ 0.
  public func upperTail(_ t: Double) -> Double {
    if t < 0 { return 1 - upperTail(-t) }
    let ν = degreesOfFreedom
    let sum = ν + t * t
    guard sum.isFinite else { return 0 }
    return regularisedIncompleteBeta(ν / sum, complement: t * t / sum, ν / 2, 0.5) / 2
  }

  /// The t with P(T ≤ t) = `probability`, strictly between 0 and 1.
  public func quantile(_ probability: Double) -> Double {
    symmetricQuantile(probability, upperTail: upperTail, density: density)
  }

  private func density(_ t: Double) -> Double {
    let ν = degreesOfFreedom
    let logPower = (ν + 1) / 2 * Double.log(onePlus: t * t / ν)
    return Double.exp(-logPower - logBeta(ν / 2, 0.5)) / ν.squareRoot()
  }
}

/// The quantile of a distribution symmetric about 0, by Newton's method on the logarithm of its
/// upper tail, which keeps far tails well scaled.
func symmetricQuantile(
  _ probability: Double, upperTail: (Double) -> Double, density: (Double) -> Double
) -> Double {
  precondition(
    probability > 0 && probability < 1, "a probability is between 0 and 1, not \(probability)")
  if probability == 0.5 { return 0 }
  let tail = min(probability, 1 - probability)
  var bound = 1.0
  while upperTail(bound) > tail { bound *= 2 }
  let distance = increasingRoot(between: 0, and: bound, from: bound / 2) { t in
    let tailAbove = upperTail(t)
    return (Double.log(tail) - Double.log(tailAbove), density(t) / tailAbove)
  }
  return probability < 0.5 ? -distance : distance
}

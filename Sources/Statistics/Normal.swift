// The standard normal distribution, from the complementary error function.

internal import RealModule

/// The normal distribution with mean 0 and variance 1.
public struct Normal: Hashable, Sendable {
  /// The standard normal distribution.
  public init() {}

  /// P(Z ≤ z).
  public func cdf(_ z: Double) -> Double { upperTail(-z) }

  /// P(Z > z), without the cancellation of 1 − cdf.
  public func upperTail(_ z: Double) -> Double { Double.erfc(z / (2.0).squareRoot()) / 2 }

  /// The z with P(Z ≤ z) = `probability`, strictly between 0 and 1.
  public func quantile(_ probability: Double) -> Double {
    symmetricQuantile(probability, upperTail: upperTail) { z in
      Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    }
  }
}

// The bivariate normal distribution function, from Plackett's identity: dΦ₂/dr is the density.
// Plackett, "A reduction formula for normal multivariate integrals", 1954; Drezner, Wesolowsky, "On
// the computation of the bivariate normal integral", 1990.

internal import RealModule

/// P(Z ≤ x) of a standard normal Z; x may be infinite.
func normalCDF(_ x: Double) -> Double { Double.erfc(-x * 0.5.squareRoot()) / 2 }

/// Φ₂(h, k; r) = P(Z₁ ≤ h, Z₂ ≤ k) of standard normals with correlation r, −1 ≤ r ≤ 1.
///
/// Φ(h) Φ(k) + 1/(2π) ∫ exp(−(h² − 2 h k sin θ + k²)/(2 cos² θ)) dθ from 0 to arcsin r, by adaptive
/// quadrature. The absolute error is below 1e-12 for |r| ≤ .999, and below 1e-8 up to r = ±1, where
/// the integrand may change within ||h| − |k|| of the end. h and k may be infinite.
func bivariateNormalCDF(_ h: Double, _ k: Double, correlation r: Double) -> Double {
  precondition(r >= -1 && r <= 1, "a correlation is from -1 to 1, not \(r)")
  let independent = normalCDF(h) * normalCDF(k)
  guard h.isFinite && k.isFinite else { return independent }
  let integral = adaptiveIntegral(from: 0, to: Double.asin(r), tolerance: 1e-13) { θ in
    let sine = Double.sin(θ)
    let cosine = Double.cos(θ)
    // (h − k)² + 2 h k (1 − sin θ) is the same without cancellation near r = 1, and
    // (h + k)² − 2 h k (1 + sin θ) near r = −1.
    let form =
      sine > 0
      ? (h - k) * (h - k) / (cosine * cosine) + 2 * h * k / (1 + sine)
      : (h + k) * (h + k) / (cosine * cosine) - 2 * h * k / (1 - sine)
    return Double.exp(-form / 2)
  }
  return min(max(independent + integral / (2 * .pi), 0), 1)
}

/// ∫ f(x) dx by Gauss and Legendre's seven nodes: a range is halved until its value is that of its
/// halves, up to the tolerance.
///
/// The tolerance is absolute and not divided among halves: the error is below the tolerance times
/// the number of ranges, some dozens for smooth functions.
private func adaptiveIntegral(
  from lower: Double, to upper: Double, tolerance: Double, depth: Int = 40,
  of function: (Double) -> Double
) -> Double {
  func integral(_ lower: Double, _ upper: Double) -> Double {
    let centre = (lower + upper) / 2
    let half = (upper - lower) / 2
    return half
      * legendreNodes.reduce(0) { sum, node in
        sum + node.weight * function(centre + half * node.position)
      }
  }
  func refined(_ lower: Double, _ upper: Double, _ whole: Double, _ depth: Int) -> Double {
    let centre = (lower + upper) / 2
    let left = integral(lower, centre)
    let right = integral(centre, upper)
    if abs(left + right - whole) <= tolerance || depth == 0 { return left + right }
    return refined(lower, centre, left, depth - 1) + refined(centre, upper, right, depth - 1)
  }
  return refined(lower, upper, integral(lower, upper), depth)
}

/// The nodes on [−1, 1] and their weights, exact for polynomials of degree 13 (DLMF 3.5.15 and
/// table 3.5.1 for n = 7).
private let legendreNodes: [(position: Double, weight: Double)] = [
  (-0.9491079123427585, 0.1294849661688697), (-0.7415311855993945, 0.2797053914892767),
  (-0.4058451513773972, 0.3818300505051189), (0, 0.4179591836734694),
  (0.4058451513773972, 0.3818300505051189), (0.7415311855993945, 0.2797053914892767),
  (0.9491079123427585, 0.1294849661688697),
]

// The bivariate normal distribution and the random-effects model built on it.

import Randomness
import Testing

@testable import Statistics

/// ∫ φ(x) Φ((k − r x)/√(1 − r²)) dx up to h, by mpmath 1.3 with 30 digits.
@Test(arguments: [
  (0.5, -0.3, 0.6, 0.3436225301112108),
  (-1.2, 0.8, -0.7, 0.0360541176334422),
  (1.5, 1.4, 0.99, 0.9164640991481424),
  (-0.4, 0.5, -0.995, 0.03904636965622548),
  (2, -2.5, 0.3, 0.0062005025537602235),
  (0.7, 0.7, 0.9999, 0.7562746361233779),
  (1, 1.00001, 0.999, 0.8370289194008923),
  (0.3, 0.301, 0.999, 0.611296460655823),
  (-1, 1.0005, -0.999, 0.004376725855664977),
  (0.5, -0.51, -0.999, 0.00466596466745417),
  (2, 2.02, 0.9985, 0.9765468556272074),
])
func bivariateNormalGivesKnownValues(
  h: Double, k: Double, correlation: Double, expected: Double
) {
  #expect(abs(bivariateNormalCDF(h, k, correlation: correlation) - expected) < 1e-12)
}

@Test func theQuadrantsProbabilityIsAnArcsine() {
  // Φ₂(0, 0; r) = ¼ + arcsin(r)/(2π): sines of 30° and 45° give thirds and eighths.
  #expect(abs(bivariateNormalCDF(0, 0, correlation: 0.5) - 1.0 / 3) < 1e-14)
  #expect(abs(bivariateNormalCDF(0, 0, correlation: 0.5.squareRoot()) - 3.0 / 8) < 1e-14)
  #expect(abs(bivariateNormalCDF(0, 0, correlation: -1)) < 1e-14)
}

/// Perfect correlation is the hardest case: the integrand changes within |h − k| of the end.
@Test func perfectlyCorrelatedNumbersAreOneNumber() {
  var largest = 0.0
  for h in [-2, -0.3, 0, 0.7, 1.5] {
    for exponent in stride(from: -12.0, through: 0.5, by: 0.25) {
      let k = h + 1 / power(10, -exponent)
      let same = bivariateNormalCDF(h, k, correlation: 1)
      let opposite = bivariateNormalCDF(h, -k, correlation: -1)
      largest = max(largest, abs(same - normalCDF(h)), abs(opposite))
      largest = max(
        largest,
        abs(bivariateNormalCDF(k, -h, correlation: -1) - (normalCDF(k) - normalCDF(h))))
    }
  }
  #expect(largest < 1e-8, "\(largest)")
}

private func power(_ base: Double, _ exponent: Double) -> Double {
  var result = 1.0
  for _ in 0..<Int(4 * exponent.magnitude) { result *= base.squareRoot().squareRoot() }
  return exponent < 0 ? 1 / result : result
}

@Test func infiniteLimitsDropAnAxis() {
  #expect(bivariateNormalCDF(.infinity, 0.4, correlation: 0.3) == normalCDF(0.4))
  #expect(bivariateNormalCDF(0.4, -.infinity, correlation: 0.3) == 0)
}

@Test func projectionDropsNegativeEigenvalues() {
  let definite = PairCovariance(first: 2, second: 1, cross: 0.5)
  #expect(definite.positiveSemidefinite == definite)
  let negative = PairCovariance(first: -2, second: -1, cross: 0.5)
  #expect(negative.positiveSemidefinite == PairCovariance(first: 0, second: 0, cross: 0))
  // Eigenvalues 3 and −1 with vectors (1, 1) and (1, −1): 3/2 everywhere remains.
  let mixed = PairCovariance(first: 1, second: 1, cross: 2).positiveSemidefinite
  #expect(mixed == PairCovariance(first: 1.5, second: 1.5, cross: 1.5))
  let diagonal = PairCovariance(first: 4, second: -1, cross: 0).positiveSemidefinite
  #expect(diagonal == PairCovariance(first: 4, second: 0, cross: 0))
}

@Test func momentsSubtractTheNoise() throws {
  let noise = PairCovariance(first: 0.5, second: 0.25, cross: -0.125)
  let effects = try #require(
    RandomEffects(
      [[1, 0], [3, 2], [5, -2]].map { RandomEffects.Draw(gains: $0, noise: noise) }))
  #expect(effects.mean == [3, 0])
  // Covariances over draws: 4, 4 and −2.
  #expect(effects.between == PairCovariance(first: 3.5, second: 3.75, cross: -1.875))
  #expect(RandomEffects([RandomEffects.Draw(gains: [1, 2], noise: noise)]) == nil)
}

@Test func withoutRepeatedTrainingsThereIsNoNoiseToSubtract() {
  let source = SimulatedDraws(cells: 1)
  let stream = RandomStream(seed: 42).stream("single")
  #expect(RandomEffects((0..<5).map { source.draw(stream, $0) }) == nil)
}

@Test func gainsThatDoNotVaryAreOppositeOrNot() throws {
  let noise = PairCovariance(first: 1, second: 1, cross: 0)
  let fixed = try #require(
    RandomEffects([[0.3, -0.2], [0.3, -0.2]].map { RandomEffects.Draw(gains: $0, noise: noise) }))
  #expect(fixed.oppositeProbability(margin: 0.1) == 1)
  #expect(fixed.oppositeProbability(margin: 0.2) == 0)
}

@Test(arguments: [-0.9, -0.2, 0.5, 1])
func theProbabilityIsThatOfMonteCarlo(correlation: Double) throws {
  let (mean, deviations, margin) = ([0.05, -0.02], [0.2, 0.1], 0.05)
  // Two draws around each of two orthogonal axes have exactly this covariance.
  let scale = 1.5.squareRoot()
  let rest = (1 - correlation * correlation).squareRoot()
  let axes = [[1, correlation], [0, rest]]
  let draws = axes.flatMap { axis in
    [scale, -scale].map { sign in
      RandomEffects.Draw(
        gains: (0..<2).map { mean[$0] + sign * deviations[$0] * axis[$0] },
        noise: PairCovariance(first: 0, second: 0, cross: 0))
    }
  }
  let effects = try #require(RandomEffects(draws))
  let probability = effects.oppositeProbability(margin: margin)
  let trials = 100_000
  let normals = RandomStream(seed: 43).stream("gains").normals(2 * trials)
  let hits = (0..<trials).count { trial in
    let (x, y) = (normals[2 * trial], normals[2 * trial + 1])
    let first = mean[0] + deviations[0] * x
    let second = mean[1] + deviations[1] * (correlation * x + rest * y)
    return first > margin && second < -margin || first < -margin && second > margin
  }
  let share = Double(hits) / Double(trials)
  #expect(abs(share - probability) <= fourErrors(probability, trials), "\(share), \(probability)")
}

/// From draws with noise, the covariance of lasting gains is recovered: standard deviations .2 and
/// .1 with correlation −.5. Tolerances are four standard errors of moments of normal gains, whose
/// noise has variance .1² (¼ + ⅛).
@Test func theNoiseOfTrainingsIsTakenOut() throws {
  let source = SimulatedDraws(referencesPerCell: 2, orderDeviation: 0, stuckChance: 0)
  let stream = RandomStream(seed: 44).stream("noisy")
  let count = 4000
  let draws = (0..<count).map { index in
    let normals = stream.stream("gains").normals(2, row: index)
    return source.draw(
      stream, index,
      gains: [0.2 * normals[0], 0.1 * (-0.5 * normals[0] + 0.75.squareRoot() * normals[1])])
  }
  let effects = try #require(RandomEffects(draws))
  let (first, second, cross) = (0.04 + 0.00375, 0.01 + 0.00375, -0.01)
  func error(_ squares: Double) -> Double { 4 * (squares / Double(count)).squareRoot() }
  let between = effects.between
  #expect(abs(between.first - 0.04) <= error(2 * first * first), "\(between)")
  #expect(abs(between.second - 0.01) <= error(2 * second * second), "\(between)")
  #expect(abs(between.cross + 0.01) <= error(first * second + cross * cross), "\(between)")
}

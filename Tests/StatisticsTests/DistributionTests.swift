// Distribution functions against values of SciPy 1.17. s is scipy.stats, sp is scipy.special.

import Testing

@testable import Statistics

/// `[s.t.ppf(p, v) for p, v in …]`
@Test(arguments: [
  (0.975, 7, 2.364624251592784), (0.95, 1, 6.313751514675037), (0.975, 2, 4.302652729749462),
  (0.995, 19, 2.8609346064649794), (0.9, 2.5, 1.7302509288071766),
  (0.025, 11, -2.2009851600916392), (0.999999, 3, 103.29946777942898),
  (0.975, 10000, 1.960201239890626),
])
func studentTGivesKnownQuantiles(probability: Double, degreesOfFreedom: Double, expected: Double) {
  let distribution = StudentT(degreesOfFreedom: degreesOfFreedom)
  // Logarithms of Γ lose digits as degrees of freedom grow, and 1 − probability loses them near 1.
  let tolerance = degreesOfFreedom > 1000 || probability > 0.9999 ? 1e-10 : 1e-13
  #expect(isClose(distribution.quantile(probability), expected, relative: tolerance))
  #expect(isClose(distribution.cdf(distribution.quantile(probability)), probability))
}

/// `[s.t.sf(t, v) for t, v in …]`
@Test(arguments: [
  (2, 7, 0.042809664281488025), (40, 5, 9.205981085886477e-08), (1e-3, 4, 0.499625000078125),
  (-1.5, 19, 0.9249757346288642), (3, 1000, 0.0013833545221190963),
])
func studentTGivesKnownTails(t: Double, degreesOfFreedom: Double, expected: Double) {
  let distribution = StudentT(degreesOfFreedom: degreesOfFreedom)
  #expect(isClose(distribution.upperTail(t), expected))
  #expect(isClose(distribution.cdf(-t), expected))
}

/// `[sp.betainc(a, b, x) for x, a, b in …]`
@Test(arguments: [
  (0.3, 2.5, 4, 0.3521975859067672), (0.9, 0.5, 0.5, 0.7951672353008665),
  (0.01, 30, 2, 3.0700000000000017e-59), (0.5, 200, 210, 0.6894852134274166),
  (0.999, 3, 0.25, 0.7500294583944753),
])
func incompleteBetaGivesKnownValues(x: Double, a: Double, b: Double, expected: Double) {
  #expect(isClose(regularisedIncompleteBeta(x, complement: 1 - x, a, b), expected))
}

@Test func incompleteBetaKeepsItsIdentities() {
  for x in [0.001, 0.2, 0.5, 0.77, 0.999] {
    for a in [0.5, 1, 3.5, 40] {
      for b in [0.5, 1, 2.25, 90] {
        let value = regularisedIncompleteBeta(x, complement: 1 - x, a, b)
        // I_x(a, b) = 1 − I_{1−x}(b, a)
        let mirrored = regularisedIncompleteBeta(1 - x, complement: x, b, a)
        #expect(abs(value + mirrored - 1) < 1e-13)
        // I_x(a, b) = x I_x(a − 1, b) + (1 − x) I_x(a, b − 1), here one step up in both
        let right =
          x * regularisedIncompleteBeta(x, complement: 1 - x, a, b + 1)
          + (1 - x) * regularisedIncompleteBeta(x, complement: 1 - x, a + 1, b)
        let left = regularisedIncompleteBeta(x, complement: 1 - x, a + 1, b + 1)
        #expect(abs(left - right) < 1e-13)
      }
    }
  }
  #expect(isClose(regularisedIncompleteBeta(0.3, complement: 0.7, 1, 1), 0.3, relative: 1e-14))
  #expect(regularisedIncompleteBeta(0, complement: 1, 2, 3) == 0)
  #expect(regularisedIncompleteBeta(1, complement: 0, 2, 3) == 1)
}

@Test func oneDegreeOfFreedomIsCauchyAndTwoAreAlgebraic() {
  #expect(isClose(StudentT(degreesOfFreedom: 1).cdf(1), 0.75, relative: 1e-14))
  let t = 1.7
  let algebraic = 0.5 + t / (2 * (2 + t * t).squareRoot())
  #expect(isClose(StudentT(degreesOfFreedom: 2).cdf(t), algebraic, relative: 1e-14))
  #expect(StudentT(degreesOfFreedom: 5).cdf(0) == 0.5)
  #expect(StudentT(degreesOfFreedom: 5).quantile(0.5) == 0)
}

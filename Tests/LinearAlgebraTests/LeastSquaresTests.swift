import LinearAlgebra
import Testing

@Suite struct LeastSquaresTests {
  @Test func anExactRelationIsFound() throws {
    // y₁ = 2a − b + 3, y₂ = a + ½b.
    var squares = LeastSquares(inputWidth: 3, outputWidth: 2)
    for (a, b) in [(1.0, 2.0), (-1, 0.5), (3, -2), (0, 1), (2, 2)] {
      squares.add([a, b, 1], [2 * a - b + 3, a + b / 2])
    }
    let found = try #require(squares.coefficients)
    for (found, expected) in zip(found, [2, 1, -1, 0.5, 3, 0]) {
      #expect(abs(found - expected) < 1e-10)
    }
  }

  /// Without an exact relation residuals are orthogonal to the regressors. By hand: the line
  /// through (0, 0), (1, 1), (2, 1) is 1/6 + x/2.
  @Test func residualsAreMinimal() throws {
    var squares = LeastSquares(inputWidth: 2, outputWidth: 1)
    for (x, y) in [(0.0, 0.0), (1, 1), (2, 1)] { squares.add([1, x], [y]) }
    let found = try #require(squares.coefficients)
    #expect(abs(found[0] - 1.0 / 6) < 1e-12 && abs(found[1] - 0.5) < 1e-12)
  }

  /// The shortest c with c₁ + 2c₂ = 1 is (1, 2) / 5.
  @Test func dependentRegressorsHaveTheShortestFit() throws {
    var dependent = LeastSquares(inputWidth: 2, outputWidth: 1)
    for x in [1.0, 2, 4] { dependent.add([x, 2 * x], [x]) }
    let found = try #require(dependent.coefficients)
    #expect(abs(found[0] - 0.2) < 1e-6 && abs(found[1] - 0.4) < 1e-6)
  }

  @Test func infiniteRegressorsHaveNoFit() {
    var infinite = LeastSquares(inputWidth: 1, outputWidth: 1)
    infinite.add([1], [.infinity])
    #expect(infinite.coefficients == nil)
    #expect(LeastSquares(inputWidth: 1, outputWidth: 1).coefficients == nil, "nothing seen")
  }
}

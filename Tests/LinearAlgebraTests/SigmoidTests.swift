import Foundation
import LinearAlgebra
import Testing

// Reference values are the double-precision libm's, whose error is far below a single-precision
// ulp.

/// Error of `value` in units in the last place of the exact result as a Float.
private func ulps(_ value: Float, _ exact: Double) -> Double {
  if value == Float(exact) { return 0 }
  guard value.isFinite else { return .infinity }
  return abs(Double(value) - exact) / Double(Float(exact).magnitude.ulp)
}

/// Positive Floats from subnormal to 120, and their negatives; then evenly over [−20, 20].
private let arguments: [Float] =
  stride(from: UInt32(1), to: Float(120).bitPattern, by: 3001).flatMap {
    [Float(bitPattern: $0), -Float(bitPattern: $0)]
  } + (-200_000...200_000).map { Float($0) / 10_000 }

@Test func sigmoidIsWithinThreeUlps() {
  var worst = 0.0
  for x in arguments where x > -87 {
    worst = max(worst, ulps(VectorFunctions.sigmoid(x), 1 / (1 + Foundation.exp(-Double(x)))))
  }
  #expect(worst > 0.1 && worst < 3, "\(worst) ulp")
}

@Test func hyperbolicTangentIsWithinSevenUlps() {
  var worst = 0.0
  for x in arguments {
    worst = max(worst, ulps(VectorFunctions.tanh(x), Foundation.tanh(Double(x))))
    #expect(abs(VectorFunctions.tanh(x)) <= 1)
    #expect(VectorFunctions.tanh(-x) == -VectorFunctions.tanh(x))
  }
  #expect(worst > 0.1 && worst < 7, "\(worst) ulp")
}

@Test func gatesSaturate() {
  #expect(VectorFunctions.sigmoid(0) == 0.5)
  #expect(VectorFunctions.sigmoid(18) == 1 && VectorFunctions.sigmoid(.infinity) == 1)
  #expect(VectorFunctions.sigmoid(-89) == 0 && VectorFunctions.sigmoid(-.infinity) == 0)
  #expect(VectorFunctions.sigmoid(-80) > 0)
  #expect(VectorFunctions.sigmoid(.nan).isNaN)
  #expect(VectorFunctions.tanh(0) == 0 && VectorFunctions.tanh(-0.0).sign == .minus)
  #expect(VectorFunctions.tanh(.infinity) == VectorFunctions.tanh(9.02))
  #expect(VectorFunctions.tanh(-.greatestFiniteMagnitude) <= -1 + 0x1p-24)
  #expect(VectorFunctions.tanh(.nan).isNaN)
}

/// An element's bits depend neither on its position in a vector nor on its neighbours.
@Test func vectorFormsAreBitIdenticalToScalarForms() {
  let special: [Float] = [
    0, -0.0, 1, .infinity, -.infinity, .nan, 0x1p-140, -104, 88.9, -88.9, 9.02, -9.03, 1e30,
  ]
  let numbers = special + arguments
  for start in stride(from: 0, to: numbers.count - 8, by: 8) {
    let x = SIMD8(numbers[start..<start + 8])
    let (exponentials, sigmoids, tangents) = (
      VectorFunctions.exp(x), VectorFunctions.sigmoid(x), VectorFunctions.tanh(x)
    )
    for lane in 0..<8 {
      let pairs = [
        (exponentials[lane], VectorFunctions.exp(x[lane])),
        (sigmoids[lane], VectorFunctions.sigmoid(x[lane])),
        (tangents[lane], VectorFunctions.tanh(x[lane])),
      ]
      guard pairs.allSatisfy({ $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }) else {
        Issue.record("at \(x[lane])")
        return
      }
    }
  }
}

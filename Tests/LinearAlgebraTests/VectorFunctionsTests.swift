import Formats
import Foundation
import LinearAlgebra
import Testing

// Reference values are the double-precision libm's, whose error is far below a single-precision
// ulp.

/// Error of `value` in units in the last place of the exact result as a Float (subnormal spacing at
/// least).
private func ulps(_ value: Float, _ exact: Double) -> Double {
  let nearest = Float(exact)
  if value == nearest { return 0 }
  guard value.isFinite, nearest.isFinite else { return .infinity }
  return abs(Double(value) - exact) / Double(nearest.magnitude.ulp)
}

/// Every `step`-th positive finite Float's bit pattern, from subnormal to largest.
private func positives(step: Int) -> [Float] {
  stride(from: UInt32(1), to: Float.infinity.bitPattern, by: step).map { Float(bitPattern: $0) }
}

@Test func theTestsUlpsAreRight() {
  #expect(ulps(1, 1) == 0)
  #expect(abs(ulps(Float(1).nextUp, 1) - 1) < 1e-9)
  #expect(ulps(.leastNonzeroMagnitude, 0) == 1)
  #expect(ulps(.infinity, 1) == .infinity)
}

@Test func exponentialIsWithinTwoUlps() {
  var worst = 0.0
  for x in positives(step: 2003) where x < 110 {
    for x in [x, -x] where x < 88.7228 {
      worst = max(worst, ulps(VectorFunctions.exp(x), Foundation.exp(Double(x))))
    }
  }
  for i in 0..<400_000 {
    let x = -104 + Float(i) * 0.00048
    if x < 88.7228 {
      worst = max(worst, ulps(VectorFunctions.exp(x), Foundation.exp(Double(x))))
    }
  }
  #expect(worst > 0.1 && worst < 2, "\(worst) ulp")
}

@Test func exponentialSaturates() {
  #expect(VectorFunctions.exp(0) == 1)
  #expect(VectorFunctions.exp(-0.0) == 1)
  #expect(VectorFunctions.exp(-.infinity) == 0)
  #expect(VectorFunctions.exp(-.greatestFiniteMagnitude) == 0)
  #expect(VectorFunctions.exp(-104) == 0)
  #expect(VectorFunctions.exp(-103) == .leastNonzeroMagnitude)
  #expect(VectorFunctions.exp(88.72).isFinite)
  #expect(VectorFunctions.exp(88.73) == .infinity)
  #expect(VectorFunctions.exp(.greatestFiniteMagnitude) == .infinity)
  #expect(VectorFunctions.exp(.infinity) == .infinity)
  #expect(VectorFunctions.exp(.nan).isNaN)
}

@Test func logarithmIsWithinTwoUlps() {
  var worst = 0.0
  for x in positives(step: 2003) {
    worst = max(worst, ulps(VectorFunctions.log(x), Foundation.log(Double(x))))
  }
  // Around 1, where the result is small.
  for i in -200_000...200_000 {
    let x = 1 + Float(i) * 0x1p-22
    worst = max(worst, ulps(VectorFunctions.log(x), Foundation.log(Double(x))))
  }
  #expect(worst > 0.1 && worst < 2, "\(worst) ulp")
}

@Test func logarithmOfExtremes() {
  #expect(VectorFunctions.log(1) == 0)
  #expect(VectorFunctions.log(0) == -.infinity)
  #expect(VectorFunctions.log(-0.0) == -.infinity)
  #expect(VectorFunctions.log(-1).isNaN)
  #expect(VectorFunctions.log(-.infinity).isNaN)
  #expect(VectorFunctions.log(.infinity) == .infinity)
  #expect(VectorFunctions.log(.nan).isNaN)
}

@Test func sineIsWithinItsBound() {
  var worst = 0.0
  func check(_ x: Float) {
    worst = max(worst, abs(Double(VectorFunctions.sine(x)) - Foundation.sin(Double(x))))
  }
  for x in positives(step: 3001) where x <= 10_000 {
    check(x)
    check(-x)
  }
  for i in -300_000...300_000 { check(Float(i) / 30) }
  // The neighbours of every multiple of π/2.
  for k in 0...6366 {
    let x = Float(Double(k) * Double.pi / 2)
    for x in [x.nextDown, x, x.nextUp] where x <= 10_000 { check(x) }
  }
  #expect(worst > 1e-8 && worst < 2e-7, "\(worst)")
}

@Test func smallSinesHaveASmallRelativeError() {
  var worst = 0.0
  for x in positives(step: 3001) where x < 1 {
    worst = max(worst, ulps(VectorFunctions.sine(x), Foundation.sin(Double(x))))
  }
  #expect(worst < 2, "\(worst) ulp")
}

@Test func sineIsNaNBeyondItsRange() {
  for x in [10_000.01, -10_000.01, 1e30, .infinity, -.infinity, .nan] as [Float] {
    #expect(VectorFunctions.sine(x).isNaN)
  }
  #expect(!VectorFunctions.sine(10_000).isNaN)
}

@Test func sineAndCosineOfTurnsAreWithinTheirBound() {
  var worst = 0.0
  for i in 0..<500_000 {
    let angle = UInt32(truncatingIfNeeded: i &* 8_589_935)
    let value = VectorFunctions.sineCosine(turns: angle)
    let exact = (Double(angle) + 0.5) * 0x1p-32 * 2 * Double.pi
    worst = max(worst, abs(Double(value.sine) - Foundation.sin(exact)))
    worst = max(worst, abs(Double(value.cosine) - Foundation.cos(exact)))
  }
  #expect(worst < 1.2e-7, "\(worst)")
}

@Test(arguments: [0, 1, 0x1234_5678, 0x2000_0000, 0x3fff_ffff, 0x7654_3210] as [UInt32])
func sineAndCosineOfTurnsAreExactlySymmetric(angle: UInt32) {
  let value = VectorFunctions.sineCosine(turns: angle)
  let quarterLater = VectorFunctions.sineCosine(turns: angle &+ 0x4000_0000)
  #expect(quarterLater.sine == value.cosine && quarterLater.cosine == -value.sine)
  let mirrored = VectorFunctions.sineCosine(turns: ~angle)
  #expect(mirrored.sine == -value.sine && mirrored.cosine == value.cosine)
  #expect(value.sine != 0 && value.cosine != 0)
}

@Test(arguments: [0, 1, 3, 4, 7, 64, 1001])
func theInPlaceExponentialIsBitIdenticalToTheScalarForm(count: Int) {
  let special: [Float] = [0, -0.0, 1, -1, .infinity, -.infinity, .nan, 0x1p-140, 3e38, -3e38]
  let input = (0..<count).map { $0 < special.count ? special[$0] : Float($0 - 500) * 0.37 }
  var output = input + [-7]
  output.withUnsafeMutableBufferPointer {
    VectorFunctions.exp(inPlace: UnsafeMutableBufferPointer(rebasing: $0[..<count]))
  }
  for (i, x) in input.enumerated() {
    let expected = VectorFunctions.exp(x)
    #expect(
      output[i].bitPattern == expected.bitPattern || (output[i].isNaN && expected.isNaN),
      "exp of \(x) at \(i)")
  }
  #expect(output[count] == -7, "exp wrote beyond its input")
}

/// Checksums of a sweep over all exponents and both signs, identical on every machine. A change of
/// these bits changes every data set and every run.
@Test func bitsAreTheSameOnEveryMachine() {
  var input: [Float] = []
  for x in positives(step: 50_021) { input += [x, -x, x.remainder(dividingBy: 100)] }
  func hash(_ function: (Float) -> Float) -> String {
    // A NaN's sign and payload depend on the processor.
    let values = input.map(function).map { $0.isNaN ? Float.nan : $0 }
    var checksum = Checksum()
    values.withUnsafeBufferPointer { checksum.combine($0) }
    return checksum.hex
  }
  #expect(hash { VectorFunctions.exp($0) } == "b1ea6e1c74e6b45b")
  #expect(hash { VectorFunctions.log($0) } == "481bd914636d4ab4")
  #expect(hash { VectorFunctions.sine($0) } == "e629d24a59140c25")
}

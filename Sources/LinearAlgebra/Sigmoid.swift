// The two functions of a gated unit: σ(x) = 1/(1 + e⁻ˣ) and tanh x; and eˣ of eight floats.
//
// As in VectorFunctions.swift: no libm, bit-identical on every machine, no branches. The forms for
// eight floats serve loops that keep whole rows in registers; each element is bit-identical to the
// scalar form.

extension VectorFunctions {
  /// σ(x) = 1/(1 + e⁻ˣ), within 3 ulp: exactly 0 below −88.73, exactly 1 from 17.33 on.
  @inlinable @inline(__always) public static func sigmoid(_ x: Float) -> Float {
    1 / (1 + exp(-x))
  }

  /// tanh x, within 7 ulp (relative 5e-7) and never beyond ±1.
  ///
  /// (x + x³·P(x²))/Q(x²) on |x| ≤ 9.02; beyond that it is constant, within an ulp of ±1. All
  /// coefficients are positive, so nothing cancels; the fit's relative error is 4e-8.
  @inlinable @inline(__always) public static func tanh(_ x: Float) -> Float {
    // NaN fails both comparisons and passes through.
    let sign = x.bitPattern & 0x8000_0000
    let size = Float(bitPattern: x.bitPattern ^ sign)
    let clamped: Float = size > 9.02 ? 9.02 : size
    let z = clamped * clamped
    var p: Float = 1.331_875_789e-8
    p = p * z + 2.058_324_851e-5
    p = p * z + 0.003_494_020_34
    p = p * z + 0.133_797_06
    var q: Float = 7.761_888_827e-7
    q = q * z + 0.000_328_306_959
    q = q * z + 0.025_871_019_2
    q = q * z + 0.467_130_213
    q = q * z + 1
    let value = ((p * z) * clamped + clamped) / q
    let atMost: Float = value > 1 ? 1 : value
    return Float(bitPattern: atMost.bitPattern ^ sign)
  }
}

extension VectorFunctions {
  /// eˣ of eight floats: see ``exp(_:)->Float``.
  @inlinable @inline(__always) public static func exp(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let atLeast = x.replacing(with: Float(-104), where: x .< Float(-104))
    let clamped = atLeast.replacing(with: Float(89), where: atLeast .> Float(89))
    let shifted = clamped * 1.442_695_04 + roundingShift
    let n = shifted - roundingShift
    let r = (clamped - n * 0.693_145_751_953_125) - n * 1.428_606_765_33e-6
    var p = r * 0.001_381_446_73
    p = (p + 0.008_368_780_34) * r
    p = (p + 0.041_668_394_2) * r
    p = (p + 0.166_665_201) * r
    p = p + 0.499_999_934
    let mantissa = ((p * r) * r + r) + 1
    let exponent =
      unsafeBitCast(shifted, to: SIMD8<Int32>.self)
      &- SIMD8(repeating: Int32(bitPattern: roundingShift.bitPattern))
    let half = exponent &>> SIMD8(repeating: 1)
    let bias = SIMD8<Int32>(repeating: 127)
    let places = SIMD8<Int32>(repeating: 23)
    let first = unsafeBitCast((half &+ bias) &<< places, to: SIMD8<Float>.self)
    let second = unsafeBitCast((exponent &- half &+ bias) &<< places, to: SIMD8<Float>.self)
    return (mantissa * first) * second
  }

  /// σ of eight floats: see ``sigmoid(_:)->Float``.
  @inlinable @inline(__always) public static func sigmoid(_ x: SIMD8<Float>) -> SIMD8<Float> {
    1 / (1 + exp(-x))
  }

  /// tanh of eight floats: see ``tanh(_:)->Float``.
  @inlinable @inline(__always) public static func tanh(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let bits = unsafeBitCast(x, to: SIMD8<UInt32>.self)
    let sign = bits & 0x8000_0000
    let size = unsafeBitCast(bits ^ sign, to: SIMD8<Float>.self)
    let clamped = size.replacing(with: Float(9.02), where: size .> Float(9.02))
    let z = clamped * clamped
    var p = z * 1.331_875_789e-8 + 2.058_324_851e-5
    p = p * z + 0.003_494_020_34
    p = p * z + 0.133_797_06
    var q = z * 7.761_888_827e-7 + 0.000_328_306_959
    q = q * z + 0.025_871_019_2
    q = q * z + 0.467_130_213
    q = q * z + 1
    let value = ((p * z) * clamped + clamped) / q
    let atMost = value.replacing(with: Float(1), where: value .> Float(1))
    return unsafeBitCast(unsafeBitCast(atMost, to: SIMD8<UInt32>.self) ^ sign, to: SIMD8.self)
  }
}

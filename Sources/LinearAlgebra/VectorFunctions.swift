// exp, log, sine and cosine in single precision, from + − × ÷, bit patterns and integer conversion
// only.
//
// Goals, in this order:
// 1. Bit-identical results on every machine: no libm (whose results depend on the CPU), no fused
//    multiply-add, no rounding instructions; 1.5·2²³ is added to round to an integer.
// 2. Error: exp and log below 1 ulp (measured; 2 guaranteed), sine within 2e-7 for |x| ≤ 10 000
//    (1.3e-7 measured).
// 3. Every function is free of branches, so that a loop over it vectorises on plain SSE2.
// In a vectorised loop, every element is bit-identical to the scalar result.
//
// The polynomials are minimax fits (Remez) on these intervals; each comment states the fit's error.

/// Elementary functions in single precision.
public enum VectorFunctions {
  /// 1.5·2²³: adding it rounds |x| < 2²² to an integer (half to even) in the sum's low bits.
  @usableFromInline static let roundingShift: Float = 12_582_912

  /// eˣ, within 2 ulp; 0 below −103.98 (including −∞), +∞ above 88.73, gradual underflow in
  /// between.
  ///
  /// x = n·ln 2 + r with |r| ≤ ½ ln 2, then 2ⁿ·(1 + r + r²P(r)); the fit's relative error is
  /// 3.1e-9.
  @inlinable @inline(__always) public static func exp(_ x: Float) -> Float {
    // NaN fails both comparisons and passes through.
    let atLeast: Float = x < -104 ? -104 : x
    let clamped: Float = atLeast > 89 ? 89 : atLeast
    let shifted = clamped * 1.442_695_04 + roundingShift
    let n = shifted - roundingShift
    // ln 2 in two parts: the first has 15 bits, so its product with n is exact.
    let r = (clamped - n * 0.693_145_751_953_125) - n * 1.428_606_765_33e-6
    var p: Float = 0.001_381_446_73
    p = p * r + 0.008_368_780_34
    p = p * r + 0.041_668_394_2
    p = p * r + 0.166_665_201
    p = p * r + 0.499_999_934
    let mantissa = ((p * r) * r + r) + 1
    // 2ⁿ in two steps: n is from −150 to 128, and 2ⁿ itself may be out of range.
    let exponent =
      Int32(bitPattern: shifted.bitPattern) &- Int32(bitPattern: roundingShift.bitPattern)
    let half = exponent &>> 1
    let first = Float(bitPattern: UInt32(bitPattern: (half &+ 127) &<< 23))
    let second = Float(bitPattern: UInt32(bitPattern: (exponent &- half &+ 127) &<< 23))
    return (mantissa * first) * second
  }

  /// The natural logarithm, within 2 ulp; −∞ at ±0, NaN below, +∞ at +∞; subnormals included.
  @inlinable @inline(__always) public static func log(_ x: Float) -> Float {
    let isSubnormal = x < Float.leastNormalMagnitude
    let scaled = isSubnormal ? x * 8_388_608 : x
    let value = logOfNormal(scaled, exponentShift: isSubnormal ? -23 : 0)
    let aboveZero: Float = x == 0 ? -Float.infinity : (x < 0 ? Float.nan : value)
    // +∞ and NaN are returned unchanged; the formula above would give NaN for +∞.
    return x < Float.infinity ? aboveZero : x
  }

  /// ln x + exponentShift·ln 2 for a positive normal x, without the special cases.
  ///
  /// x = 2ᵏ·(1 + f) with 1 + f in [√½, √2); s = f/(2 + f); ln(1 + f) = 2·artanh s
  /// = f − (f²/2 − s·(f²/2 + s²R(s²))); the fit's relative error is 8e-10.
  @inlinable @inline(__always)
  public static func logOfNormal(_ x: Float, exponentShift: Int32 = 0) -> Float {
    let bits = Int32(bitPattern: x.bitPattern)
    let k = (bits &- 0x3f35_04f3) &>> 23
    let f = Float(bitPattern: UInt32(bitPattern: bits &- (k &<< 23))) - 1
    let exponent = Float(k &+ exponentShift)
    let s = f / (f + 2)
    let z = s * s
    var p: Float = 0.298_730_228
    p = p * z + 0.399_774_978
    p = p * z + 0.666_667_767
    let half = (f * f) * 0.5
    let low = s * (half + z * p) + exponent * 1.428_606_765_33e-6
    return ((low - half) + f) + exponent * 0.693_145_751_953_125
  }

  /// sin x, within 2e-7 (absolute) for |x| ≤ 10 000; NaN beyond, where its error would be larger.
  ///
  /// x = kπ + r with the nearest integer k, then sin x = (−1)ᵏ sin r; the fit's error is 4.6e-9. π
  /// is split into three parts of 11, 11 and 24 bits (Cody and Waite). Up to |x| = 10 000, k has at
  /// most 12 bits, so its products with the first two parts are exact. The differences round by at
  /// most 6e-8 each where |r| ≥ 1, weighted by cos r ≤ .54, and by 3e-8 below; the error of the
  /// three parts adds less than 1e-10.
  @inlinable @inline(__always) public static func sine(_ x: Float) -> Float {
    let shifted = x * 0.318_309_886 + roundingShift
    let k = shifted - roundingShift
    let r =
      ((x - k * 3.140625) - k * 0.000_967_502_593_994_140_625)
      - k * 1.509_958_025_28e-7
    let z = r * r
    var p: Float = 2.600_024_517e-6
    p = p * z - 0.000_198_066_016
    p = p * z + 0.008_333_017_105
    p = p * z - 0.166_666_570_9
    let value = (p * z) * r + r
    let signed = Float(bitPattern: value.bitPattern ^ (shifted.bitPattern &<< 31))
    return x.magnitude <= 10_000 ? signed : Float.nan
  }

  /// (sin, cos) of (angle + ½)/2³² turns, each within 1.2e-7 (absolute).
  ///
  /// The top bits give the nearest quarter turn, which is subtracted exactly; the rest is within ±⅛
  /// turn. Because of the half step no angle is on an axis, and the 2³² points are symmetric under
  /// quarter turns and reflections. The fits' errors are 1.2e-9 (sine) and 5e-11 (cosine).
  @inlinable @inline(__always)
  public static func sineCosine(turns angle: UInt32) -> (sine: Float, cosine: Float) {
    let shifted = angle &+ 0x2000_0000
    // 2·(low 30 bits) + 1 − 2³⁰: odd, at most 2³⁰ − 1 in magnitude; t is in units of ⅛ turn.
    let centred = Int32(bitPattern: (shifted &<< 2) &>> 1) &+ 1 &- 0x4000_0000
    let t = Float(centred) * 0x1p-30
    let z = t * t
    var p: Float = -3.587_725_834e-5
    p = p * z + 0.002_489_871_968
    p = p * z - 0.080_745_367_27
    p = p * z + 0.785_398_152_5
    let s = (p * t).bitPattern
    var q: Float = 3.531_334_648e-6
    q = q * z - 0.000_325_942_008
    q = q * z + 0.015_854_327_75
    q = q * z - 0.308_425_135_8
    let c = (q * z + 1).bitPattern
    // A quarter turn: (s, c) becomes (c, −s).
    let quarter = shifted &>> 30
    let swap = (0 &- (quarter & 1)) & (s ^ c)
    let sineSign = (quarter & 2) &<< 30
    let cosineSign = ((quarter &+ 1) & 2) &<< 30
    return (
      Float(bitPattern: (s ^ swap) ^ sineSign), Float(bitPattern: (c ^ swap) ^ cosineSign)
    )
  }
}

extension VectorFunctions {
  /// eˣ of every element, in place.
  public static func exp(inPlace buffer: UnsafeMutableBufferPointer<Float>) {
    guard let base = buffer.baseAddress else { return }
    for i in 0..<buffer.count { base[i] = exp(base[i]) }
  }
}

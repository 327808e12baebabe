// A parser for the numbers of records that creates no strings.

/// The decimal notation of records: digits with an optional sign, point and exponent.
public enum DecimalNumber {
  /// The largest accepted magnitude: far above any measured value, and its square is finite.
  public static let largest = 1e100

  /// The finite number that all bytes together represent; nil if they do not represent one.
  ///
  /// Unlike `Double(_:)` it rejects `nan`, `inf` and hexadecimal notation, which records do not
  /// use.
  public static func read(_ bytes: UnsafeRawBufferPointer) -> Double? {
    var offset = 0
    var mantissa: UInt64 = 0
    var digitCount = 0
    var decimals = 0
    let isNegative = sign(bytes, &offset)
    while let digit = digit(bytes, offset) {
      mantissa = mantissa &* 10 &+ digit
      digitCount += 1
      offset += 1
    }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      offset += 1
      while let digit = digit(bytes, offset) {
        mantissa = mantissa &* 10 &+ digit
        digitCount += 1
        decimals += 1
        offset += 1
      }
    }
    guard digitCount > 0 else { return nil }
    var exponent = 0
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      offset += 1
      let isSmall = sign(bytes, &offset)
      guard digit(bytes, offset) != nil else { return nil }
      while let digit = digit(bytes, offset) {
        exponent = min(exponent * 10 + Int(digit), 100_000)
        offset += 1
      }
      if isSmall { exponent = -exponent }
    }
    guard offset == bytes.count else { return nil }
    let power = exponent - decimals
    // Both factors are exact, so one rounding gives the nearest number; 18 digits do not overflow.
    if digitCount <= 18, mantissa <= 1 << 53, power.magnitude <= 22 {
      let magnitude =
        power < 0
        ? Double(mantissa) / powersOfTen[-power] : Double(mantissa) * powersOfTen[power]
      return isNegative ? -magnitude : magnitude
    }
    guard let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }

  /// The powers of ten that a `Double` holds exactly.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  private static func sign(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Bool {
    guard offset < bytes.count else { return false }
    let isNegative = bytes[offset] == UInt8(ascii: "-")
    if isNegative || bytes[offset] == UInt8(ascii: "+") { offset += 1 }
    return isNegative
  }

  private static func digit(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64? {
    guard offset < bytes.count else { return nil }
    let digit = bytes[offset] &- UInt8(ascii: "0")
    return digit < 10 ? UInt64(digit) : nil
  }
}

// The one way to write a number in an experiment file: JSON's.

/// Numbers as JSON writes them: an optional minus sign, digits without a leading zero, an optional
/// fraction with digits on both sides of the point, an optional exponent of ten.
///
/// `.5`, `+1`, `010`, `0x10`, `1_000`, `1:30`, `.inf` and `.nan` are none.
enum PlainNumber {
  /// The integer a text states; nil when it states none, or one that the type cannot hold.
  static func integer<Value: FixedWidthInteger>(_ text: String, as type: Value.Type) -> Value? {
    var rest = Array(text.utf8)[...]
    guard popWholePart(&rest) && rest.isEmpty else { return nil }
    return Value(text)
  }

  /// The number a text states, to the nearest Double, −0 read as 0; nil when it states none, or one
  /// beyond the range of Double at either end.
  static func number(_ text: String) -> Double? {
    var rest = Array(text.utf8)[...]
    guard popWholePart(&rest) else { return nil }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard popDigits(&rest) > 0 else { return nil }
    }
    let significand = text.utf8.count - rest.count
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
      guard popDigits(&rest) > 0 else { return nil }
    }
    guard rest.isEmpty, let value = Double(text), value.isFinite else { return nil }
    guard value == 0 else { return value }
    // What is not written as zero must not become it.
    let isZero = text.utf8.prefix(significand).allSatisfy { !(0x31...0x39).contains($0) }
    return isZero ? 0 : nil
  }

  private static func popWholePart(_ rest: inout ArraySlice<UInt8>) -> Bool {
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let count = popDigits(&rest)
    return count == 1 || (count > 1 && !startsWithZero)
  }

  private static func popDigits(_ rest: inout ArraySlice<UInt8>) -> Int {
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    rest = rest.dropFirst(digits.count)
    return digits.count
  }
}

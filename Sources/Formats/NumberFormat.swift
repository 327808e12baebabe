// How numbers and keys are written in the records, so that equal values are equal bytes.

internal import Foundation

/// The written form of measured values and of keys; never depends on the locale.
public enum NumberFormat {
  /// A measured value with nine significant digits: `1.25000000e-01`.
  ///
  /// Scientific notation keeps 1e-9 from becoming 0, so that a printed zero is exactly zero. Minus zero is
  /// written as zero; what is not available (nil, not a number, infinite) is empty.
  public static func measured(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return printed("%.8e", value == 0 ? 0 : value)
  }

  /// A correlation as a key: two decimals, `0.50`; minus zero is `0.00`.
  public static func correlation(_ value: Double) -> String {
    let key = printed("%.2f", value)
    return key == "-0.00" ? "0.00" : key
  }

  /// A correlation as a key, where data may have none: `-` for nil.
  public static func correlation(_ value: Double?) -> String {
    value.map { correlation($0) } ?? noCorrelation
  }

  /// The key in place of a correlation where nothing controls it.
  public static let noCorrelation = "-"

  /// A replicate as a key: at least three digits, `003`.
  public static func replicate(_ index: Int) -> String {
    precondition(index >= 0, "a replicate's index is not negative: \(index)")
    let digits = String(index)
    return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }

  /// A fixed number of decimals for reading, such as `-0.0120`; a value that rounds to zero has no sign.
  public static func decimal(_ value: Double, places: Int) -> String {
    let text = printed("%.\(max(0, places))f", value)
    let isZero = text.allSatisfy { $0 == "-" || $0 == "0" || $0 == "." }
    return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
  }

  /// Scientific notation for reading, such as `2.6e-7` and `1.0e+30`.
  public static func scientific(_ value: Double, places: Int) -> String {
    let parts = printed("%.\(max(0, places))e", value).split(separator: "e")
    guard parts.count == 2, let sign = parts[1].first else { return printed("%e", value) }
    let digits = parts[1].dropFirst().drop { $0 == "0" }
    return "\(parts[0])e\(sign)\(digits.isEmpty ? "0" : digits)"
  }

  /// C's own formatting in the C locale, which a process has unless it asks for another.
  private static func printed(_ format: String, _ value: Double) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
      guard let base = buffer.baseAddress else { return "" }
      let count = withVaList([value]) { vsnprintf(base, buffer.count, format, $0) }
      let length = min(max(0, Int(count)), buffer.count - 1)
      return String(
        decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}

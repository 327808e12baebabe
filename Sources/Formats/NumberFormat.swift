// The notation of numbers and keys in records: equal values give equal bytes.

internal import Foundation

/// Notation of measured values and keys, independent of the locale.
public enum NumberFormat {
  /// A measured value with nine significant digits: `1.25000000e-01`.
  ///
  /// Scientific notation does not round 1e-9 to 0, so a printed zero is exactly zero. Negative zero
  /// is written as zero. Unavailable values (nil, NaN, infinite) give an empty text.
  public static func measured(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return printed("%.8e", value == 0 ? 0 : value)
  }

  /// A measured value with four significant digits, `1.250e-01`: one that is not known to more.
  public static func rough(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return printed("%.3e", value == 0 ? 0 : value)
  }

  /// A correlation as a key: two decimals, `0.50`; negative zero gives `0.00`.
  public static func correlation(_ value: Double) -> String {
    let key = printed("%.2f", value)
    return key == "-0.00" ? "0.00" : key
  }

  /// An optional correlation as a key: `-` for nil, for data without a controlled correlation.
  public static func correlation(_ value: Double?) -> String {
    value.map { correlation($0) } ?? noCorrelation
  }

  /// The key of data without a controlled correlation.
  public static let noCorrelation = "-"

  /// A draw as a key: at least three digits, `003`.
  public static func draw(_ index: Int) -> String {
    precondition(index >= 0, "a draw's index is not negative: \(index)")
    let digits = String(index)
    return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }

  /// Fixed-point notation for display, such as `-0.0120`; a value that rounds to zero has no sign.
  public static func decimal(_ value: Double, places: Int) -> String {
    let text = printed("%.\(max(0, places))f", value)
    let isZero = text.allSatisfy { $0 == "-" || $0 == "0" || $0 == "." }
    return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
  }

  /// Scientific notation for display, such as `2.6e-7` and `1.0e+30`.
  public static func scientific(_ value: Double, places: Int) -> String {
    let parts = printed("%.\(max(0, places))e", value).split(separator: "e")
    guard parts.count == 2, let sign = parts[1].first else { return printed("%e", value) }
    let digits = parts[1].dropFirst().drop { $0 == "0" }
    return "\(parts[0])e\(sign)\(digits.isEmpty ? "0" : digits)"
  }

  /// C's formatting in the C locale, which is the default of a process.
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

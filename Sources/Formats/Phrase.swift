// Numbers and lists as sentences need them.

/// How texts print numbers, shares and lists.
public enum Phrase {
  /// A difference with its sign and about three significant digits.
  public static func signed(_ value: Double) -> String {
    let text = significant(value)
    return value > 0 && text != "0" ? "+" + text : text
  }

  /// A number with about three significant digits; a tiny or huge one in scientific notation, `2.6e-7`.
  public static func significant(_ value: Double) -> String {
    let size = abs(value)
    if size == value.rounded().magnitude && size < 1e6 {
      return NumberFormat.decimal(value, places: 0)
    }
    if size < 0.0001 || size >= 1e9 { return NumberFormat.scientific(value, places: 1) }
    var places = 2
    var bound = 1.0
    while size < bound && places < 9 {
      bound /= 10
      places += 1
    }
    if size >= 100 { places = 0 } else if size >= 10 { places = 1 }
    return NumberFormat.decimal(value, places: places)
  }

  /// A share in per cent; one that is not 0 is not called 0.
  public static func percent(_ share: Double) -> String {
    if share > 0, share < 0.0005 { return "<0.1%" }
    let places = abs(share) < 0.0995 && share != 0 ? 1 : 0
    return NumberFormat.decimal(share * 100, places: places) + "%"
  }

  /// A share in per cent with its sign.
  public static func signedPercent(_ share: Double) -> String {
    (share > 0 ? "+" : "") + percent(share)
  }

  /// A threshold as texts print it: two decimals, three where it needs them, no leading zero: `.01`, `.001`.
  public static func threshold(_ value: Double) -> String {
    let text = withoutZeros(NumberFormat.decimal(value, places: 8))
    return text.hasPrefix("0.") ? String(text.dropFirst()) : text
  }

  /// A learning rate: `0.001`; scientific notation, `1e+30`, where zeros would have to be counted.
  public static func learningRate(_ value: Double) -> String {
    let isPlain = value == 0 || (1e-6..<1e6).contains(abs(value))
    guard isPlain else {
      let parts = NumberFormat.scientific(value, places: 8).split(separator: "e")
      return "\(withoutZeros(String(parts[0])))e\(parts[1])"
    }
    let text = withoutZeros(NumberFormat.decimal(value, places: 8))
    return text.contains(".") ? text : text + ".0"
  }

  /// ` at p = 0.50`; empty where the data have no p.
  public static func at(_ correlations: [String]) -> String {
    let known = correlations.filter { $0 != NumberFormat.noCorrelation }
    return known.isEmpty ? "" : " at p = \(known.joined(separator: ", "))"
  }

  /// `, p = 0.50`; empty where the data have no p.
  public static func aside(_ correlation: String) -> String {
    correlation == NumberFormat.noCorrelation ? "" : ", p = \(correlation)"
  }

  /// ` (own sinusoids)`: a setting in words; empty for the default.
  public static func on(setting: String) -> String { on(settings: [setting]) }

  /// ` (own sinusoids and one linear)`: settings in words; empty for the default alone.
  public static func on(settings: [String]) -> String {
    if settings.allSatisfy({ $0 == "-" }) { return "" }
    let words = settings.map { $0 == "-" ? "default" : $0.replacing("-", with: " ") }
    return " (\(list(words)))"
  }

  /// The mean of some values; `?` of none.
  public static func mean(_ values: [Double]) -> String {
    values.isEmpty ? "?" : significant(values.reduce(0, +) / Double(values.count))
  }

  /// `a`, `a and b`, `a, b and c`.
  public static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }

  /// What a paragraph says first: its bold beginning, with the next sentence where that is a question; else its first
  /// sentence.
  public static func lead(_ paragraph: String) -> String {
    let parts = paragraph.split(separator: "**", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count > 2, parts[0].isEmpty else { return sentence(paragraph[...]) }
    let rest = parts[2].drop { $0 == " " }
    if parts[1].hasSuffix("?") { return sentence(rest) }
    return String(parts[1]) + (parts[1].hasSuffix(".") ? "" : sentence(parts[2]))
  }

  /// A text up to its first full stop before a space.
  private static func sentence(_ text: Substring) -> String {
    text.firstRange(of: ". ").map { "\(text[..<$0.lowerBound])." } ?? String(text)
  }

  /// `both tasks`, `all 3 tasks`.
  public static func allTasks(_ count: Int) -> String {
    count == 1 ? "the task" : count == 2 ? "both tasks" : "all \(count) tasks"
  }

  /// `1 run`, `2 runs`.
  public static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A text with a capital letter at its beginning.
  public static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  /// A decimal number without the zeros at its end.
  private static func withoutZeros(_ decimal: String) -> String {
    var text = decimal
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}

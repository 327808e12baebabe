// Words and numbers as sentences need them.

internal import Formats

/// How the report says things.
enum Phrase {
  /// A model's name in running text.
  static func model(_ key: String) -> String {
    switch key {
    case "single-task": "Single-task"
    case "placebo": "Placebo"
    case "fc-single-task": "Single-task (fully connected)"
    case "fc-multi-head": "Multi-head (fully connected)"
    case "fc-shared-bottom": "Shared bottom (fully connected)"
    case "fc-mmoe": "MMoE (fully connected)"
    case "stepwise": "Stepwise (memoryless)"
    case "multi-head": "Multi-head"
    case "shared-bottom": "Shared bottom"
    case "mmoe": "MMoE"
    case "omoe": "OMoE"
    case "mose": "MoSE"
    case "ml-mmoe": "ML-MMoE"
    case "cgc": "CGC"
    case "ple": "PLE"
    default: key
    }
  }

  /// A model's name within a sentence: names that are no acronyms start small.
  static func modelWithin(_ key: String) -> String {
    switch key {
    case "single-task": "single-task"
    case "placebo": "placebo"
    case "fc-single-task": "single-task (fully connected)"
    case "fc-multi-head": "multi-head (fully connected)"
    case "fc-shared-bottom": "shared bottom (fully connected)"
    case "stepwise": "stepwise (memoryless)"
    case "multi-head": "multi-head"
    case "shared-bottom": "shared bottom"
    default: model(key)
    }
  }

  /// A model's name in running text, with its setting unless that is the default.
  static func arm(_ arm: Arm) -> String {
    arm.setting == Arm.defaultSetting ? model(arm.model) : "\(model(arm.model)) (\(arm.setting))"
  }

  /// ` at p = 0.50`; empty where the data have no p.
  static func at(_ correlations: [String]) -> String {
    let known = correlations.filter { $0 != SequenceStudy.noCorrelation }
    return known.isEmpty ? "" : " at p = \(known.joined(separator: ", "))"
  }

  /// The mean of a column's values; `?` of none.
  static func mean(_ values: ReplicateColumn) -> String {
    let present = values.present
    return present.isEmpty ? "?" : significant(present.reduce(0, +) / Double(present.count))
  }

  /// `, p = 0.50`; empty where the data have no p.
  static func aside(_ correlation: String) -> String {
    correlation == SequenceStudy.noCorrelation ? "" : ", p = \(correlation)"
  }

  /// A difference with its sign and three significant digits.
  static func signed(_ value: Double) -> String {
    let text = significant(value)
    return value > 0 && text != "0" ? "+" + text : text
  }

  /// A number with about three significant digits; with two in scientific notation, `2.6e-7`, if it is tiny or huge.
  static func significant(_ value: Double) -> String {
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

  /// A share in per cent, with its sign.
  static func signedPercent(_ share: Double) -> String {
    (share > 0 ? "+" : "") + percent(share)
  }

  /// A share in per cent.
  static func percent(_ share: Double) -> String {
    NumberFormat.decimal(share * 100, places: abs(share) < 0.0995 && share != 0 ? 1 : 0) + "%"
  }

  /// `a`, `a and b`, `a, b and c`.
  static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }

  /// `1 run`, `2 runs`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}

// What a value of an experiment file may be, as a sentence and as a function: the two stand together
// so that no message can promise what the reader refuses.
internal import Formats

/// How one value is read and, in words, which values there are.
struct Reading<Value> {
  /// What is accepted, such as `an integer from 1 to 999`.
  let allowed: String
  /// What stands in for a wrong value while further problems are gathered; nil for nothing.
  let standIn: () -> Value?
  /// Reads a value, or throws where it stands.
  let read: (StrictYAML) throws(ExperimentFileError) -> Value

  /// A reading.
  init(
    allowed: String, standIn: @escaping () -> Value? = { nil },
    read: @escaping (StrictYAML) throws(ExperimentFileError) -> Value
  ) {
    self.allowed = allowed
    self.standIn = standIn
    self.read = read
  }

  /// The same for a value that decides which other keys there are: nothing can stand in for it.
  var deciding: Reading { Reading(allowed: allowed, read: read) }
}

extension Reading {
  /// What `convert` makes of a scalar without quotes.
  private static func plain(
    _ allowed: String, notation: String, standIn: Value,
    _ convert: @escaping (String) -> Value?
  ) -> Reading {
    Reading(allowed: allowed, standIn: { standIn }) { yaml throws(ExperimentFileError) in
      switch yaml.content {
      case .plain(let text):
        if let value = convert(text) { return value }
        // A number that other readers of YAML would take deserves a hint.
        let looksNumeric = text.unicodeScalars.first.map {
          "0123456789.+-".unicodeScalars.contains($0)
        }
        let hint = looksNumeric == true && PlainNumber.number(text) == nil ? notation : ""
        throw yaml.refusal(allowed: allowed + hint)
      case .quoted: throw yaml.refusal(allowed: "\(allowed), without quotes")
      case .list, .mapping: throw yaml.refusal(allowed: allowed)
      }
    }
  }
}

extension Reading where Value: FixedWidthInteger {
  /// An integer in a range.
  static func integer(_ range: ClosedRange<Value>) -> Reading {
    plain(
      "an integer from \(range.lowerBound) to \(range.upperBound)", notation: ", in plain digits",
      standIn: range.lowerBound
    ) { text in
      PlainNumber.integer(text, as: Value.self).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension Reading where Value == Double {
  /// A number for which a condition holds; `words` completes "a number …".
  static func number(_ words: String, where holds: @escaping (Double) -> Bool) -> Reading {
    plain("a number \(words)", notation: ", written like 12, 0.5 or 1e-3", standIn: 1) { text in
      PlainNumber.number(text).flatMap { holds($0) ? $0 : nil }
    }
  }

  /// A number above 0.
  static var positive: Reading { number("above 0") { $0 > 0 } }

  /// A number of at least 0.
  static var nonNegative: Reading { number("of at least 0") { $0 >= 0 } }

  /// A correlation: two decimals, because records have it as a key with two decimals.
  static var correlation: Reading {
    number("from -1 to 1 with at most two decimals") { value in
      abs(value) <= 1 && (value * 100).rounded() / 100 == value
    }
  }
}

extension Reading where Value == Bool {
  /// `true` or `false`.
  static var boolean: Reading {
    plain("true or false", notation: "", standIn: false) { text in
      switch text {
      case "true": true
      case "false": false
      default: nil
      }
    }
  }
}

extension Reading where Value == String {
  /// One line of text, with or without quotes.
  static var line: Reading {
    let line = text("one line of text") { text in
      !text.allSatisfy(\.isWhitespace) && !text.contains(where: \.isNewline)
    }
    return Reading(allowed: line.allowed) { yaml throws(ExperimentFileError) in
      let text = try line.read(yaml)
      // They would reach terminals and pages.
      guard text.isPrintable else {
        throw yaml.refusal(allowed: "\(line.allowed) without control characters")
      }
      return text
    }
  }

  /// Text for which a condition holds.
  static func text(_ allowed: String, where holds: @escaping (String) -> Bool) -> Reading {
    Reading(allowed: allowed, standIn: { "" }) { yaml throws(ExperimentFileError) in
      switch yaml.content {
      case .plain(let text), .quoted(let text):
        guard holds(text) else { throw yaml.refusal(allowed: allowed) }
        return text
      case .list, .mapping: throw yaml.refusal(allowed: allowed)
      }
    }
  }

  /// One of some words; what comes close is suggested.
  static func word(_ words: [String]) -> Reading {
    let allowed = words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
    return Reading(allowed: allowed, standIn: { words.first }) {
      yaml throws(ExperimentFileError) in
      switch yaml.content {
      case .plain(let text), .quoted(let text):
        guard words.contains(text) else {
          let suggestion = nearest(text, in: words).map { " (did you mean \($0)?)" } ?? ""
          throw yaml.refusal(allowed: allowed + suggestion)
        }
        return text
      case .list, .mapping: throw yaml.refusal(allowed: allowed)
      }
    }
  }
}

extension Reading where Value: CaseIterable & RawRepresentable<String> {
  /// One of the words of an enumeration.
  static var choice: Reading {
    let words = Reading<String>.word(Value.allCases.map(\.rawValue))
    return Reading(allowed: words.allowed, standIn: { Value.allCases.first }) {
      yaml throws(ExperimentFileError) in
      let word = try words.read(yaml)
      guard let value = Value(rawValue: word) else {
        preconditionFailure("\(word) is a word of \(Value.self) that makes none")
      }
      return value
    }
  }
}

extension Reading {
  /// A list of at least `least` elements; `words` completes "a list of …".
  static func list<Element>(
    _ words: String, of element: Reading<Element>, atLeast least: Int = 1
  ) -> Reading where Value == [Element] {
    let allowed = "a list of \(words)"
    return Reading(allowed: allowed, standIn: { [] }) { yaml throws(ExperimentFileError) in
      guard case .list(let elements) = yaml.content, elements.count >= least else {
        throw yaml.refusal(allowed: allowed)
      }
      var values: [Element] = []
      for value in elements {
        do throws(ExperimentFileError) {
          values.append(try element.read(value))
        } catch {
          try yaml.gather(error)
          if let standIn = element.standIn() { values.append(standIn) }
        }
      }
      return values
    }
  }

  /// What `build` makes of a mapping with no keys but those given.
  static func mapping(
    _ keys: [String], _ build: @escaping (Fields) throws(ExperimentFileError) -> Value
  ) -> Reading {
    let allowed = "a mapping with the keys \(keys.joined(separator: ", "))"
    return Reading(allowed: allowed) { yaml throws(ExperimentFileError) in
      try build(Fields(yaml, keys: keys, allowed: allowed))
    }
  }
}

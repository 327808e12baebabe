// A scanner of the small headers of array files: JSON in safetensors, a Python literal in NumPy's.
//
// Foundation's JSON reader keeps one of two equal keys and says nothing; two tensors of one name must
// not go unnoticed.

/// What is wrong with a header.
struct HeaderError: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  /// A text of a file as it can be shown on one line: shortened, with escapes for control characters.
  static func shown(_ text: String) -> String {
    (text.count > 80 ? "\(text.prefix(80))…" : text).debugDescription
  }

  /// The beginning of a shape.
  static func shown(_ shape: [Int]) -> String {
    shape.count > 16 ? "\(shape.prefix(16).dropLast()), … (\(shape.count) sizes)" : "\(shape)"
  }
}

/// Reads tokens from a header's bytes.
struct HeaderScanner {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next byte that is no white space; nil at the end.
  mutating func next() -> UInt8? {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0a, 0x0d: offset += 1
      case let byte: return byte
      }
    }
    return nil
  }

  /// Takes a character if it is the next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next() == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// Takes a character.
  mutating func expect(_ character: Unicode.Scalar) throws(HeaderError) {
    guard take(character) else { throw unexpected("\"\(character)\"") }
  }

  /// Takes a word if it is the next.
  mutating func take(word: String) -> Bool {
    guard next() != nil, bytes[offset...].starts(with: word.utf8) else { return false }
    offset += word.utf8.count
    return true
  }

  /// Nothing may follow but white space.
  mutating func expectEnd() throws(HeaderError) {
    guard next() == nil else { throw unexpected("the header's end") }
  }

  /// Elements between two characters, separated by commas.
  ///
  /// - Parameter endsWithComma: whether a comma may stand before the end, as in Python.
  mutating func list(
    from first: Unicode.Scalar, to last: Unicode.Scalar, endsWithComma: Bool = false,
    _ element: (inout HeaderScanner) throws(HeaderError) -> Void
  ) throws(HeaderError) {
    try expect(first)
    if take(last) { return }
    while true {
      try element(&self)
      if take(last) { return }
      guard take(",") else { throw unexpected("\",\" or \"\(last)\"") }
      if endsWithComma, take(last) { return }
    }
  }

  /// An integer from 0 without sign, point or exponent.
  mutating func integer() throws(HeaderError) -> Int {
    guard let first = next(), digit(first) != nil else {
      throw unexpected("a whole number of at least 0")
    }
    let start = offset
    var value = 0
    while offset < bytes.count, let digit = digit(bytes[offset]) {
      let (tens, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, alsoOverflows) = tens.addingReportingOverflow(digit)
      guard !overflows, !alsoOverflows else {
        throw HeaderError("its header has a number beyond \(Int.max)")
      }
      value = sum
      offset += 1
    }
    guard offset == start + 1 || bytes[start] != UInt8(ascii: "0"),
      offset == bytes.count || !Array(".eE".utf8).contains(bytes[offset])
    else {
      offset = start
      throw unexpected("a whole number without leading zeros, point and exponent")
    }
    return value
  }

  private func digit(_ byte: UInt8) -> Int? {
    (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil
  }

  /// A string of JSON.
  mutating func jsonString() throws(HeaderError) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw HeaderError("its header is not UTF-8 text")
        }
        return string
      case UInt8(ascii: "\\"): text += Array(String(try escape()).utf8)
      case ..<0x20: throw HeaderError("its header has a control character in a name")
      default: text.append(byte)
      }
    }
    throw HeaderError("its header ends within a name")
  }

  /// What follows a backslash.
  private mutating func escape() throws(HeaderError) -> Character {
    guard offset < bytes.count else { throw HeaderError("its header ends within a name") }
    let byte = bytes[offset]
    offset += 1
    switch byte {
    case 0x22, 0x5c, 0x2f: return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw HeaderError("its header has an unknown escape")
    }
    var units = [try hexadecimal()]
    if UTF16.isLeadSurrogate(units[0]), bytes[offset...].starts(with: "\\u".utf8) {
      offset += 2
      units.append(try hexadecimal())
    }
    guard let text = String(validating: units, as: UTF16.self), let character = text.first else {
      throw HeaderError("its header has half of a surrogate pair")
    }
    return character
  }

  private mutating func hexadecimal() throws(HeaderError) -> UInt16 {
    let digits = bytes[offset..<min(offset + 4, bytes.count)]
    guard digits.count == 4,
      digits.allSatisfy({ digit($0) != nil || (0x61...0x66).contains($0 | 0x20) }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw HeaderError("its header has an unknown escape") }
    offset += 4
    return unit
  }

  /// A string of Python in either kind of quotes, without escapes.
  mutating func pythonString() throws(HeaderError) -> String {
    guard let quote = next(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw unexpected("a text in quotes")
    }
    let start = offset + 1
    guard let end = bytes[start...].firstIndex(of: quote),
      let text = String(validating: bytes[start..<end], as: UTF8.self), !text.contains("\\")
    else { throw HeaderError("its header has a text without end") }
    offset = end + 1
    return text
  }

  /// An error about what stands at the current place.
  func unexpected(_ expected: String) -> HeaderError {
    guard offset < bytes.count else {
      return HeaderError("its header ends where \(expected) should stand")
    }
    let found = Unicode.Scalar(bytes[offset])
    let shown = (0x21...0x7e).contains(bytes[offset]) ? "\"\(found)\"" : "byte \(bytes[offset])"
    return HeaderError("its header has \(shown) at byte \(offset) where \(expected) should stand")
  }
}

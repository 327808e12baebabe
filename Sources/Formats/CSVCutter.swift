// Finds the start of every field of a CSV file and rejects malformed files.
//
// RFC 4180: lines end in LF or CRLF; a quoted field holds commas, line breaks and doubled quotation marks.

/// Splits bytes into fields and tracks the line number for error messages.
struct CSVCutter {
  let path: String
  private var offset = 0
  /// The line of the field that is read, from 1.
  private var line = 1
  private var starts: [Int] = []

  init(path: String) { self.path = path }

  /// Returns the names in the header and the start offsets of the fields of all rows, followed by
  /// the file's length.
  /// - Throws: ``CSVError``.
  mutating func cut(_ bytes: UnsafeBufferPointer<UInt8>) throws -> ([String], [Int]) {
    guard !bytes.isEmpty else {
      throw CSVError(path: path, line: nil, problem: "the file is empty")
    }
    if bytes.starts(with: [0x1f, 0x8b]) {
      throw CSVError(path: path, line: nil, problem: "the file is compressed; unpack it first")
    }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
      throw CSVError(
        path: path, line: 1, problem: "the file starts with a byte order mark; save it without one")
    }
    if let offset = bytes.firstIndex(where: { $0 < 9 }) {
      let lines = bytes[..<offset].count { $0 == 10 } + 1
      throw CSVError(
        path: path, line: lines, problem: "a control character: this is not a CSV file")
    }
    guard bytes[bytes.count - 1] == 10 else {
      let lines = bytes.count { $0 == 10 } + 1
      throw CSVError(
        path: path, line: lines, problem: "the last line is cut off: it does not end in a line feed"
      )
    }
    try row(bytes)
    starts.append(offset)
    let columns = starts.indices.dropLast().map { index in
      let range = CSVScan.range(
        in: bytes, from: starts[index], to: starts[index + 1], isLast: index == starts.count - 2)
      return String(decoding: CSVScan.unquoted(Array(bytes[range])[...]), as: UTF8.self)
    }
    if columns.contains("") { throw error("a column has no name", at: 1) }
    for (index, name) in columns.enumerated() where columns[..<index].contains(name) {
      throw error("the header names the column \(name) twice", at: 1)
    }
    starts.removeAll()
    while offset < bytes.count {
      let (count, first) = (starts.count, line)
      try row(bytes)
      guard starts.count - count == columns.count else {
        throw error(
          "the row has \(starts.count - count) fields, the header \(columns.count)", at: first)
      }
    }
    starts.append(offset)
    return (columns, starts)
  }

  /// Appends the start offsets of a row's fields and moves to the next row.
  private mutating func row(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    while true {
      starts.append(offset)
      try bytes[offset] == 34 ? quotedField(bytes) : plainField(bytes)
      // The file ends in a line feed, so there is a byte behind a carriage return.
      if bytes[offset] == 13 { offset += 1 }
      let separator = bytes[offset]
      offset += 1
      if separator == 10 {
        line += 1
        return
      }
    }
  }

  /// Whether a field ends here: before a comma, a line feed, or a carriage return with a line feed.
  private func isEnd(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    switch bytes[offset] {
    case 44, 10: true
    case 13: bytes[offset + 1] == 10
    default: false
    }
  }

  /// Moves behind an unquoted field.
  private mutating func plainField(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    let start = offset
    var isPlain = true
    while true {
      let byte = bytes[offset]
      // Commas, line breaks, quotation marks and control characters are all at most 44.
      if byte > 44 {
        if byte > 127 { isPlain = false }
        offset += 1
        continue
      }
      if isEnd(bytes) { break }
      switch byte {
      case 34: throw error("an unquoted field contains a quotation mark")
      case 13: throw error("a carriage return without a line feed behind it")
      case 0..<9, 11..<32: throw error("a control character: this is not a CSV file")
      default: offset += 1
      }
    }
    if !isPlain { try checkText(bytes[start..<offset]) }
  }

  /// Moves behind a quoted field.
  private mutating func quotedField(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    let (start, first) = (offset, line)
    offset += 1
    while true {
      guard offset < bytes.count else { throw error("a quoted field is not closed", at: first) }
      let byte = bytes[offset]
      offset += 1
      switch byte {
      case 34:
        if offset < bytes.count, bytes[offset] == 34 {
          offset += 1
          continue
        }
        guard offset < bytes.count, isEnd(bytes) else {
          throw error("a quoted field is followed by other characters")
        }
        return try checkText(bytes[start..<offset])
      case 10: line += 1
      case 0..<9, 11, 12, 14..<32: throw error("a control character: this is not a CSV file")
      default: break
      }
    }
  }

  private func checkText(_ field: Slice<UnsafeBufferPointer<UInt8>>) throws {
    guard String(validating: field, as: UTF8.self) != nil else {
      throw error("bytes that are not UTF-8: this is not a CSV file")
    }
  }

  private func error(_ problem: String, at line: Int? = nil) -> CSVError {
    CSVError(path: path, line: line ?? self.line, problem: problem)
  }
}

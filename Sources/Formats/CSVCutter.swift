// Finds the start of every field of a CSV file and rejects malformed files.

/// Splits bytes into fields and tracks the line number for error messages.
struct CSVCutter {
  let path: String
  private var offset = 0
  private var line = 0
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
      String(
        decoding: CSVScan.unquoted(Array(bytes[starts[index]..<starts[index + 1] - 1])[...]),
        as: UTF8.self)
    }
    if columns.contains("") { throw error("a column has no name") }
    for (index, name) in columns.enumerated() where columns[..<index].contains(name) {
      throw error("the header names the column \(name) twice")
    }
    starts.removeAll()
    while offset < bytes.count {
      let count = starts.count
      try row(bytes)
      guard starts.count - count == columns.count else {
        throw error("the row has \(starts.count - count) fields, the header \(columns.count)")
      }
    }
    starts.append(offset)
    return (columns, starts)
  }

  /// Appends the start offsets of a line's fields and moves to the next line.
  private mutating func row(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    line += 1
    while true {
      starts.append(offset)
      try bytes[offset] == 34 ? quotedField(bytes) : plainField(bytes)
      let separator = bytes[offset]
      offset += 1
      if separator == 10 { return }
    }
  }

  /// Moves to the comma or the line feed after an unquoted field.
  private mutating func plainField(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    let start = offset
    var isPlain = true
    while true {
      let byte = bytes[offset]
      // Commas, line feeds, quotation marks and control characters are all at most 44.
      if byte > 44 {
        if byte > 127 { isPlain = false }
        offset += 1
        continue
      }
      if byte == 44 || byte == 10 { break }
      switch byte {
      case 34: throw error("an unquoted field contains a quotation mark")
      case 13: throw error("the line ends in a carriage return; lines end in a line feed alone")
      case 0..<9, 11..<32: throw error("a control character: this is not a CSV file")
      default: offset += 1
      }
    }
    if !isPlain { try checkText(bytes[start..<offset]) }
  }

  /// Moves to the comma or the line feed after a quoted field.
  private mutating func quotedField(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    let start = offset
    offset += 1
    while true {
      let byte = bytes[offset]
      if byte == 10 { throw error("a quoted field is not closed on its line") }
      offset += 1
      if byte == 34 {
        guard bytes[offset] == 34 else { break }
        offset += 1
      }
    }
    guard bytes[offset] == 44 || bytes[offset] == 10 else {
      throw error("a quoted field is followed by other characters")
    }
    try checkText(bytes[start..<offset])
  }

  private func checkText(_ field: Slice<UnsafeBufferPointer<UInt8>>) throws {
    guard String(validating: field, as: UTF8.self) != nil else {
      throw error("bytes that are not UTF-8: this is not a CSV file")
    }
  }

  private func error(_ problem: String) -> CSVError {
    CSVError(path: path, line: line, problem: problem)
  }
}

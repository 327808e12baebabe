// Finds where the fields of a CSV file start, and whatever makes it no CSV file.

/// Cuts bytes into fields; knows the line it is in.
struct CSVCutter {
  let path: String
  private var offset = 0
  private var line = 0
  private var starts: [Int] = []

  init(path: String) { self.path = path }

  /// The header's names, and where the fields of all rows start, with the file's end as the last.
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
        path: path, line: 1, problem: "the file starts with a byte order mark; save it without")
    }
    if let offset = bytes.firstIndex(where: { $0 < 9 }) {
      let lines = bytes[..<offset].count { $0 == 10 } + 1
      throw CSVError(
        path: path, line: lines, problem: "a control character: this is no CSV file")
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
      throw error("the column \(name) stands twice in the header")
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

  /// Notes the starts of a line's fields and goes to the next line.
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

  /// Goes to the comma or the line feed after a field.
  private mutating func plainField(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    let start = offset
    var isPlain = true
    while true {
      let byte = bytes[offset]
      // Commas, line feeds, quotation marks and control characters all lie below.
      if byte > 44 {
        if byte > 127 { isPlain = false }
        offset += 1
        continue
      }
      if byte == 44 || byte == 10 { break }
      switch byte {
      case 34: throw error("a quotation mark stands inside a field that is not quoted")
      case 13: throw error("the line ends in a carriage return; lines end in a line feed alone")
      case 0..<9, 11..<32: throw error("a control character: this is no CSV file")
      default: offset += 1
      }
    }
    if !isPlain { try checkText(bytes[start..<offset]) }
  }

  /// Goes to the comma or the line feed after a field in quotation marks.
  private mutating func quotedField(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    let start = offset
    offset += 1
    while true {
      let byte = bytes[offset]
      if byte == 10 { throw error("a quoted field does not end in its line") }
      offset += 1
      if byte == 34 {
        guard bytes[offset] == 34 else { break }
        offset += 1
      }
    }
    guard bytes[offset] == 44 || bytes[offset] == 10 else {
      throw error("something follows a quoted field")
    }
    try checkText(bytes[start..<offset])
  }

  private func checkText(_ field: Slice<UnsafeBufferPointer<UInt8>>) throws {
    guard String(validating: field, as: UTF8.self) != nil else {
      throw error("bytes that are no UTF-8: this is no CSV file")
    }
  }

  private func error(_ problem: String) -> CSVError {
    CSVError(path: path, line: line, problem: problem)
  }
}

// Tables of text with a header: what the records under results/ are written in and read from.
//
// A strict subset of RFC 4180: UTF-8, commas, LF, a header, every row as wide as the header. A field with a comma
// or a quotation mark is quoted, with quotation marks doubled; no field holds a line break, so row
// r stands in line r + 2.

/// What is wrong with a CSV file, and where.
public struct CSVError: Error, Hashable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// The line, from 1; nil where the whole file is meant.
  public var line: Int?
  /// What is wrong there.
  public var problem: String

  /// An error at a line of a file.
  public init(path: String, line: Int?, problem: String) {
    self.path = path
    self.line = line
    self.problem = problem
  }

  /// One sentence: file, line, problem.
  public var description: String {
    line.map { "\(path), line \($0): \(problem)" } ?? "\(path): \(problem)"
  }
}

/// A header and rows of text.
public struct CSVTable: Hashable, Sendable {
  /// Where the table was read from, for messages; empty for one that was made.
  public let path: String
  /// The names in the header.
  public let columns: [String]
  /// The rows, each as wide as the header.
  public private(set) var rows: [[String]] = []

  /// A table without rows; the names must differ.
  public init(columns: [String]) {
    precondition(!columns.isEmpty, "a table has at least one column")
    precondition(Set(columns).count == columns.count, "a column is named twice: \(columns)")
    self.columns = columns
    path = ""
  }

  /// Appends a row, which must be as wide as the header and hold no line break.
  public mutating func append(_ row: [String]) {
    precondition(
      row.count == columns.count, "a row has \(row.count) fields, the header \(columns.count)")
    precondition(
      !row.contains { $0.utf8.contains(10) || $0.utf8.contains(13) },
      "a field holds a line break: \(row)")
    rows.append(row)
  }

  /// Reads a file.
  /// - Parameter key: columns that together name a row; a table with the same key twice is refused.
  /// - Throws: ``FileError`` if the file cannot be read, ``CSVError`` if it is not a whole table.
  public init(readingFrom path: String, key: [String] = []) throws {
    try self.init(bytes: AtomicFile.read(path), path: path, key: key)
  }

  /// Reads a table from bytes; the path is for messages only.
  /// - Throws: ``CSVError``.
  public init(bytes: [UInt8], path: String, key: [String] = []) throws {
    var parser = CSVParser(bytes: bytes, path: path)
    columns = try parser.header()
    self.path = path
    while let row = try parser.row(width: columns.count) { rows.append(row) }
    if !key.isEmpty { try refuseDoubledKeys(key) }
  }

  /// The position of a column.
  /// - Throws: ``CSVError`` naming the file when there is no such column.
  public func position(of column: String) throws -> Int {
    guard let position = columns.firstIndex(of: column) else {
      throw CSVError(path: path, line: 1, problem: "there is no column \(column)")
    }
    return position
  }

  /// The number in a field; nil when the field is empty, which means not available.
  /// - Throws: ``CSVError`` naming file, line and column when it is no finite number.
  public func number(row: Int, column: Int) throws -> Double? {
    let text = rows[row][column]
    if text.isEmpty { return nil }
    // Double(_:) also takes nan, inf and hexadecimal, none of which a record holds.
    let isDecimal = text.utf8.allSatisfy { byte in
      switch byte {
      case 43, 45, 46, 48...57, 69, 101: true
      default: false
      }
    }
    guard isDecimal, let value = Double(text), value.isFinite else {
      throw CSVError(
        path: path, line: row + 2,
        problem: "\(columns[column]) is \(text), but must be a finite number or empty")
    }
    return value
  }

  /// The whole number in a field.
  /// - Throws: ``CSVError`` naming file, line and column when it is none.
  public func integer(row: Int, column: Int) throws -> Int {
    let text = rows[row][column]
    guard let value = Int(text) else {
      throw CSVError(
        path: path, line: row + 2,
        problem:
          "\(columns[column]) is \(text.isEmpty ? "empty" : text), but must be a whole number")
    }
    return value
  }

  /// The file's text: header and rows, each ended by LF.
  public var text: String {
    var text = ""
    for row in [columns] + rows {
      for (index, field) in row.enumerated() {
        if index > 0 { text += "," }
        text += Self.quoted(field)
      }
      text += "\n"
    }
    return text
  }

  /// Writes the table, whole or not at all.
  /// - Throws: ``FileError``.
  public func write(to path: String) throws {
    try AtomicFile.write(text, to: path)
  }

  private static func quoted(_ field: String) -> String {
    guard field.utf8.contains(where: { $0 == 44 || $0 == 34 }) else { return field }
    let doubled = field.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + doubled.joined(separator: "\"\"") + "\""
  }

  private func refuseDoubledKeys(_ key: [String]) throws {
    let positions = try key.map { try position(of: $0) }
    var lines: [[String]: Int] = [:]
    for (index, row) in rows.enumerated() {
      let values = positions.map { row[$0] }
      if let earlier = lines.updateValue(index + 2, forKey: values) {
        let named = zip(key, values).map { "\($0) \($1)" }.joined(separator: ", ")
        throw CSVError(
          path: path, line: index + 2, problem: "\(named) stands in line \(earlier) already")
      }
    }
  }
}

/// Cuts bytes into rows; knows the line it is in.
private struct CSVParser {
  let bytes: [UInt8]
  let path: String
  private var offset = 0
  private var line = 0

  init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// The first row, whose names must be there and differ.
  mutating func header() throws -> [String] {
    guard !bytes.isEmpty else {
      throw CSVError(path: path, line: nil, problem: "the file is empty")
    }
    guard bytes.last == 10 else {
      let lines = bytes.count { $0 == 10 } + 1
      throw CSVError(
        path: path, line: lines, problem: "the last line is cut off: it does not end in a line feed"
      )
    }
    let columns = try row(width: nil) ?? []
    if columns.contains("") { throw error("a column has no name") }
    for (index, name) in columns.enumerated() where columns[..<index].contains(name) {
      throw error("the column \(name) stands twice in the header")
    }
    return columns
  }

  /// The next row; nil after the last.
  mutating func row(width: Int?) throws -> [String]? {
    guard offset < bytes.count else { return nil }
    line += 1
    var fields: [String] = []
    if let width { fields.reserveCapacity(width) }
    while true {
      fields.append(bytes[offset] == 34 ? try quotedField() : try plainField())
      let separator = bytes[offset]
      offset += 1
      if separator == 10 { break }
    }
    if let width, fields.count != width {
      throw error("the row has \(fields.count) fields, the header \(width)")
    }
    return fields
  }

  /// A field up to a comma or the line's end; stops before either.
  private mutating func plainField() throws -> String {
    let start = offset
    while bytes[offset] != 44 && bytes[offset] != 10 {
      switch bytes[offset] {
      case 34: throw error("a quotation mark stands inside a field that is not quoted")
      case 13: throw error("the line ends in a carriage return; lines end in a line feed alone")
      case 0..<9, 11..<32: throw error("a control character: this is no CSV file")
      default: offset += 1
      }
    }
    return try text(bytes[start..<offset])
  }

  /// A field in quotation marks; stops before the comma or line feed after it.
  private mutating func quotedField() throws -> String {
    var content: [UInt8] = []
    offset += 1
    while true {
      let byte = bytes[offset]
      if byte == 10 { throw error("a quoted field does not end in its line") }
      offset += 1
      if byte == 34 {
        guard bytes[offset] == 34 else { break }
        offset += 1
      }
      content.append(byte)
    }
    guard bytes[offset] == 44 || bytes[offset] == 10 else {
      throw error("something follows a quoted field")
    }
    return try text(content[...])
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw error("bytes that are no UTF-8: this is no CSV file")
    }
    return text
  }

  private func error(_ problem: String) -> CSVError {
    CSVError(path: path, line: line, problem: problem)
  }
}

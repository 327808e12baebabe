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
    let scan = try CSVScan(bytes: bytes, path: path)
    if !key.isEmpty { _ = try CSVRowIndex(scan, uniqueKey: key) }
    columns = scan.columns
    self.path = path
    rows = (0..<scan.rowCount).map { row in
      scan.columns.indices.map { scan.text(row: row, column: $0) }
    }
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
    var text = rows[row][column]
    if text.isEmpty { return nil }
    guard let value = text.withUTF8({ DecimalNumber.read(UnsafeRawBufferPointer($0)) }) else {
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

  /// A text as a field: in quotation marks where it has to be.
  public static func quoted(_ field: String) -> String {
    guard field.utf8.contains(where: { $0 == 44 || $0 == 34 }) else { return field }
    let doubled = field.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + doubled.joined(separator: "\"\"") + "\""
  }
}

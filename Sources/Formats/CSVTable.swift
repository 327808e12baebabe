// CSV tables of text with a header: the format of all records under results/.
//
// RFC 4180 in UTF-8, with a header and as many fields per row as in the header. Written with LF at line
// ends, read with LF or CRLF. A field with a comma, a quotation mark or a line break is quoted, with
// quotation marks doubled.

/// An error in a CSV file.
public struct CSVError: Error, Hashable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// The line, from 1; nil for an error of the whole file.
  public var line: Int?
  /// The problem.
  public var problem: String

  /// An error at a line of a file.
  public init(path: String, line: Int?, problem: String) {
    self.path = path
    self.line = line
    self.problem = problem
  }

  /// One sentence: file, line, problem.
  public var description: String {
    (line.map { "\(path), line \($0): \(problem)" } ?? "\(path): \(problem)").message
  }
}

/// A header and rows of text.
public struct CSVTable: Hashable, Sendable {
  /// The path that the table was read from, for messages; empty for a table built in memory.
  public let path: String
  /// The names in the header.
  public let columns: [String]
  /// The rows, each with one field per column.
  public private(set) var rows: [[String]] = []
  /// The line of every row where some field that was read contains a line break; else row r is line r + 2.
  private var lines: [Int]?

  /// A table without rows; the names must differ.
  public init(columns: [String]) {
    precondition(!columns.isEmpty, "a table has at least one column")
    precondition(Set(columns).count == columns.count, "a column is named twice: \(columns)")
    self.columns = columns
    path = ""
  }

  /// Appends a row, which must have one field per column.
  public mutating func append(_ row: [String]) {
    precondition(
      row.count == columns.count, "a row has \(row.count) fields, the header \(columns.count)")
    rows.append(row)
  }

  /// Reads a file.
  /// - Parameters:
  ///   - header: the columns that the table must have; nil for any.
  ///   - key: columns that together identify a row; a duplicate key is an error.
  /// - Throws: ``FileError`` if the file cannot be read, ``CSVError`` if it is not a
  ///   complete table, or has another header.
  public init(readingFrom path: String, header: [String]? = nil, key: [String] = []) throws {
    try self.init(bytes: AtomicFile.read(path), path: path, header: header, key: key)
  }

  /// Reads a table from bytes; the path is for messages only.
  /// - Throws: ``CSVError``.
  public init(
    bytes: [UInt8], path: String, header: [String]? = nil, key: [String] = []
  ) throws {
    let scan = try CSVScan(bytes: bytes, path: path)
    if let header, scan.columns != header {
      throw CSVError(
        path: path, line: 1, problem: "the header must be \(header.joined(separator: ","))")
    }
    if !key.isEmpty { _ = try CSVRowIndex(scan, uniqueKey: key) }
    columns = scan.columns
    self.path = path
    rows = (0..<scan.rowCount).map { row in
      scan.columns.indices.map { scan.text(row: row, column: $0) }
    }
    lines = scan.lines
  }

  /// The line of the file at which a row begins.
  public func line(ofRow row: Int) -> Int { lines?[row] ?? row + 2 }

  /// The position of a column.
  /// - Throws: ``CSVError`` naming the file if there is no such column.
  public func position(of column: String) throws -> Int {
    guard let position = columns.firstIndex(of: column) else {
      throw CSVError(path: path, line: 1, problem: "there is no column \(column)")
    }
    return position
  }

  /// The number in a field; nil for an empty field, which means not available.
  /// - Throws: ``CSVError`` naming file, line and column if it is not a finite number.
  public func number(row: Int, column: Int) throws -> Double? {
    var text = rows[row][column]
    if text.isEmpty { return nil }
    guard let value = text.withUTF8({ DecimalNumber.read(UnsafeRawBufferPointer($0)) }) else {
      throw CSVError(
        path: path, line: line(ofRow: row),
        problem: "\(columns[column]) is \(text), but must be a finite number or empty")
    }
    return value
  }

  /// The integer in a field.
  /// - Throws: ``CSVError`` naming file, line and column if it is not an integer.
  public func integer(row: Int, column: Int) throws -> Int {
    let text = rows[row][column]
    guard let value = Int(text) else {
      throw CSVError(
        path: path, line: line(ofRow: row),
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

  /// Writes the table atomically.
  /// - Throws: ``FileError``.
  public func write(to path: String) throws {
    try AtomicFile.write(text, to: path)
  }

  /// A text as a field, quoted if necessary.
  public static func quoted(_ field: String) -> String {
    guard field.utf8.contains(where: { [44, 34, 10, 13].contains($0) }) else { return field }
    let doubled = field.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + doubled.joined(separator: "\"\"") + "\""
  }
}

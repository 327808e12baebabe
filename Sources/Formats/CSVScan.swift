// A CSV file whose fields stay bytes: hundreds of thousands of rows are read and compared without a
// string per field.

/// A table of bytes with a header, under the rules of `CSVTable`.
public struct CSVScan: Sendable {
  /// The file's path, for messages.
  public let path: String
  /// The file's bytes.
  public let bytes: [UInt8]
  /// The names in the header.
  public let columns: [String]
  /// The number of rows, without the header.
  public var rowCount: Int { (starts.count - 1) / columns.count }
  /// The start offsets of all fields, row by row, followed by the file's length. A comma or a line break
  /// stands before the next start.
  private let starts: [Int]

  /// Parses a file's bytes; the path is for messages only.
  /// - Throws: ``CSVError`` if they are not a complete table.
  public init(bytes: [UInt8], path: String) throws {
    var cutter = CSVCutter(path: path)
    (columns, starts) = try bytes.withUnsafeBufferPointer { try cutter.cut($0) }
    self.bytes = bytes
    self.path = path
  }

  /// The line number at which a row begins; quoted fields may contain line breaks.
  public func line(ofRow row: Int) -> Int {
    bytes[..<starts[row * columns.count]].count { $0 == 10 } + 1
  }

  /// The line numbers at which all rows begin; nil where row r is line r + 2.
  var lines: [Int]? {
    guard rowCount > 0, line(ofRow: rowCount - 1) != rowCount + 1 else { return nil }
    var (line, offset) = (1, 0)
    return (0..<rowCount).map { row in
      let start = starts[row * columns.count]
      line += bytes[offset..<start].count { $0 == 10 }
      offset = start
      return line
    }
  }

  /// The position of a column.
  /// - Throws: ``CSVError`` naming the file if there is no such column.
  public func position(of column: String) throws -> Int {
    guard let position = columns.firstIndex(of: column) else {
      throw CSVError(path: path, line: 1, problem: "there is no column \(column)")
    }
    return position
  }

  /// The byte range of a field, including its quotation marks.
  public func range(row: Int, column: Int) -> Range<Int> {
    let index = row * columns.count + column
    return bytes.withUnsafeBufferPointer {
      Self.range(
        in: $0, from: starts[index], to: starts[index + 1], isLast: column == columns.count - 1)
    }
  }

  /// The byte range of a row, without the line break.
  public func range(row: Int) -> Range<Int> {
    bytes.withUnsafeBufferPointer {
      Self.range(
        in: $0, from: starts[row * columns.count], to: starts[(row + 1) * columns.count],
        isLast: true)
    }
  }

  /// What stands between two starts, without the comma, LF or CRLF before the second.
  ///
  /// - Parameter isLast: whether a line break stands there. A carriage return before it belongs to it: one
  ///   that belonged to the field would be followed by a quotation mark.
  static func range(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to next: Int, isLast: Bool
  ) -> Range<Int> {
    let end = next - 1
    return start..<(isLast && end > start && bytes[end - 1] == 13 ? end - 1 : end)
  }

  /// A field's text, without its quotation marks.
  public func text(row: Int, column: Int) -> String {
    String(decoding: content(row: row, column: column), as: UTF8.self)
  }

  /// The bytes of a field's text.
  public func content(row: Int, column: Int) -> ArraySlice<UInt8> {
    Self.unquoted(bytes[range(row: row, column: column)])
  }

  /// Whether a field has the same text as a field of another table.
  public func isEqual(row: Int, column: Int, to other: CSVScan, row otherRow: Int) -> Bool {
    let here = range(row: row, column: column)
    let there = other.range(row: otherRow, column: column)
    if Self.equal(bytes, here, other.bytes, there) { return true }
    // The same text may be quoted or unquoted.
    guard bytes[here].first == 34 || other.bytes[there].first == 34 else { return false }
    return content(row: row, column: column) == other.content(row: otherRow, column: column)
  }

  /// Whether a row has the same bytes as a row of another table.
  public func isEqual(row: Int, to other: CSVScan, row otherRow: Int) -> Bool {
    Self.equal(bytes, range(row: row), other.bytes, other.range(row: otherRow))
  }

  /// All numbers of a column; NaN for an empty field, which means not available.
  /// - Throws: ``CSVError`` naming file, line and column if a field is not a finite number within
  ///   ±1e100.
  public func numbers(column: Int) throws -> [Double] {
    try bytes.withUnsafeBytes { buffer in
      try (0..<rowCount).map { row in
        let range = range(row: row, column: column)
        if range.isEmpty { return .nan }
        let value: Double?
        if buffer[range.lowerBound] == 34 {
          let content = content(row: row, column: column)
          if content.isEmpty { return .nan }
          value = content.withUnsafeBytes { DecimalNumber.read($0) }
        } else {
          value = DecimalNumber.read(UnsafeRawBufferPointer(rebasing: buffer[range]))
        }
        if let value, value.magnitude <= DecimalNumber.largest { return value }
        throw CSVError(
          path: path, line: line(ofRow: row),
          problem: "\(columns[column]) is \(text(row: row, column: column)), but must "
            + (value == nil ? "be a finite number or empty" : "lie within ±1e100"))
      }
    }
  }

  private static func equal(
    _ first: [UInt8], _ here: Range<Int>, _ second: [UInt8], _ there: Range<Int>
  ) -> Bool {
    guard here.count == there.count else { return false }
    return first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        for offset in 0..<here.count
        where first[here.lowerBound + offset] != second[there.lowerBound + offset] { return false }
        return true
      }
    }
  }

  /// The text of a well-formed field.
  static func unquoted(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard field.first == 34 else { return field }
    var content: [UInt8] = []
    var wasMark = false
    for byte in field.dropFirst().dropLast() {
      wasMark = byte == 34 && !wasMark
      if !wasMark { content.append(byte) }
    }
    return content[...]
  }
}

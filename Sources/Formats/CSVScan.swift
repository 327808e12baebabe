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
  /// The start offsets of all fields, row by row, followed by the file's length. A field ends one
  /// byte before the next start.
  private let starts: [Int]

  /// Parses a file's bytes; the path is for messages only.
  /// - Throws: ``CSVError`` if they are not a complete table.
  public init(bytes: [UInt8], path: String) throws {
    var cutter = CSVCutter(path: path)
    (columns, starts) = try bytes.withUnsafeBufferPointer { try cutter.cut($0) }
    self.bytes = bytes
    self.path = path
  }

  /// The line number of a row; fields contain no line breaks.
  public static func line(ofRow row: Int) -> Int { row + 2 }

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
    return starts[index]..<starts[index + 1] - 1
  }

  /// The byte range of a row, without the line feed.
  public func range(row: Int) -> Range<Int> {
    starts[row * columns.count]..<starts[(row + 1) * columns.count] - 1
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
        let value = DecimalNumber.read(UnsafeRawBufferPointer(rebasing: buffer[range]))
        if let value, value.magnitude <= DecimalNumber.largest { return value }
        throw CSVError(
          path: path, line: Self.line(ofRow: row),
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

// A CSV file cut into fields that stay bytes: hundreds of thousands of rows are read and compared
// without a string for each field.

/// A table of bytes with a header; strict, as `CSVTable` describes.
public struct CSVScan: Sendable {
  /// Where the bytes are from, for messages.
  public let path: String
  /// The file's bytes.
  public let bytes: [UInt8]
  /// The names in the header.
  public let columns: [String]
  /// How many rows follow the header.
  public var rowCount: Int { (starts.count - 1) / columns.count }
  /// Where fields start, row by row; a field ends one byte before the next, and after the last row
  /// stands the file's end.
  private let starts: [Int]

  /// Cuts a file's bytes; the path is for messages only.
  /// - Throws: ``CSVError`` if they are not a whole table.
  public init(bytes: [UInt8], path: String) throws {
    var cutter = CSVCutter(path: path)
    (columns, starts) = try bytes.withUnsafeBufferPointer { try cutter.cut($0) }
    self.bytes = bytes
    self.path = path
  }

  /// The line of a row: no field holds a line break.
  public static func line(ofRow row: Int) -> Int { row + 2 }

  /// The position of a column.
  /// - Throws: ``CSVError`` naming the file when there is no such column.
  public func position(of column: String) throws -> Int {
    guard let position = columns.firstIndex(of: column) else {
      throw CSVError(path: path, line: 1, problem: "there is no column \(column)")
    }
    return position
  }

  /// Where a field's bytes stand, quotation marks included.
  public func range(row: Int, column: Int) -> Range<Int> {
    let index = row * columns.count + column
    return starts[index]..<starts[index + 1] - 1
  }

  /// Where a row's bytes stand, without the line feed.
  public func range(row: Int) -> Range<Int> {
    starts[row * columns.count]..<starts[(row + 1) * columns.count] - 1
  }

  /// A field as text, without the quotation marks round it.
  public func text(row: Int, column: Int) -> String {
    String(decoding: content(row: row, column: column), as: UTF8.self)
  }

  /// The bytes of a field's text.
  public func content(row: Int, column: Int) -> ArraySlice<UInt8> {
    Self.unquoted(bytes[range(row: row, column: column)])
  }

  /// Whether a field's text is that of a field of another table.
  public func isEqual(row: Int, column: Int, to other: CSVScan, row otherRow: Int) -> Bool {
    let here = range(row: row, column: column)
    let there = other.range(row: otherRow, column: column)
    if Self.equal(bytes, here, other.bytes, there) { return true }
    // The same text may stand with or without quotation marks.
    guard bytes[here].first == 34 || other.bytes[there].first == 34 else { return false }
    return content(row: row, column: column) == other.content(row: otherRow, column: column)
  }

  /// Whether a row's bytes are those of a row of another table.
  public func isEqual(row: Int, to other: CSVScan, row otherRow: Int) -> Bool {
    Self.equal(bytes, range(row: row), other.bytes, other.range(row: otherRow))
  }

  /// All numbers of a column; not a number where a field is empty, which means not available.
  /// - Throws: ``CSVError`` naming file, line and column when a field is no finite number of a size that
  ///   can be measured.
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

  /// The text of a field that has been found to be well-formed.
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

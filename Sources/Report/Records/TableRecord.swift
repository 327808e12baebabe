// What every record table under results/ has in common: fixed columns, a key, one type per table that both writes
// and reads a row, so that the two cannot drift apart.

internal import Formats

/// A row of one of the record tables, as text and as a value.
protocol TableRecord {
  /// The header.
  static var columns: [String] { get }
  /// The columns that together name a row.
  static var key: [String] { get }
  /// Reads the fields in the order of the columns.
  init(from fields: inout FieldReader) throws
  /// The fields in the order of the columns.
  var fields: [String] { get }
  /// The fields of the key.
  var keyFields: [String] { get }
}

extension TableRecord {
  /// Reads a whole table, strictly.
  /// - Throws: `FileError` or `CSVError` naming the file, and the line where there is one.
  static func read(_ path: String) throws -> [Self] {
    let table = try CSVTable(readingFrom: path, key: key)
    guard table.columns == columns else {
      throw CSVError(
        path: path, line: 1, problem: "the header must be \(columns.joined(separator: ","))")
    }
    return try table.rows.indices.map { row in
      var reader = FieldReader(table: table, row: row)
      return try Self(from: &reader)
    }
  }

  /// The table of these records, in the given order.
  static func table(_ records: [Self]) -> CSVTable {
    var table = CSVTable(columns: columns)
    for record in records { table.append(record.fields) }
    return table
  }
}

/// Hands out a row's fields from left to right.
struct FieldReader {
  let table: CSVTable
  let row: Int
  private var column = 0

  init(table: CSVTable, row: Int) {
    self.table = table
    self.row = row
  }

  /// The next field, which may not be empty.
  mutating func text() throws -> String {
    let text = table.rows[row][column]
    if text.isEmpty { throw error("must not be empty") }
    column += 1
    return text
  }

  /// The next field, which may be empty.
  mutating func optionalText() throws -> String {
    defer { column += 1 }
    return table.rows[row][column]
  }

  /// The next field, one of a few words.
  mutating func word<Word: RawRepresentable & CaseIterable>(_: Word.Type) throws -> Word
  where Word.RawValue == String {
    guard let word = Word(rawValue: table.rows[row][column]) else {
      throw error("must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    column += 1
    return word
  }

  /// The next field as a correlation's key: a number with two decimals, or `-` where data have none.
  mutating func correlation() throws -> String {
    let text = table.rows[row][column]
    let isNumber = Double(text).map { NumberFormat.correlation($0) == text } ?? false
    guard isNumber || text == NumberFormat.noCorrelation else {
      throw error("must be a number with two decimals, or - where nothing controls it")
    }
    column += 1
    return text
  }

  /// The next field as a replicate's key: digits, at least three.
  mutating func replicate() throws -> String {
    let text = table.rows[row][column]
    guard let value = Int(text), value >= 0, NumberFormat.replicate(value) == text else {
      throw error("must be a number of at least three digits")
    }
    column += 1
    return text
  }

  /// The next field as a learning rate's key: a number above 0 in its shortest form.
  mutating func learningRate() throws -> Double {
    let text = table.rows[row][column]
    guard let value = Double(text), value > 0, value.isFinite,
      NumberFormat.learningRate(value) == text
    else {
      throw error("must be a number above 0 in its shortest form")
    }
    column += 1
    return value
  }

  /// The next field as a finite number of a size that can be measured; nil when empty.
  mutating func number() throws -> Double? {
    let value = try table.number(row: row, column: column)
    if let value, value.magnitude > DecimalNumber.largest {
      throw error("must lie within ±1e100")
    }
    column += 1
    return value
  }

  /// The next field as a whole number.
  mutating func integer() throws -> Int {
    defer { column += 1 }
    return try table.integer(row: row, column: column)
  }

  /// The next field as a whole number; nil when empty.
  mutating func optionalInteger() throws -> Int? {
    if table.rows[row][column].isEmpty {
      column += 1
      return nil
    }
    return try integer()
  }

  private func error(_ problem: String) -> CSVError {
    let text = table.rows[row][column]
    return CSVError(
      path: table.path, line: row + 2,
      problem: "\(table.columns[column]) is \(text.isEmpty ? "empty" : text), but \(problem)")
  }
}

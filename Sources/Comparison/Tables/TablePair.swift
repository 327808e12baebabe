// Two tables of one header, row by row.

internal import Formats
internal import Records

/// Two tables, which rows of theirs belong together, and the numbers in them.
struct TablePair {
  let first: CSVScan
  let second: CSVScan
  let kind: TableKind
  /// Rows with the same key, in the first table's order.
  let pairs: [(first: Int, second: Int)]
  /// Rows of the first table that the second has not.
  let missing: [Int]
  /// Rows of the second table that the first has not.
  let extra: [Int]
  /// The columns of the key.
  let keyPositions: [Int]
  /// Columns of numbers.
  let measured: [MeasuredColumn]
  /// Columns of text outside the key.
  let texts: [Int]
  /// Columns that decide how pages look, and are not compared.
  let presentation: [Int]

  /// A column of numbers in both tables; not a number where a field is empty.
  struct MeasuredColumn {
    var name: String
    var position: Int
    var role: ColumnRole
    var first: [Double]
    var second: [Double]
  }

  /// Matches two tables.
  ///
  /// - Throws: `CSVError` when headers differ, a key stands twice, or a number is none.
  init(_ first: CSVScan, _ second: CSVScan, kind: TableKind) throws {
    self.first = first
    self.second = second
    self.kind = kind
    let index = try CSVRowIndex(first, uniqueKey: kind.key)
    _ = try CSVRowIndex(second, uniqueKey: kind.key)
    keyPositions = index.columns
    var counterpart = [Int?](repeating: nil, count: first.rowCount)
    var extra: [Int] = []
    for row in 0..<second.rowCount {
      if let group = index.group(of: row, in: second) {
        counterpart[index.firstRows[group]] = row
      } else {
        extra.append(row)
      }
    }
    self.extra = extra
    missing = counterpart.indices.filter { counterpart[$0] == nil }
    pairs = counterpart.enumerated().compactMap { row, other in other.map { (row, $0) } }
    let columns = kind.columns
    texts = columns.indices.filter { columns[$0].isText }
    presentation = columns.indices.filter { columns[$0].role == .presentation }
    measured = try columns.indices.filter { columns[$0].isMeasured }.map {
      MeasuredColumn(
        name: columns[$0].name, position: $0, role: columns[$0].role,
        first: try first.numbers(column: $0), second: try second.numbers(column: $0))
    }
  }

  /// The fields of a row's key.
  func key(_ row: Int, in table: CSVScan) -> [String] {
    keyPositions.map { table.text(row: row, column: $0) }
  }
}

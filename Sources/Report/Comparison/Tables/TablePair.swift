// Two tables of one header, row by row.
internal import Formats

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
  /// Columns of text that may differ.
  let texts: [Int]

  /// A column of numbers in both tables; not a number where a field is empty.
  struct MeasuredColumn {
    var name: String
    var position: Int
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
    if kind.keyQuotesNumbers {
      // Of the rows left over, those go together that alone have the same sentence but for its numbers.
      let positions = index.columns
      func sentence(_ row: Int, _ table: CSVScan) -> [String] {
        positions.map { table.text(row: row, column: $0).filter { !$0.isNumber } }
      }
      let left = Dictionary(
        grouping: counterpart.indices.filter { counterpart[$0] == nil }, by: { sentence($0, first) }
      )
      for (key, rows) in Dictionary(grouping: extra, by: { sentence($0, second) }) {
        guard rows.count == 1, let others = left[key], others.count == 1 else { continue }
        counterpart[others[0]] = rows[0]
        extra.removeAll { $0 == rows[0] }
      }
    }
    self.extra = extra
    missing = counterpart.indices.filter { counterpart[$0] == nil }
    pairs = counterpart.enumerated().compactMap { row, other in other.map { (row, $0) } }
    let isText = kind.texts
    texts = first.columns.indices.filter {
      // A sentence that quotes another number is the same key and not the same text.
      isText.contains(first.columns[$0])
        && (kind.keyQuotesNumbers || !kind.key.contains(first.columns[$0]))
    }
    measured = try first.columns.enumerated().filter { !isText.contains($0.element) }.map {
      MeasuredColumn(
        name: $0.element, position: $0.offset, first: try first.numbers(column: $0.offset),
        second: try second.numbers(column: $0.offset))
    }
  }

  /// The fields of a row's key.
  func key(_ row: Int, in table: CSVScan) -> [String] {
    keyPositions.map { table.text(row: row, column: $0) }
  }
}

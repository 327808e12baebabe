// Two tables, cell by cell: what is equal, what is within tolerance, what is beyond.

internal import Formats
internal import Records

/// How a cell compares with its counterpart.
enum CellState: UInt8 {
  case equal
  case within
  case beyond
}

/// The cell that is furthest from its counterpart.
package struct WorstCell: Codable, Hashable, Sendable {
  /// The fields of its row's key.
  package var key: [String]
  /// Its column.
  package var column: String
  /// The field in the first table.
  package var first: String
  /// The field in the second table.
  package var second: String
}

/// What there is to say of the cells of a model at a correlation in a gate.
struct CellTally {
  var cells = 0
  var unequal = 0
  var beyond = 0
  /// The largest difference as a share of the largest number of its column; infinite where text
  /// differs.
  var excess = -1.0
  /// The pair and the column, by position, of the largest difference.
  var worst: (pair: Int, column: Int)?

  mutating func add(_ state: CellState, excess: Double, pair: Int, column: Int) {
    guard state != .equal else { return }
    unequal += 1
    if state == .beyond { beyond += 1 }
    // A cell within tolerance is never worse than one beyond it.
    let rank = state == .beyond ? excess + 1 : min(excess, 1)
    if rank > self.excess {
      self.excess = rank
      worst = (pair, column)
    }
  }
}

/// The cells of two tables.
struct CellComparison {
  let tables: TablePair
  /// All cells.
  private(set) var total = CellTally()
  /// Cells by scope.
  private(set) var tallies: [CellTally] = []
  /// The scope of every row of the first table: model, correlation and gate, as far as its key has them.
  let scopes: CSVRowIndex
  /// The columns that make a scope.
  private static let scopeColumns = ["model", "correlation", "gate"]
  /// The states of measured cells, pair by pair.
  private(set) var states: [CellState]
  /// Text cells that differ, outside the key: pair and column position.
  private(set) var otherTexts: [(pair: Int, column: Int)] = []
  /// Columns of presentation, by position, in which some row differs.
  private(set) var otherPresentation: Set<Int> = []

  init(_ tables: TablePair, tolerance: Tolerance) {
    self.tables = tables
    let scopeColumns = Self.scopeColumns.filter(tables.kind.key.contains)
      .compactMap(tables.first.columns.firstIndex(of:))
    scopes = CSVRowIndex(tables.first, columns: scopeColumns)
    tallies = Array(repeating: CellTally(), count: scopes.firstRows.count)
    let width = tables.measured.count
    states = Array(repeating: .equal, count: tables.pairs.count * width)
    let columns = tables.measured.map { column in
      let sizes = (column.first + column.second).lazy.filter { !$0.isNaN }.map(\.magnitude)
      // What follows from other numbers says less than they do.
      let follows = column.role == .following
      return (limits: tolerance.of(column.name), scale: follows ? .infinity : sizes.max() ?? 0)
    }
    let cellsPerRow = width + tables.texts.count
    for (pair, rows) in tables.pairs.enumerated() {
      let scope = scopes.groups[rows.first]
      total.cells += cellsPerRow
      tallies[scope].cells += cellsPerRow
      if tables.first.isEqual(row: rows.first, to: tables.second, row: rows.second) { continue }
      func differs(_ column: Int) -> Bool {
        !tables.first.isEqual(row: rows.first, column: column, to: tables.second, row: rows.second)
      }
      otherPresentation.formUnion(tables.presentation.filter(differs))
      for column in tables.texts where differs(column) {
        otherTexts.append((pair, column))
        // Checksums differ whenever the data do, so they too say less than what was measured.
        let role = tables.kind.columns[column].role
        let excess = role == .identity || role == .following ? 0 : Double.infinity
        total.add(.beyond, excess: excess, pair: pair, column: column)
        tallies[scope].add(.beyond, excess: excess, pair: pair, column: column)
      }
      for (index, column) in tables.measured.enumerated() {
        let (a, b) = (column.first[rows.first], column.second[rows.second])
        if a == b || (a.isNaN && b.isNaN) { continue }
        let (state, excess) = Self.judge(a, b, columns[index])
        states[pair * width + index] = state
        total.add(state, excess: excess, pair: pair, column: column.position)
        tallies[scope].add(state, excess: excess, pair: pair, column: column.position)
      }
    }
  }

  /// What two numbers that differ are to each other, and how large the difference is in the column.
  private static func judge(
    _ a: Double, _ b: Double, _ column: (limits: ColumnTolerance, scale: Double)
  ) -> (CellState, Double) {
    // A number beside an empty field.
    if a.isNaN || b.isNaN { return (.beyond, .greatestFiniteMagnitude) }
    return (column.limits.covers(a, b) ? .within : .beyond, (a - b).magnitude / column.scale)
  }

  /// The state of a measured cell.
  func state(pair: Int, measured index: Int) -> CellState {
    states[pair * tables.measured.count + index]
  }

  /// Whether a row has a cell beyond tolerance.
  func differs(pair: Int) -> Bool {
    tables.measured.indices.contains { state(pair: pair, measured: $0) == .beyond }
      || otherTexts.contains { $0.pair == pair }
  }

  /// The side that has no number where the other has one; nil where both have one or none.
  func lost(pair: Int, measured index: Int) -> String? {
    let (rows, column) = (tables.pairs[pair], tables.measured[index])
    let isEmpty = (column.first[rows.first].isNaN, column.second[rows.second].isNaN)
    return isEmpty.0 == isEmpty.1 ? nil : isEmpty.0 ? "A" : "B"
  }

  /// A scope's model, correlation or gate; nil where the key has none.
  func text(_ column: String, ofScope scope: Int) -> String? {
    guard tables.kind.key.contains(column),
      let position = tables.first.columns.firstIndex(of: column)
    else { return nil }
    return tables.first.text(row: scopes.firstRows[scope], column: position)
  }

  /// The worst cell of a tally.
  func worst(_ tally: CellTally) -> WorstCell? {
    tally.worst.map { pair, column in
      let rows = tables.pairs[pair]
      return WorstCell(
        key: tables.key(rows.first, in: tables.first), column: tables.first.columns[column],
        first: tables.first.text(row: rows.first, column: column),
        second: tables.second.text(row: rows.second, column: column))
    }
  }
}

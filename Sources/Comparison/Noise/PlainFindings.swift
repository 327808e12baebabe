// What noise never explains, whatever a table is judged by.

internal import Formats
internal import Records

extension NoiseFinding {
  /// A row that only one side has.
  static func stray(
    _ row: Int, of table: CSVScan, in cells: CellComparison, _ problem: String
  ) -> NoiseFinding {
    NoiseFinding(group: cells.tables.key(row, in: table), outcome: .outside(problem))
  }

  /// All rows that only one side has.
  static func strays(_ cells: CellComparison) -> [NoiseFinding] {
    let tables = cells.tables
    return tables.missing.map { stray($0, of: tables.first, in: cells, "only A has it") }
      + tables.extra.map { stray($0, of: tables.second, in: cells, "only B has it") }
  }

  /// Texts outside the key that differ, in columns where no luck of training changes them.
  static func unequalTexts(
    _ cells: CellComparison, in isFixed: (ColumnRole) -> Bool
  ) -> [NoiseFinding] {
    let (first, second) = (cells.tables.first, cells.tables.second)
    let columns = cells.tables.kind.columns
    return cells.otherTexts.filter { isFixed(columns[$0.column].role) }.map { pair, column in
      let rows = cells.tables.pairs[pair]
      let here = first.text(row: rows.first, column: column)
      let there = second.text(row: rows.second, column: column)
      return NoiseFinding(
        group: cells.tables.key(rows.first, in: first), column: first.columns[column],
        scope: cells.scopes.groups[rows.first], outcome: .outside("is \(here) against \(there)"))
    }
  }

  /// Numbers that stand beside an empty field: a value against none is a missing row.
  ///
  /// - Parameter isMeant: of which columns, by their index among those of numbers.
  static func lost(_ cells: CellComparison, in isMeant: (Int) -> Bool) -> [NoiseFinding] {
    let tables = cells.tables
    return tables.measured.indices.filter(isMeant).flatMap { index in
      tables.pairs.indices.filter { cells.lost(pair: $0, measured: index) != nil }.map { pair in
        let row = tables.pairs[pair].first
        let side = cells.lost(pair: pair, measured: index) ?? ""
        return NoiseFinding(
          group: tables.key(row, in: tables.first), column: tables.measured[index].name,
          scope: cells.scopes.groups[row], outcome: .outside("\(side) has no value"))
      }
    }
  }

  /// Columns with a number that is further from its counterpart than any number of the column is large, a thousand
  /// times over: no test is needed, and none whose spread is that number's own could see it.
  static func absurd(_ cells: CellComparison) -> [NoiseFinding] {
    let tables = cells.tables
    return tables.measured.enumerated().compactMap { index, column in
      func size(_ values: [Double]) -> Double {
        values.lazy.filter { !$0.isNaN }.map(\.magnitude).max() ?? 0
      }
      let sizes = [size(column.first), size(column.second)].filter { $0 > 0 }
      // Among weights and shares next to 0, one that is not is no rarity.
      let limit = max(1000 * (sizes.min() ?? 0), 1)
      let worst = tables.pairs.indices.lazy.map { pair -> (pair: Int, difference: Double) in
        let rows = tables.pairs[pair]
        let difference = (column.first[rows.first] - column.second[rows.second]).magnitude
        return (pair, cells.state(pair: pair, measured: index) == .beyond ? difference : 0)
      }.max { !($0.difference >= $1.difference) }
      guard let worst, worst.difference > limit else { return nil }
      let row = tables.pairs[worst.pair].first
      return NoiseFinding(
        group: tables.key(row, in: tables.first), column: column.name,
        scope: cells.scopes.groups[row],
        outcome: .outside(
          "differs by \(NumberFormat.measured(worst.difference)), more than a thousand times what the "
            + "column holds"))
    }
  }
}

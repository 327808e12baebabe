// A table: one row per what, its columns, and what `reproduce diff` can judge it by.

package import Formats

/// The columns of a table whose rows are values of a type.
package struct Schema<Row>: Sendable {
  /// In the order of the header.
  package let columns: [Column<Row>]

  package init(_ columns: [Column<Row>]) { self.columns = columns }

  /// The header.
  package var header: [String] { columns.map(\.name) }

  /// The columns that together name a row.
  package var key: [String] { columns.filter { $0.description.role == .key }.map(\.name) }

  /// The fields of a row's key.
  package func key(of row: Row) -> [String] {
    columns.filter { $0.description.role == .key }.map { $0.write(row) }
  }

  /// The table of some rows, in the given order.
  package func table(_ rows: [Row]) -> CSVTable {
    var table = CSVTable(columns: header)
    for row in rows { table.append(columns.map { $0.write(row) }) }
    return table
  }

  /// Reads a whole table, strictly; every column must be one that can be read.
  ///
  /// - Parameter blank: a row whose stored properties the fields replace.
  /// - Throws: `FileError` or `CSVError` naming the file, and the line where there is one.
  package func read(_ path: String, blank: Row) throws -> [Row] {
    let table = try CSVTable(readingFrom: path, header: header, key: key)
    let readers = columns.map { column in
      guard let read = column.read else {
        preconditionFailure("\(column.name) is written only")
      }
      return read
    }
    return try table.rows.indices.map { index in
      var row = blank
      for (column, read) in readers.enumerated() {
        try read(&row, Field(table: table, row: index, column: column))
      }
      return row
    }
  }

  /// The columns without the type of the rows; those that there are per task stand once.
  package var descriptions: [ColumnDescription] {
    columns.map(\.description).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }
}

/// A row of a record table: what writes it also reads it, so that the two cannot drift apart.
package protocol TableRecord {
  /// A row to read fields into.
  init()
  /// The columns.
  static var schema: Schema<Self> { get }
}

extension TableRecord {
  /// Reads a whole table, strictly.
  /// - Throws: `FileError` or `CSVError` naming the file, and the line where there is one.
  package static func read(_ path: String) throws -> [Self] { try schema.read(path, blank: Self()) }

  /// The table of these records, in the given order.
  package static func table(_ records: [Self]) -> CSVTable { schema.table(records) }

  /// The fields of the key.
  package var keyFields: [String] { Self.schema.key(of: self) }
}

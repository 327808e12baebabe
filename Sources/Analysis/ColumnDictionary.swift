// The dictionary of columns: every table under results/<scale> with what its columns mean, in Markdown.

internal import Formats
package import Records

/// What the tables of a results folder hold.
package enum ColumnDictionary {
  /// All tables: records first, then those computed from them, then the claims.
  package static var tables: [TableDescription] {
    RecordSchemas.all + DerivedTables.all.map { $0.description } + [ClaimTable.description]
  }

  /// A section per table.
  package static func markdown() -> String {
    tables.map { table in
      let rows = table.columns.map { column in
        let name = column.isPerTask ? "\(column.name)_task1…" : column.name
        return ["`\(name)`", column.role == .key ? "key" : "", column.meaning]
      }
      let kind = table.isDerived ? "derived" : "record"
      return "### `\(table.file)`\n\nA \(kind): one row per \(table.row).\n\n"
        + TextTable(header: ["Column", "", "Meaning"], rows: rows).markdown
    }.joined(separator: "\n")
  }
}

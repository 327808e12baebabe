// A column of a table: its name, its meaning, how its cells are written and read, and how a comparison
// of two results folders may judge it. All of this stands here once; the writer, the strict reader,
// `reproduce diff` and the dictionary of columns are made from it.

internal import Formats

/// How `reproduce diff` may judge a column.
package enum ColumnRole: String, Codable, CaseIterable, Sendable {
  /// Part of the key that names a row.
  case key
  /// A text or count that is decided before anything is measured, or that all runs of a group share.
  case configuration
  /// An outcome in words.
  case outcome
  /// A checksum of data: another seed has another one.
  case identity
  /// A measured number.
  case measured
  /// The measured number on which the table's other numbers depend: tested in a family of its own, so
  /// that the many others do not widen its limits.
  case leading
  /// A number or word that follows from others, and is not judged by itself.
  case following
  /// A title or colour: decides how pages look, and is never compared.
  case presentation
}

/// What a column is, whatever the type of its rows.
package struct ColumnDescription: Hashable, Sendable {
  /// The name in the header; of one column per task, without the task: `variance`.
  package var name: String
  /// How a comparison may judge it.
  package var role: ColumnRole
  /// One line; units and what an empty field means included where they are not obvious.
  package var meaning: String
  /// Whether the table has one such column per task: `variance_task1`, `variance_task2`, …
  package var isPerTask = false
  /// Whether its fields are numbers or empty.
  package var isNumber = true

  /// The names in the header of a table for K tasks.
  package func names(taskCount: Int) -> [String] {
    isPerTask ? (0..<taskCount).map { "\(name)_\(NumberFormat.task($0))" } : [name]
  }
}

/// A stored property of a row.
package typealias StoredPath<Row, Value> = any WritableKeyPath<Row, Value> & Sendable

/// How a value is written into a field and read from it.
package struct CellFormat<Value>: Sendable {
  let write: @Sendable (Value) -> String
  let read: @Sendable (Field) throws -> Value

  /// Whether fields are numbers or empty.
  static var isNumber: Bool {
    Value.self is any Numeric.Type || Value.self == Double?.self || Value.self == Int?.self
  }
}

/// A column of a table whose rows are values of a type.
package struct Column<Row>: Sendable {
  let description: ColumnDescription
  /// The name in the header.
  let name: String
  let write: @Sendable (Row) -> String
  /// Reads the field into a row; nil for a column that is written only.
  let read: (@Sendable (inout Row, Field) throws -> Void)?

  /// A column that is written and read: its value is a stored property of the row.
  package static func stored<Value>(
    _ name: String, _ path: StoredPath<Row, Value>, _ format: CellFormat<Value>,
    _ role: ColumnRole, _ meaning: String
  ) -> Column {
    Column(
      description: ColumnDescription(
        name: name, role: role, meaning: meaning, isNumber: CellFormat<Value>.isNumber),
      name: name,
      write: { format.write($0[keyPath: path]) },
      read: { row, field in row[keyPath: path] = try format.read(field) })
  }

  /// A measured number that is written and read; empty where it is not available.
  package static func measured(
    _ name: String, _ path: StoredPath<Row, Double?>, _ meaning: String,
    _ role: ColumnRole = .measured, as format: CellFormat<Double?> = .measured
  ) -> Column { stored(name, path, format, role, meaning) }

  /// A column that is written only.
  package static func computed<Value>(
    _ name: String, _ format: CellFormat<Value>, _ role: ColumnRole, _ meaning: String,
    _ value: @escaping @Sendable (Row) -> Value
  ) -> Column {
    Column(
      description: ColumnDescription(
        name: name, role: role, meaning: meaning, isNumber: CellFormat<Value>.isNumber),
      name: name,
      write: { format.write(value($0)) }, read: nil)
  }

  /// A number that is written only; empty where it is not available.
  package static func number(
    _ name: String, _ meaning: String, _ role: ColumnRole = .measured,
    _ value: @escaping @Sendable (Row) -> Double?
  ) -> Column { computed(name, .measured, role, meaning, value) }

  /// One column per task.
  package static func perTask(
    _ name: String, taskCount: Int, _ meaning: String, _ values: StoredPath<Row, [Double?]>,
    _ role: ColumnRole = .measured
  ) -> [Column] {
    (0..<taskCount).map { task in
      Column(
        description: ColumnDescription(name: name, role: role, meaning: meaning, isPerTask: true),
        name: "\(name)_\(NumberFormat.task(task))",
        write: { row in
          let values = row[keyPath: values]
          return NumberFormat.measured(values.indices.contains(task) ? values[task] : nil)
        },
        read: { row, field in row[keyPath: values].append(try CellFormat.measured.read(field)) })
    }
  }

  /// The columns of a part of a row.
  package static func part<Part>(
    _ columns: [Column<Part>], _ path: StoredPath<Row, Part>
  ) -> [Column] {
    columns.map { column in
      let read: (@Sendable (inout Row, Field) throws -> Void)?
      if let partRead = column.read {
        read = { row, field in try partRead(&row[keyPath: path], field) }
      } else {
        read = nil
      }
      return Column(
        description: column.description, name: column.name,
        write: { column.write($0[keyPath: path]) }, read: read)
    }
  }
}

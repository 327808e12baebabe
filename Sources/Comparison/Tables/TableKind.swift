// What a comparison knows of a table's columns, and what it judges the measured ones by.

internal import Records

/// What a comparison knows of a table.
struct TableKind: Hashable {
  /// A column of the header.
  struct Column: Hashable {
    var name: String
    /// How it is judged.
    var role: ColumnRole
    /// Whether its fields are numbers or empty.
    var isNumber: Bool

    /// Whether it is compared number by number, within tolerance.
    var isMeasured: Bool {
      switch role {
      case .measured, .leading, .following: isNumber
      case .key, .configuration, .outcome, .identity, .presentation: false
      }
    }

    /// Whether it is compared as text, outside the key.
    var isText: Bool { role != .key && role != .presentation && !isMeasured }
  }

  /// The columns in the order of the header.
  private(set) var columns: [Column]
  /// The columns that together name a row.
  private(set) var key: [String]
  /// By what seed noise is judged.
  private(set) var evidence: NoiseEvidence
  /// The table with all runs of which this one shows some or a summary, from the experiment's folder; `*`
  /// stands for a row's model, or for the first part of its key. What cannot be judged in this table follows from
  /// that one.
  private(set) var source: String?
  /// Whether rows name experts, or gates that feed experts, in `expert` and `gate`: matched experts have
  /// other names there.
  private(set) var namesExperts = false

  /// The kind of a table that this program writes, for K tasks.
  init(_ description: TableDescription, taskCount: Int) {
    columns = description.columns.flatMap { column in
      column.names(taskCount: taskCount).map {
        Column(name: $0, role: column.role, isNumber: column.isNumber)
      }
    }
    key = columns.filter { $0.role == .key }.map(\.name)
    evidence = description.evidence
    source = description.source
    namesExperts = description.namesExperts
  }

  /// The kind of another table: rows are named by the columns with the role `key`.
  init(_ columns: [Column]) {
    self.columns = columns
    key = columns.filter { $0.role == .key }.map(\.name)
    evidence = .none("it has neither draws nor intervals")
    if key.contains("draw") {
      evidence = .repetitions("draw")
    } else if !intervals.isEmpty {
      evidence = .intervals
    }
  }

  /// The same table with another key.
  func keyed(_ key: [String]) -> TableKind {
    var kind = self
    kind.key = key
    for index in columns.indices {
      if key.contains(columns[index].name) {
        kind.columns[index].role = .key
      } else if columns[index].role == .key {
        kind.columns[index].role = .configuration
      }
    }
    if case .repetitions(let column) = evidence, !key.contains(column) {
      kind.evidence = .none("\(column) is not part of the key")
    }
    return kind
  }

  /// The values that have recorded limits.
  var intervals: [IntervalColumns] {
    IntervalColumns.all(in: columns.filter(\.isMeasured).map(\.name))
  }
}

/// A value and its recorded limits.
struct IntervalColumns: Hashable {
  var value: String
  var lower: String
  var upper: String

  /// Every value that its limits follow: `mean, lower, upper`, `iqm, iqm_lower, iqm_upper`,
  /// `seesaw_rate, seesaw_lower, seesaw_upper`.
  static func all(in header: [String]) -> [IntervalColumns] {
    header.indices.dropFirst(2).compactMap { index in
      let (value, lower, upper) = (header[index - 2], header[index - 1], header[index])
      guard lower.hasSuffix("lower"), upper == lower.dropLast(5) + "upper" else { return nil }
      let prefix = lower.dropLast(5)
      guard prefix.isEmpty || value + "_" == prefix || value == prefix + "rate" else { return nil }
      return IntervalColumns(value: value, lower: lower, upper: upper)
    }
  }
}

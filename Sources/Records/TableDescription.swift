// What there is to know of a table without its rows: where it stands, what a row is, its columns, and
// what seed noise can be judged by.

internal import Formats

/// By what the seed noise of a table can be judged.
package enum NoiseEvidence: Hashable, Sendable {
  /// Rows that differ in this column alone repeat each other.
  case repetitions(String)
  /// Rows record intervals of their own.
  case intervals
  /// Rows are means of `n` values with the standard deviation `sd`: columns `n`, `mean`, `sd`.
  case moments
  /// Nothing: why.
  case none(String)
}

/// A table of a results folder.
package struct TableDescription: Hashable, Sendable {
  /// The file below an experiment's folder, or `claims.csv`; `*` stands for a model's name.
  package let file: String
  /// What a row is; completes "one row per …".
  package let row: String
  /// Whether the rows are computed from those of other tables.
  package let isDerived: Bool
  /// The columns; those that there are per task stand once.
  package let columns: [ColumnDescription]
  /// By what seed noise is judged.
  package let evidence: NoiseEvidence
  /// The table with all runs of which this one shows some or a summary, from the experiment's folder; `*` stands for
  /// a row's model, or where rows have none for the first part of their key, an experiment. In a folder, what cannot be
  /// judged in this table follows from that one.
  package let source: String?
  /// Whether rows name experts, or gates that feed experts: matched experts have other names there.
  package let namesExperts: Bool

  package init<Row>(
    _ schema: Schema<Row>, file: String, row: String, isDerived: Bool = false,
    evidence: NoiseEvidence, source: String? = nil, namesExperts: Bool = false
  ) {
    self.file = file
    self.row = row
    self.isDerived = isDerived
    columns = schema.descriptions
    self.evidence = evidence
    self.source = source
    self.namesExperts = namesExperts
  }

  /// The header for K tasks.
  package func header(taskCount: Int) -> [String] {
    columns.flatMap { $0.names(taskCount: taskCount) }
  }

  /// The number of tasks that makes a header this table's; nil if none does.
  package func taskCount(of header: [String]) -> Int? {
    let perTask = columns.count(where: \.isPerTask)
    guard perTask > 0 else { return header == self.header(taskCount: 0) ? 0 : nil }
    let rest = header.count - (columns.count - perTask)
    guard rest > 0, rest.isMultiple(of: perTask) else { return nil }
    let count = rest / perTask
    return header == self.header(taskCount: count) ? count : nil
  }
}

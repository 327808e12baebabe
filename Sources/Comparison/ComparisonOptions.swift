// What a person can ask of a comparison.

/// How two sides are compared.
package struct ComparisonOptions: Sendable {
  /// How far apart numbers may be.
  package var tolerance = Tolerance()
  /// The columns that name a row, in place of each table's own.
  package var key: [String]?
  /// How runs belong together; nil to find out from seeds and data.
  package var pairing: Pairing?
  /// Whether unpaired groups are each judged at t.975, however many there are.
  package var isPointwise = false
  /// Whether experts of one module may take each other's places.
  package var matchesExperts = false

  /// The defaults.
  package init() {}
}

/// How the runs of two sides belong together.
package enum Pairing: String, Codable, Sendable {
  /// Both sides trained on the same data: runs are compared one by one.
  case paired
  /// Seeds or data differ: means are compared.
  case unpaired
}

/// |a − b| ≤ max(absolute, relative · max(|a|, |b|)), the same either way round.
///
/// Unless told otherwise the limits are 1e-9 and 1e-6: what rounding to nine printed digits, and a
/// difference of two such numbers, leave. Text and what is empty have no tolerance.
package struct Tolerance: Sendable {
  /// The absolute limit where a column has none of its own.
  package var absolute = 1e-9
  /// The relative limit where a column has none of its own.
  package var relative = 1e-6
  /// Absolute limits of single columns.
  package var absoluteByColumn: [String: Double] = [:]
  /// Relative limits of single columns.
  package var relativeByColumn: [String: Double] = [:]

  /// The default limits.
  package init() {}

  /// The limits of one column.
  func of(_ column: String) -> ColumnTolerance {
    ColumnTolerance(
      absolute: absoluteByColumn[column] ?? absolute, relative: relativeByColumn[column] ?? relative
    )
  }

  /// The columns with a limit of their own, sorted.
  var columns: [String] {
    Set(absoluteByColumn.keys).union(relativeByColumn.keys).sorted()
  }
}

/// The limits of one column.
struct ColumnTolerance: Hashable {
  var absolute: Double
  var relative: Double

  /// Whether two numbers are the same as far as these limits go.
  func covers(_ first: Double, _ second: Double) -> Bool {
    (first - second).magnitude
      <= max(absolute, relative * max(first.magnitude, second.magnitude))
  }
}

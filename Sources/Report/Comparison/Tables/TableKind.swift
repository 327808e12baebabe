// What the columns of a table are to a comparison: keys, settings, outcomes, and what there is to
// judge outcomes by. Which tables there are stands in KnownTables.swift.

/// What a comparison has to know of a table.
struct TableKind: Hashable {
  /// The columns that together name a row.
  var key: [String]
  /// Texts and counts that were decided before anything was measured, or that all of a group's runs
  /// share: no luck of training changes them.
  var configuration: Set<String> = []
  /// Outcomes in words.
  var words: Set<String> = []
  /// Checksums of data: another seed has others.
  var identities: Set<String> = []
  /// Numbers and words that follow from others of the row or the table, and are not judged by
  /// themselves.
  var following: Set<String> = []
  /// The column on which everything else depends: tested in a family of its own, so that the many
  /// others do not widen its bounds.
  var leading: String?
  /// By what seed noise is judged.
  var evidence: NoiseEvidence
  /// Where all runs are of which this table shows some or a summary, from the experiment's folder; `*`
  /// stands for a row's model. In a folder this table does not count where that one is seed noise.
  var source: String?
  /// Whether its rows name experts, or gates that feed experts, in `expert` and `gate`: matched experts
  /// have other names there.
  var namesExperts = false
  /// Whether the key is a sentence that quotes a measured number.
  var keyQuotesNumbers = false

  /// All columns that are not numbers to be measured.
  var texts: Set<String> { configuration.union(words).union(identities).union(key) }

  /// The same table with another key.
  func keyed(_ key: [String]) -> TableKind {
    var kind = self
    kind.configuration.formUnion(self.key)
    kind.key = key
    kind.keyQuotesNumbers = false
    if case .repetitions(let column) = evidence, !key.contains(column) {
      kind.evidence = .none("\(column) is not part of the key")
    }
    return kind
  }
}

/// By what a table's seed noise can be judged.
enum NoiseEvidence: Hashable {
  /// Rows that differ in this column alone repeat each other.
  case repetitions(String)
  /// Rows have intervals of their own.
  case intervals([IntervalColumns])
  /// Rows are means of so many values with this spread.
  case moments(count: String, mean: String, deviation: String)
  /// Nothing: why.
  case none(String)
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

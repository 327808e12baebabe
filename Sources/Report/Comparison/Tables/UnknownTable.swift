// The kind of a table whose header is none of this program's: an earlier form, or another program's.
internal import Formats

extension TableKind {
  /// The kind of two tables by their header, which must be the same.
  ///
  /// - Throws: `ResultsError` when headers differ, `CSVError` when `key` names no column, or there is
  ///   no telling what names a row.
  init(of first: CSVScan, _ second: CSVScan, key: [String]?) throws {
    guard first.columns == second.columns else {
      func alone(_ here: CSVScan, _ there: CSVScan) -> String {
        let columns = here.columns.filter { !there.columns.contains($0) }
        return columns.isEmpty ? "" : "; only \(here.path) has \(columns.joined(separator: ", "))"
      }
      let others = alone(first, second) + alone(second, first)
      throw ResultsError(
        "\(first.path) and \(second.path) have other columns, so that their rows cannot be compared"
          + (others.isEmpty ? "; their order differs" : others))
    }
    for column in key ?? [] { _ = try first.position(of: column) }
    if let known = Self.known(first.columns) {
      self = key.map(known.keyed) ?? known
      return
    }
    self = Self.unknown(
      first.columns, key: key,
      first.columns.indices.map { ColumnContent(first, $0).joined(ColumnContent(second, $0)) })
    guard !self.key.isEmpty else {
      throw CSVError(
        path: first.path, line: 1,
        problem: "no column before the first number names a row; name some with --key")
    }
  }

  /// The key is as given, or the leading columns up to the first that is measured; columns that hold
  /// anything but numbers are text.
  private static func unknown(
    _ header: [String], key: [String]?, _ contents: [ColumnContent]
  ) -> TableKind {
    let leading = header.indices.prefix { column in
      knownKeys.contains(header[column]) || contents[column] != .measured
    }
    let key = key ?? leading.map { header[$0] }
    let texts = Set(
      header.indices.filter { contents[$0] == .text && !key.contains(header[$0]) }
        .map { header[$0] })
    let intervals = IntervalColumns.all(
      in: header.filter { !key.contains($0) && !texts.contains($0) })
    let evidence: NoiseEvidence =
      key.contains("replicate")
      ? .repetitions("replicate")
      : intervals.isEmpty ? .none("it has neither replicates nor intervals") : .intervals(intervals)
    return TableKind(key: key, configuration: texts, evidence: evidence)
  }
}

/// What the fields of a column are, as far as can be seen.
private enum ColumnContent {
  /// Whole numbers: a level, a step, a count.
  case whole
  /// Some field has a fraction or an exponent, or is empty or a number that failed.
  case measured
  /// Some field is no number.
  case text

  /// What a number becomes where something goes wrong; damage and not text.
  private static let failures: Set<String> = [
    "nan", "-nan", "inf", "-inf", "+inf", "infinity", "-infinity",
  ]

  init(_ table: CSVScan, _ column: Int) {
    self = table.bytes.withUnsafeBytes { bytes in
      var content = ColumnContent.whole
      for row in 0..<table.rowCount {
        let field = UnsafeRawBufferPointer(rebasing: bytes[table.range(row: row, column: column)])
        if field.isEmpty {
          content = .measured
        } else if DecimalNumber.read(field) != nil {
          if field.contains(where: { $0 == 46 || $0 | 0x20 == 101 }) { content = .measured }
        } else if Self.failures.contains(String(decoding: field, as: UTF8.self).lowercased()) {
          content = .measured
        } else {
          return .text
        }
      }
      return content
    }
  }

  /// What a column is that both tables have.
  func joined(_ other: ColumnContent) -> ColumnContent {
    if self == .text || other == .text { return .text }
    return self == .measured || other == .measured ? .measured : .whole
  }
}

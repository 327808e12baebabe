// The kind of a table whose header is none of this program's: an earlier form, or another program's.

internal import Formats
internal import Records

extension TableKind {
  /// The kind of two tables by their header, which must be the same.
  ///
  /// - Throws: `ResultsError` when headers differ, `CSVError` when `key` names no column, or there is
  ///   no telling what names a row.
  init(
    of first: CSVScan, _ second: CSVScan, key: [String]?, among known: KnownTables
  ) throws {
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
    if let kind = known.kind(first.columns) {
      self = key.map(kind.keyed) ?? kind
      return
    }
    let contents = first.columns.indices.map {
      ColumnContent(first, $0).joined(ColumnContent(second, $0))
    }
    // Without a given key, the leading columns up to the first that is measured name a row.
    let keys = known.keys
    let leading = first.columns.indices.prefix { column in
      keys.contains(first.columns[column]) || contents[column] != .measured
    }
    let key = key ?? leading.map { first.columns[$0] }
    self.init(
      zip(first.columns, contents).map { name, content in
        let isText = content == .text
        return Column(
          name: name, role: key.contains(name) ? .key : isText ? .configuration : .measured,
          isNumber: !isText)
      })
    self = keyed(key)
    guard !self.key.isEmpty else {
      throw CSVError(
        path: first.path, line: 1,
        problem: "no column before the first number names a row; name some with --key")
    }
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
    self = .whole
    for row in 0..<table.rowCount {
      let content = table.bytes.withUnsafeBytes { bytes in
        let range = table.range(row: row, column: column)
        // What is quoted is copied without its marks.
        return range.first.map { bytes[$0] } == 34
          ? table.content(row: row, column: column).withUnsafeBytes { Self($0) }
          : Self(UnsafeRawBufferPointer(rebasing: bytes[range]))
      }
      self = joined(content)
      if self == .text { return }
    }
  }

  /// What one field is.
  private init(_ field: UnsafeRawBufferPointer) {
    if field.isEmpty {
      self = .measured
    } else if DecimalNumber.read(field) != nil {
      self = field.contains(where: { $0 == 46 || $0 | 0x20 == 101 }) ? .measured : .whole
    } else {
      let text = String(decoding: field, as: UTF8.self).lowercased()
      self = Self.failures.contains(text) ? .measured : .text
    }
  }

  /// What a column is that holds both.
  func joined(_ other: ColumnContent) -> ColumnContent {
    if self == .text || other == .text { return .text }
    return self == .measured || other == .measured ? .measured : .whole
  }
}

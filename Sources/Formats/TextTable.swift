// Tables of text with aligned columns, for a terminal and for Markdown.

/// Rows of text under a header.
public struct TextTable: Hashable, Sendable {
  /// The names over the columns.
  public var header: [String]
  /// Rows as wide as the header.
  public var rows: [[String]] = []
  /// Positions of columns that are aligned to the right.
  public var numeric: Set<Int> = []

  /// A table without rows.
  public init(header: [String], rows: [[String]] = [], numeric: Set<Int> = []) {
    self.header = header
    self.numeric = numeric
    for row in rows { append(row) }
  }

  /// Appends a row, which must be as wide as the header.
  public mutating func append(_ row: [String]) {
    precondition(row.count == header.count, "a row of \(row.count) under \(header.count) names")
    rows.append(row)
  }

  /// Columns side by side, two spaces apart, without spaces at line ends; every line ends with LF.
  ///
  /// - Parameters:
  ///   - isRuled: whether a line of dashes stands below the header.
  ///   - paint: colours a field without changing its width on the screen.
  public func aligned(
    isRuled: Bool = true, paint: (_ column: Int, _ field: String) -> String = { $1 }
  ) -> String {
    let (header, rows) = (header.map { $0.printable() }, rows.map { $0.map { $0.printable() } })
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    let rule = isRuled ? [widths.map { String(repeating: "-", count: $0) }] : []
    return ([header] + rule + rows).map { row in
      var line = ""
      for (column, field) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - field.count)
        let field = paint(column, field)
        line +=
          (column > 0 ? "  " : "") + (numeric.contains(column) ? padding + field : field + padding)
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// The table without the columns in which every row is empty.
  public var withoutEmptyColumns: TextTable {
    let kept = header.indices.filter { column in rows.contains { !$0[column].isEmpty } }
    return TextTable(
      header: kept.map { header[$0] }, rows: rows.map { row in kept.map { row[$0] } },
      numeric: Set(kept.indices.filter { numeric.contains(kept[$0]) }))
  }

  /// The table in Markdown; every line ends with LF.
  public var markdown: String {
    func line(_ fields: [String]) -> String {
      "| "
        + fields.map {
          $0.printable().split(separator: "|", omittingEmptySubsequences: false).joined(
            separator: "\\|")
        }
        .joined(separator: " | ") + " |\n"
    }
    let rule = header.indices.map { numeric.contains($0) ? "--:" : "---" }
    return line(header) + line(rule) + rows.map(line).joined()
  }

  /// A text in lines of at most a width, broken between words.
  public static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

// Tables for a terminal and for Markdown.

internal import Experiments

/// Rows of text with aligned columns.
struct TextTable {
  /// The names over the columns.
  var header: [String]
  /// Rows as wide as the header.
  var rows: [[String]] = []
  /// Columns that are aligned to the right.
  var numeric: Set<Int> = []

  /// Appends a row.
  mutating func append(_ row: [String]) {
    precondition(row.count == header.count, "a row of \(row.count) under \(header.count) names")
    rows.append(row)
  }

  /// Columns side by side, two spaces apart, without spaces at line ends; `paint` may colour a field.
  func aligned(paint: (_ column: Int, _ field: String) -> String = { $1 }) -> String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
    return ([header, rule] + rows).map { row in
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

  /// The table without the columns in which no row has anything.
  var withoutEmptyColumns: TextTable {
    let kept = header.indices.filter { column in rows.contains { !$0[column].isEmpty } }
    return TextTable(
      header: kept.map { header[$0] }, rows: rows.map { row in kept.map { row[$0] } },
      numeric: Set(kept.indices.filter { numeric.contains(kept[$0]) }))
  }

  /// A Markdown table.
  var markdown: String {
    func line(_ fields: [String]) -> String {
      "| "
        + fields.map {
          $0.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
        }
        .joined(separator: " | ") + " |\n"
    }
    let rule = header.indices.map { numeric.contains($0) ? "--:" : "---" }
    return line(header) + line(rule) + rows.map(line).joined()
  }

  /// The claims in a terminal's width: statements are wrapped, not cut.
  static func claims(_ claims: [Claim], _ scale: ScaleName, width: Int) -> String {
    var table = TextTable(
      header: ["claim", "published", "measured", "bounds", "n", "verdict"], numeric: [2, 4])
    let short = claims.map { claim in
      [
        claim.published, claim.measured.map(Phrase.significant) ?? "", Phrase.bounds(claim),
        String(claim.count), claim.verdict(scale),
      ]
    }
    let others = table.header.dropFirst().enumerated().map { column, name in
      (short.map { $0[column].count } + [name.count]).max() ?? 0
    }
    let room = max(28, width - others.reduce(0, +) - 2 * others.count)
    for (claim, fields) in zip(claims, short) {
      let lines = wrapped(claim.statement, width: room)
      table.append([lines.first ?? ""] + fields)
      for line in lines.dropFirst() { table.append([line] + fields.map { _ in "" }) }
    }
    return table.aligned()
  }

  /// A text in lines of at most a width, broken between words.
  static func wrapped(_ text: String, width: Int) -> [String] {
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

extension Phrase {
  /// The bounds a rule looked at, as `[lower, upper]`; one alone as `>= lower` or `<= upper`; empty where there are none.
  static func bounds(_ claim: Claim) -> String {
    switch (claim.lower, claim.upper) {
    case (let lower?, let upper?): "[\(significant(lower)), \(significant(upper))]"
    case (let lower?, nil): ">= \(significant(lower))"
    case (nil, let upper?): "<= \(significant(upper))"
    case (nil, nil): ""
    }
  }
}

// A comparison as a person reads it, on a terminal or in Markdown.

internal import Formats

/// The sections of a comparison.
package struct ComparisonPage: Sendable {
  /// What it shows.
  let comparison: ResultsComparison
  /// The most lines of a section; nil for all.
  let limit: Int?
  /// Names of the sides in columns.
  private static let sides = ["A", "B"]

  /// A page of a comparison.
  package init(_ comparison: ResultsComparison, limit: Int?) {
    self.comparison = comparison
    self.limit = limit
  }

  /// A heading with lines or a table.
  private struct Section {
    var title: String
    var lines: [String] = []
    var table: TextTable?
    /// How many lines or rows were left out.
    var left = 0

    /// The section with no more than so many lines or rows.
    func cut(_ limit: Int?) -> Section {
      guard let limit else { return self }
      var section = self
      section.left = max(0, max(lines.count, table?.rows.count ?? 0) - limit)
      section.lines = Array(lines.prefix(limit))
      if let rows = table?.rows { section.table?.rows = Array(rows.prefix(limit)) }
      return section
    }

    /// The section with names and fields made harmless.
    var printable: Section {
      var section = self
      section.lines = lines.map { $0.printable() }
      return section
    }
  }

  /// The page for a terminal; `paint` colours a verdict's word.
  package func text(paint: (ComparisonVerdict, String) -> String) -> String {
    func painted(_ field: String) -> String {
      ComparisonVerdict(rawValue: field).map { paint($0, field) } ?? field
    }
    let names = (comparison.first.printable(), comparison.second.printable())
    var text = "A: \(names.0)\nB: \(names.1)\n"
    for section in sections {
      text += "\n\(section.title)\n" + section.lines.map { "  \($0)\n" }.joined()
      if let table = section.table?.withoutEmptyColumns {
        let verdicts = table.header.firstIndex(of: "verdict")
        text += table.aligned { column, field in column == verdicts ? painted(field) : field }
      }
      if section.left > 0 { text += "… and \(section.left) more; --all shows them\n" }
    }
    // The total comes last: a terminal shows the end of a long page.
    return text + "\n" + painted(comparison.verdict.rawValue)
  }

  /// The page in Markdown.
  package func markdown() -> String {
    var text = "**\(comparison.verdict.rawValue)**\n\n"
    text += "- A: `\(comparison.first.printable())`\n- B: `\(comparison.second.printable())`\n"
    for section in sections {
      text += "\n### \(section.title)\n\n" + section.lines.map { "- \($0)\n" }.joined()
      text += section.table?.withoutEmptyColumns.markdown ?? ""
      if section.left > 0 { text += "\n… and \(section.left) more\n" }
    }
    return text
  }

  // MARK: Sections

  private var sections: [Section] {
    [
      Section(title: "Before anything else", lines: comparison.notes), missing, files, worst,
      summary, outside, experts, Section(title: "Rules", lines: rules),
    ].filter { !$0.lines.isEmpty || $0.table?.rows.isEmpty == false }.map(\.printable)
  }

  private var missing: Section {
    var lines =
      comparison.missingFiles.map { "only A has the file \($0)" }
      + comparison.extraFiles.map { "only B has the file \($0)" }
    for file in comparison.files {
      lines += file.missing.map { "\(file.file): only A has the row \($0)" }
      lines += file.extra.map { "\(file.file): only B has the row \($0)" }
    }
    return Section(title: "Missing and extra", lines: lines).cut(limit)
  }

  private var differing: [FileComparison] {
    comparison.files.filter { $0.verdict != .identical || $0.note != nil }
  }

  private var files: Section {
    let (count, differing) = (comparison.files.count, differing)
    let identical = comparison.files.count { $0.verdict == .identical }
    var section = Section(
      title: identical == count
        ? "Files: all identical, \(count) of them" : "Files: \(identical) of \(count) are identical"
    )
    if differing.isEmpty {
      let tables = comparison.files.filter { !$0.key.isEmpty }
      section.lines = [
        tables.count == 1
          ? "rows matched by \(tables[0].key.joined(separator: ", "))"
          : "rows matched by the key of each table"
      ]
      return section
    }
    var table = TextTable(
      header: [
        "file", "verdict", "compared by", "rows", "cells", "unequal", "beyond tolerance",
        "groups", "outside t.975", "outside noise", "remark",
      ], numeric: [3, 4, 5, 6, 7, 8, 9])
    for file in differing {
      func count(_ value: Int, if isShown: Bool = true) -> String {
        isShown && file.rule != .bytes ? String(value) : ""
      }
      table.append([
        file.file, file.verdict.rawValue, file.rule.rawValue,
        Set(file.rows).count == 1
          ? String(file.rows[0]) : file.rows.map(String.init).joined(separator: "/"),
        count(file.cells), count(file.unequal), count(file.beyondTolerance),
        count(file.groups, if: file.groups > 0),
        count(file.groupsOfMeansOutsidePointwise, if: file.groupsOfMeans > 0),
        count(file.groupsOutside, if: file.groups > 0),
        [file.isCounted ? nil : "not counted", file.note].compactMap { $0 }.joined(separator: ": "),
      ])
    }
    section.table = table
    return section
  }

  private var worst: Section {
    var table = TextTable(header: ["file", "row", "column"] + Self.sides, numeric: [3, 4])
    for file in differing {
      guard let worst = file.worst else { continue }
      table.append([
        file.file, worst.key.joined(separator: " "), worst.column, worst.first, worst.second,
      ])
    }
    return Section(title: "The worst cell of each file", table: table)
  }

  private var summary: Section {
    var table = TextTable(
      header: [
        "experiment", "model", "correlation", "gate", "unequal", "beyond tolerance", "groups",
        "outside noise", "worst in", "column",
      ] + Self.sides, numeric: [4, 5, 6, 7, 10, 11])
    for scope in ScopeTotal.all(in: differing) {
      table.append([
        scope.experiment, scope.model, scope.correlation, scope.gate,
        "\(scope.unequal)/\(scope.cells)", String(scope.beyondTolerance), String(scope.groups),
        String(scope.groupsOutside), comparison.files.count == 1 ? "" : scope.file,
        scope.worst?.column ?? "", scope.worst?.first ?? "", scope.worst?.second ?? "",
      ])
    }
    return Section(title: "By model, correlation and gate", table: table).cut(limit)
  }

  private var outside: Section {
    let lines = differing.flatMap { file in file.outside.map { "\(file.file): \($0)" } }
    return Section(title: "More than seed noise", lines: lines).cut(limit)
  }

  private var experts: Section {
    let files = comparison.files.filter { !$0.matchedExperts.isEmpty }
    func lines(_ part: (FileComparison) -> ArraySlice<String>) -> [String] {
      files.flatMap { file in part(file).map { "\(file.file): \($0)" } }
    }
    // First how many of every file, then which.
    let all = lines { $0.matchedExperts.prefix(1) } + lines { $0.matchedExperts.dropFirst() }
    return Section(title: "Experts of B, compared as", lines: all).cut(limit)
  }

  /// A line for every rule that decided something.
  private var rules: [String] {
    let tables = differing.filter { $0.verdict != .identical && $0.rule != .bytes }
    var lines: [String] = []
    if tables.count == 1 {
      lines.append("rows are matched by \(tables[0].key.joined(separator: ", "))")
    }
    func isUsed(_ rule: FileComparison.Rule) -> Bool {
      tables.contains { $0.rule == rule && $0.groups > 0 }
    }
    if isUsed(.pairedRuns) {
      lines.append(
        "paired runs: both sides have the same data, so runs are compared one by one. The mean "
          + "difference of a group must not lean (t tests, n - 1 degrees of freedom, 5% over all "
          + "groups of nmse and of mean gate weights together, 5% over those of all other columns)")
    }
    if isUsed(.unpairedRuns) {
      lines.append("unpaired runs: seeds or data differ or are not known, so means are compared")
    }
    let means = tables.map(\.groupsOfMeans).reduce(0, +)
    if means > 0 {
      let outside = tables.map(\.groupsOfMeansOutsidePointwise).reduce(0, +)
      let tenths = (Double(means) * NoiseLevels.level * 10).rounded()
      let chance = tenths < 100 ? "\(tenths / 10)" : "\(Int((tenths / 10).rounded()))"
      lines.append(
        "means: |mean B - mean A| <= t s sqrt(1/nA + 1/nB), s pooled, nA + nB - 2 degrees of freedom. "
          + "Outside t.975 lie \(outside) of \(means) groups; chance alone would put about \(chance) "
          + "there. "
          + (comparison.isPointwise
            ? "Each counts (--pointwise)"
            : "Therefore 5% are shared by the files, and in each by its groups (Bonferroni); "
              + "--pointwise judges each at t.975"))
    }
    if isUsed(.intervals) {
      lines.append(
        "intervals: rows without draws are judged by the intervals that they record, which must "
          + "overlap. These are 95% limits or a rule's own bounds, not corrected for the number of rows"
      )
    }
    return lines
  }
}

// Runs of one specification on two platforms: the data are the same to the last bits, training
// amplifies what differs, and what is left between two runs is retraining noise, which has no
// preferred direction. A change of the program has one.
internal import Formats
internal import Statistics

/// Compares the record tables of two results folders run by run.
enum SeedNoise {
  /// What is compared in a table: rows are matched by all keys, and the differences of a measured
  /// column are tested over replicates.
  private struct Rule {
    let keys: [String]
    let column: String
    /// Columns that have to be equal as they are.
    let exact: [String]
  }

  private static func rule(for file: String) -> Rule? {
    if file.hasSuffix("/metrics.csv") {
      return Rule(
        keys: ["model", "setting", "correlation", "replicate", "task"], column: "nmse",
        exact: ["parameter_count", "learning_rate", "status"])
    }
    let isGateFile =
      file.contains("/gates/") && !file.hasSuffix(".summary.csv") && !file.hasSuffix(".samples.csv")
    return isGateFile
      ? Rule(
        keys: ["setting", "correlation", "replicate", "level", "gate", "expert"], column: "mean",
        exact: ["owner"])
      : nil
  }

  /// Everything in which two folders differ by more than retraining: columns, keys, statuses,
  /// learning rates, and groups of runs whose paired differences lean to one side.
  ///
  /// - Throws: `FileError` or `CSVError` when a table cannot be read.
  static func differences(_ files: [String], _ first: String, _ second: String) throws -> [String] {
    var findings: [String] = []
    var groups: [(name: String, values: [Double])] = []
    for file in files {
      let rule = rule(for: file)
      let tables = try [first, second].map {
        try CSVTable(readingFrom: "\($0)/\(file)", key: rule?.keys ?? [])
      }
      guard tables[0].columns == tables[1].columns else {
        findings.append("\(file) has other columns")
        continue
      }
      guard let rule else { continue }
      let compared = try compare(tables[0], tables[1], rule)
      findings += compared.findings.map { "\(file): \($0)" }
      groups += compared.groups.map { ("\(file): \($0.name)", $0.values) }
    }
    return findings + leaning(groups)
  }

  private static func compare(
    _ first: CSVTable, _ second: CSVTable, _ rule: Rule
  ) throws -> (findings: [String], groups: [(name: String, values: [Double])]) {
    let keys = try rule.keys.map { try first.position(of: $0) }
    let exact = try rule.exact.map { try first.position(of: $0) }
    let column = try first.position(of: rule.column)
    func key(_ row: [String]) -> [String] { keys.map { row[$0] } }
    let others = Dictionary(
      second.rows.enumerated().map { (key($0.element), $0.offset) }, uniquingKeysWith: { $1 })
    var findings: [String] = []
    if second.rows.count != first.rows.count {
      findings.append("\(first.rows.count) rows against \(second.rows.count)")
    }
    let replicate = rule.keys.firstIndex(of: "replicate")
    var groups: [(name: String, values: [Double])] = []
    var positions: [String: Int] = [:]
    for (row, cells) in first.rows.enumerated() {
      let name = key(cells).joined(separator: " ")
      guard let other = others[key(cells)] else {
        findings.append("\(name) is missing")
        continue
      }
      for position in exact where cells[position] != second.rows[other][position] {
        findings.append(
          "\(name): \(first.columns[position]) is \(cells[position]) against "
            + "\(second.rows[other][position])")
      }
      guard let a = try first.number(row: row, column: column),
        let b = try second.number(row: other, column: column)
      else { continue }
      let group = key(cells).enumerated().filter { $0.offset != replicate }.map(\.element)
        .joined(separator: " ")
      if let position = positions[group] {
        groups[position].values.append(b - a)
      } else {
        positions[group] = groups.count
        groups.append((group, [b - a]))
      }
    }
    return (findings, groups)
  }

  /// Groups whose mean difference is not 0 by a two-sided t test at 5% over all groups together
  /// (Bonferroni). A single difference, and differences that are all the same, have no spread to be
  /// judged by: they count unless they are 0.
  private static func leaning(_ groups: [(name: String, values: [Double])]) -> [String] {
    let level = 1 - 0.05 / Double(max(1, groups.count))
    return groups.compactMap { name, values in
      guard values.contains(where: { $0 != 0 }) else { return nil }
      let mean = values.reduce(0, +) / Double(values.count)
      guard let interval = meanInterval(values, level: level) else {
        return "\(name) differs by \(NumberFormat.measured(mean)), with no spread to judge it by"
      }
      return interval.contains(0)
        ? nil
        : "\(name) differs by \(NumberFormat.measured(mean)) on average, interval "
          + "\(NumberFormat.measured(interval.lower)) to \(NumberFormat.measured(interval.upper))"
    }
  }
}

// One table of both sides: first its cells, then what seed noise says of them, then the verdict.

internal import Formats
internal import Records

/// A compared table whose noise has yet to be held against that of all other tables.
struct TableAssessment {
  /// Its name in the comparison.
  let file: String
  /// The model whose gates it describes; empty for another table.
  let model: String
  let cells: CellComparison
  let findings: [NoiseFinding]
  let rule: FileComparison.Rule
  /// Whether both sides have the same bytes, before experts were matched.
  var hasSameBytes = false
  /// Whether experts of the second side have other names than in its file.
  var isRenamed = false
  /// What is to be said of that.
  var matchedExperts: [String] = []

  init(
    file: String, model: String = "", _ tables: TablePair, tolerance: Tolerance, pairing: Pairing
  ) {
    self.file = file
    self.model = model
    cells = CellComparison(tables, tolerance: tolerance)
    let isTouched =
      cells.total.beyond > 0 || !tables.missing.isEmpty || !tables.extra.isEmpty
    switch tables.kind.evidence {
    case .repetitions(let column):
      rule = pairing == .paired ? .pairedRuns : .unpairedRuns
      findings =
        isTouched
        ? RepetitionNoise(cells, repetition: column, pairing: pairing).findings() : []
    case .intervals, .moments:
      rule = tables.kind.evidence == .moments ? .recordedSpread : .intervals
      findings = isTouched ? IntervalNoise(cells: cells).findings() : []
    case .none:
      rule = .cells
      findings = []
    }
  }

  private var tables: TablePair { cells.tables }

  /// Whether all that is beyond tolerance are checksums of data.
  private var isAllIdentities: Bool {
    let differing = cells.otherTexts.count {
      tables.kind.columns[$0.column].role == .identity
    }
    return differing == cells.total.beyond
  }

  private func verdict(_ areOutside: [Bool]) -> ComparisonVerdict {
    let hasAllRows = tables.missing.isEmpty && tables.extra.isEmpty
    if hasAllRows, cells.total.unequal == 0 { return .identical }
    if hasAllRows, cells.total.beyond == 0 { return .withinTolerance }
    if rule == .cells || areOutside.contains(true) { return .different }
    // Where only what follows from other cells differs, and those do not, noise is no explanation.
    let isJudged = findings.contains { !$0.isUnjudged }
    return isJudged || (hasAllRows && isAllIdentities) ? .withinSeedNoise : .different
  }

  /// All that is to be said of the table.
  func comparison(_ levels: NoiseLevels) -> FileComparison {
    let areOutside = levels.areOutside(findings)
    var comparison = FileComparison(
      file: file, verdict: verdict(areOutside), hasSameBytes: hasSameBytes, rule: rule)
    comparison.key = tables.kind.key
    comparison.rows = [tables.first.rowCount, tables.second.rowCount]
    comparison.missing = tables.missing.map {
      tables.key($0, in: tables.first).joined(separator: " ")
    }
    comparison.extra = tables.extra.map {
      tables.key($0, in: tables.second).joined(separator: " ")
    }
    comparison.cells = cells.total.cells
    comparison.unequal = cells.total.unequal
    comparison.beyondTolerance = cells.total.beyond
    comparison.groups = findings.count
    comparison.groupsOutside = areOutside.count { $0 }
    comparison.groupsOfMeans = findings.count { $0.family == .means }
    comparison.groupsOfMeansOutsidePointwise = findings.count(where: \.isOutsidePointwise)
    comparison.outside = zip(findings, areOutside).filter(\.1).map(\.0.sentence)
    comparison.worst = cells.worst(cells.total)
    comparison.summary = summary(areOutside)
    comparison.matchedExperts = matchedExperts
    if comparison.verdict == .identical, !hasSameBytes {
      comparison.note = sameRows
    }
    if comparison.verdict == .different, case .none(let reason) = tables.kind.evidence {
      comparison.note = "seed noise is no excuse: \(reason)"
    }
    return comparison
  }

  /// Why identical tables do not have the same bytes.
  private var sameRows: String {
    if isRenamed { return "the same rows, once experts are matched" }
    let names = cells.otherPresentation.sorted().map { tables.first.columns[$0] }
    return names.isEmpty
      ? "the same rows, in another order or notation"
      : "the same rows; presentation is not compared: \(names.joined(separator: ", "))"
  }

  /// What differs, by model, correlation and gate, in the first table's order.
  private func summary(_ areOutside: [Bool]) -> [ScopeSummary] {
    var groups = Array(repeating: (all: 0, outside: 0), count: cells.tallies.count)
    for (finding, isOutside) in zip(findings, areOutside) {
      guard let scope = finding.scope else { continue }
      groups[scope].all += 1
      if isOutside { groups[scope].outside += 1 }
    }
    return cells.tallies.enumerated().compactMap { scope, tally in
      guard tally.unequal > 0 else { return nil }
      return ScopeSummary(
        model: cells.text("model", ofScope: scope) ?? model,
        correlation: cells.text("correlation", ofScope: scope) ?? "",
        gate: cells.text("gate", ofScope: scope) ?? "", cells: tally.cells,
        unequal: tally.unequal, beyondTolerance: tally.beyond, groups: groups[scope].all,
        groupsOutside: groups[scope].outside, worst: cells.worst(tally))
    }
  }

  /// The models with cells beyond tolerance.
  var differingModels: Set<String> {
    Set(
      cells.tallies.indices.filter { cells.tallies[$0].beyond > 0 }
        .map { cells.text("model", ofScope: $0) ?? model })
  }
}

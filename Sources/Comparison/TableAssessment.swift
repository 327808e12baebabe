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
    var findings: [NoiseFinding] = []
    switch tables.kind.evidence {
    case .repetitions(let column):
      rule = pairing == .paired ? .pairedRuns : .unpairedRuns
      if isTouched {
        findings = RepetitionNoise(cells, repetition: column, pairing: pairing).findings()
      }
    case .intervals, .moments:
      rule = tables.kind.evidence == .moments ? .recordedSpread : .intervals
      if isTouched { findings = IntervalNoise(cells: cells).findings() }
    case .none:
      rule = .cells
      if isTouched {
        findings = NoiseFinding.strays(cells) + NoiseFinding.lost(cells) { _ in true }
      }
    }
    self.findings = isTouched ? findings + NoiseFinding.absurd(cells) : []
  }

  private var tables: TablePair { cells.tables }

  /// How many tests the table has, whether or not anything in it differs.
  func testCounts() -> TestCounts {
    switch tables.kind.evidence {
    case .repetitions(let column):
      RepetitionNoise(cells, repetition: column, pairing: rule == .pairedRuns ? .paired : .unpaired)
        .testCounts
    case .intervals, .moments: IntervalNoise(cells: cells).testCounts
    case .none: [:]
    }
  }

  /// What seed noise has to say of the differences.
  private enum Judgement {
    /// They are no larger than it, or follow from others that are not.
    case explained
    /// There is nothing in the table to judge some of them by.
    case unjudged
    case unexplained
  }

  private func judgement(_ areOutside: [Bool]) -> Judgement {
    if areOutside.contains(true) { return .unexplained }
    if rule == .cells {
      let texts = cells.otherTexts.contains { tables.kind.columns[$0.column].role != .following }
      return texts ? .unexplained : .unjudged
    }
    return findings.contains(where: \.isUnjudged) ? .unjudged : .explained
  }

  private func verdict(_ areOutside: [Bool]) -> ComparisonVerdict {
    let hasAllRows = tables.missing.isEmpty && tables.extra.isEmpty
    if hasAllRows, cells.total.unequal == 0 { return .identical }
    if hasAllRows, cells.total.beyond == 0 { return .withinTolerance }
    return judgement(areOutside) == .explained ? .withinSeedNoise : .different
  }

  /// All that is to be said of the table.
  ///
  /// - Parameter counts: how many tests it has.
  func comparison(_ levels: NoiseLevels, among counts: TestCounts) -> FileComparison {
    let areOutside = levels.areOutside(findings, among: counts)
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
    comparison.isUnjudged =
      comparison.verdict == .different && judgement(areOutside) == .unjudged
    if comparison.verdict == .different, case .none(let reason) = tables.kind.evidence {
      comparison.note = "seed noise is no excuse: \(reason)"
    } else if comparison.isUnjudged {
      comparison.note = "seed noise is no excuse: some rows have no interval to be judged by"
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

  /// What `*` stands for in the name of the source of rows with cells beyond tolerance: their model, or in a table of
  /// all experiments the experiment, with which their key begins.
  var differingSources: Set<String> {
    if model.isEmpty, !tables.kind.key.contains("model") {
      return Set(
        tables.pairs.indices.filter(cells.differs(pair:)).compactMap { pair in
          tables.key(tables.pairs[pair].first, in: tables.first).first?
            .split(separator: "/").first.map(String.init)
        })
    }
    return Set(
      cells.tallies.indices.filter { cells.tallies[$0].beyond > 0 }
        .map { cells.text("model", ofScope: $0) ?? model })
  }
}

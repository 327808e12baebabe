// Tables with draws: run by run where both sides have the same data, by means elsewhere.

internal import Formats
internal import Records
internal import Statistics

/// Groups of rows that repeat each other, and tests of their differences.
struct RepetitionNoise {
  let cells: CellComparison
  let pairing: Pairing
  /// The groups of both tables' rows by all keys but the repetition.
  private let groups: CSVRowIndex
  /// The rows of every group in the first and in the second table.
  private var rows: [(first: [Int], second: [Int])]
  /// The pairs of rows of every group.
  private var pairs: [[Int]]
  /// The columns of the key that name a group.
  private let groupPositions: [Int]
  /// Rows of the second table whose group the first does not have.
  private var newRows: [Int] = []
  /// The columns of numbers that are judged, by their index among all.
  private let judged: [Int]
  /// The columns that say how a run ended.
  private let outcomes: [Int]
  /// Pairs of runs that ended with different words.
  private let endedOtherwise: Set<Int>

  init(_ cells: CellComparison, repetition: String, pairing: Pairing) {
    self.cells = cells
    self.pairing = pairing
    let tables = cells.tables
    groupPositions = tables.keyPositions.filter { tables.first.columns[$0] != repetition }
    groups = CSVRowIndex(tables.first, columns: groupPositions)
    rows = Array(repeating: ([], []), count: groups.firstRows.count)
    pairs = Array(repeating: [], count: groups.firstRows.count)
    judged = tables.measured.indices.filter { tables.measured[$0].role != .following }
    let outcomes = tables.texts.filter { tables.kind.columns[$0].role == .outcome }
    self.outcomes = outcomes
    endedOtherwise = Set(
      cells.otherTexts.filter { outcomes.contains($0.column) }.map(\.pair))
    for (row, group) in groups.groups.enumerated() { rows[group].first.append(row) }
    for (pair, both) in tables.pairs.enumerated() { pairs[groups.groups[both.first]].append(pair) }
    for row in 0..<tables.second.rowCount {
      if let group = groups.group(of: row, in: tables.second) {
        rows[group].second.append(row)
      } else {
        newRows.append(row)
      }
    }
  }

  /// Everything that differs beyond tolerance, judged.
  func findings() -> [NoiseFinding] {
    let lost = rows.indices.flatMap { group in
      cells.tables.measured.indices.compactMap { index in
        lostSide(group, index).map { side in
          finding(
            group, cells.tables.measured[index].name, .outside("\(side) has no value in some run"))
        }
      }
    }
    return lost + (pairing == .paired ? pairedFindings() : unpairedFindings())
  }

  /// How many groups are tested in how many columns, if all of them differ.
  var testCounts: TestCounts {
    var counts: TestCounts = [:]
    for index in judged {
      let column = cells.tables.measured[index]
      let family: NoiseFamily =
        pairing == .unpaired ? .means : column.role == .leading ? .pairedLeading : .paired
      counts[family, default: 0] += rows.indices.count { group in
        rows[group].first.contains { !column.first[$0].isNaN }
      }
    }
    if pairing == .unpaired {
      // A word that some runs end with, and all others.
      counts[.means, default: 0] += 2 * outcomes.count * rows.count
    }
    return counts
  }

  /// The side that has no number in some run of a group where the other has one, though both ended with the same word;
  /// nil where there is none.
  private func lostSide(_ group: Int, _ index: Int) -> String? {
    pairs[group].lazy.compactMap { pair -> String? in
      guard let side = cells.lost(pair: pair, measured: index) else { return nil }
      return endedOtherwise.contains(pair) ? nil : side
    }.first
  }

  private func isBeyond(_ group: Int, _ index: Int) -> Bool {
    pairs[group].contains { cells.state(pair: $0, measured: index) == .beyond }
  }

  private func finding(
    _ group: Int, _ column: String, _ outcome: NoiseFinding.Outcome
  ) -> NoiseFinding {
    let row = groups.firstRows[group]
    return NoiseFinding(
      group: groupPositions.map { cells.tables.first.text(row: row, column: $0) }, column: column,
      scope: cells.scopes.groups[row], outcome: outcome)
  }

  // MARK: The same data

  /// With the same data, only retraining noise remains; its mean is zero.
  private func pairedFindings() -> [NoiseFinding] {
    let tables = cells.tables
    var findings = NoiseFinding.strays(cells)
    findings += NoiseFinding.unequalTexts(cells) { $0 != .identity && $0 != .following }
    for group in rows.indices {
      for index in judged where isBeyond(group, index) && lostSide(group, index) == nil {
        findings.append(
          finding(group, tables.measured[index].name, paired(pairs[group], index)))
      }
    }
    return findings
  }

  /// A t test of the differences; what is within tolerance counts as none.
  private func paired(_ pairs: [Int], _ index: Int) -> NoiseFinding.Outcome {
    let column = cells.tables.measured[index]
    var differences: [Double] = []
    for pair in pairs {
      let both = cells.tables.pairs[pair]
      let (a, b) = (column.first[both.first], column.second[both.second])
      // A run that ended otherwise is judged by its word.
      if a.isNaN || b.isNaN { continue }
      differences.append(cells.state(pair: pair, measured: index) == .beyond ? b - a : 0)
    }
    if differences.isEmpty { return .inside }
    let mean = differences.reduce(0, +) / Double(differences.count)
    // A single difference, and differences that are all the same, have no spread to be judged by.
    guard let p = tTestP(differences) else { return NoiseFinding.withoutSpread(mean) }
    let family: NoiseFamily = column.role == .leading ? .pairedLeading : .paired
    return .tested(p: p, family: family, difference: mean)
  }

  // MARK: Other data

  private func unpairedFindings() -> [NoiseFinding] {
    let tables = cells.tables
    var findings = newRows.map {
      NoiseFinding.stray($0, of: tables.second, in: cells, "A has no such rows")
    }
    findings += NoiseFinding.unequalTexts(cells) { $0 == .configuration }
    for group in rows.indices {
      if rows[group].second.isEmpty {
        findings += rows[group].first.map {
          NoiseFinding.stray($0, of: tables.first, in: cells, "B has no such rows")
        }
        continue
      }
      // Rows that only one side has shift the means too.
      let isWhole =
        pairs[group].count == rows[group].first.count
        && pairs[group].count == rows[group].second.count
      for index in judged where !isWhole || isBeyond(group, index) {
        let column = tables.measured[index]
        let first = rows[group].first.map { column.first[$0] }.filter { !$0.isNaN }
        let second = rows[group].second.map { column.second[$0] }.filter { !$0.isNaN }
        if first == second { continue }
        findings.append(finding(group, column.name, unpaired(first, second)))
      }
      findings += wordFindings(group)
    }
    return findings
  }

  private func unpaired(_ first: [Double], _ second: [Double]) -> NoiseFinding.Outcome {
    guard let one = Summary(first), let two = Summary(second) else {
      return .outside("only \(first.isEmpty ? "B" : "A") has values")
    }
    guard let test = TwoSampleTest(first, second) else {
      return one.mean == two.mean ? .inside : NoiseFinding.withoutSpread(two.mean - one.mean)
    }
    return .tested(p: test.p, family: .means, difference: test.difference)
  }

  /// The shares of runs that ended with each word, compared as means of 0 and 1.
  private func wordFindings(_ group: Int) -> [NoiseFinding] {
    let tables = cells.tables
    return outcomes.flatMap { column -> [NoiseFinding] in
      let first = rows[group].first.map { tables.first.text(row: $0, column: column) }
      let second = rows[group].second.map { tables.second.text(row: $0, column: column) }
      let words = Set(first + second)
      guard words.count > 1 else { return [] }
      return words.sorted().map { word in
        finding(
          group, "\(tables.first.columns[column]) \(word)",
          unpaired(first.map { $0 == word ? 1 : 0 }, second.map { $0 == word ? 1 : 0 }))
      }
    }
  }
}

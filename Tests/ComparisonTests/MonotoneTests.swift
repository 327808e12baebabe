// A larger difference never has a milder verdict.
import Analysis
import Fixtures
import Formats
import Records
import Testing

@testable import Comparison

/// Away from 1 in both directions, each further than the one before.
private let growing: [[Double]] = [
  [1 + 1e-13, 1 + 2e-8, 1 + 2e-6, 1.001, 1.1, 1.5, 3, 10, 1e3, 1e6, 1e8],
  [1 - 1e-13, 1 - 2e-6, 0.99, 0.7, 0.3, 0.03, 1e-6],
]

/// All made-up tables with numbers.
private let files = [
  "seesaw/metrics.csv", "seesaw/tuning.csv", "seesaw/data.csv", "seesaw/curves.csv",
  "seesaw/gains.csv", "seesaw/seesaw.csv", "seesaw/ranking.csv", "seesaw/controls.csv",
  "seesaw/median-curves.csv", "expert-utilization/utilization.csv",
  "expert-utilization/smallest-weights.csv", "expert-utilization/figure8.csv",
  "expert-utilization/gates/mmoe.csv", "expert-utilization/gates/ple.summary.csv",
  "expert-utilization/gates/ple.samples.csv",
]

/// The first and the last rows of a table: many groups would only take longer.
private func excerpt(_ file: String) throws -> String {
  let lines = try madeUp(file).split(separator: "\n")
  let rows = lines.count > 61 ? lines.dropFirst().prefix(30) + lines.suffix(30) : lines.dropFirst()
  return ([lines[0]] + rows).map { $0 + "\n" }.joined()
}

/// The columns of numbers, judged or not.
private func columns(_ text: String) throws -> [String] {
  try tablePair(text, text).measured.map(\.name)
}

/// The verdicts as a change grows.
private func verdicts(
  _ text: String, _ columns: [String], _ factors: [Double], pairing: Pairing,
  where isMeant: ([String: String]) -> Bool = { _ in true }
) throws -> [ComparisonVerdict] {
  try factors.map { factor in
    let changed = columns.reduce(text) { changing($0, $1, where: isMeant, scaled(factor)) }
    return try judged(text, changed, pairing: pairing).verdict
  }
}

@Test(arguments: files, [Pairing.paired, .unpaired])
func scalingATableFurtherNeverImprovesItsVerdict(_ file: String, _ pairing: Pairing) throws {
  let text = try excerpt(file)
  let all = try columns(text)
  #expect(!all.isEmpty)
  for factors in growing {
    // All numbers, and those of each column alone.
    for columns in [all] + all.map({ [$0] }) {
      let found = try verdicts(text, columns, factors, pairing: pairing)
      #expect(zip(found, found.dropFirst()).allSatisfy(<=), "\(columns): \(found)")
      #expect(found.first.map { $0 <= .withinTolerance } == true)
    }
  }
  // And far enough, any number is too far.
  let last = try verdicts(text, all, [1e8], pairing: pairing)
  #expect(last == [.different])
}

@Test(arguments: files, [Pairing.paired, .unpaired])
func scalingOneRowFurtherNeverImprovesTheVerdict(_ file: String, _ pairing: Pairing) throws {
  let text = try excerpt(file)
  let all = try columns(text)
  let rows = try scan(text).rowCount
  for row in [0, rows / 2, rows - 1] {
    for factors in growing {
      var index = -1
      let found = try factors.map { factor in
        let changed = all.reduce(text) { text, column in
          index = -1
          return changing(
            text, column,
            where: { _ in
              index += 1
              return index == row
            }, scaled(factor))
        }
        return try judged(text, changed, pairing: pairing).verdict
      }
      #expect(zip(found, found.dropFirst()).allSatisfy(<=), "row \(row): \(found)")
    }
  }
}

/// More columns that differ are a larger difference too.
@Test(arguments: files, [Pairing.paired, .unpaired])
func furtherColumnsNeverImproveTheVerdict(_ file: String, _ pairing: Pairing) throws {
  let text = try excerpt(file)
  let all = try columns(text)
  // A spread or a limit that grows too leaves more room for the value that it belongs to.
  func isSpread(_ column: String) -> Bool {
    ["n", "sd"].contains(column) || ["lower", "upper"].contains(where: column.hasSuffix)
  }
  for factor in [1 + 2e-6, 1.2] {
    for first in all {
      let alone = try verdicts(text, [first], [factor], pairing: pairing)[0]
      for second in all where second != first && !isSpread(second) {
        let both = try verdicts(text, [first, second], [factor], pairing: pairing)[0]
        #expect(alone <= both, "\(first), then \(second): \(alone), \(both)")
      }
    }
  }
}

/// A spread that grows with a value must not excuse it: what is different by itself stays so.
@Test(arguments: ["seesaw/gains.csv", "expert-utilization/utilization.csv", "seesaw/seesaw.csv"])
func aGrownSpreadExcusesNothing(_ file: String) throws {
  let text = try excerpt(file)
  let kind = try tablePair(text, text).kind
  let all = try columns(text)
  let values = kind.evidence == .moments ? ["mean"] : kind.intervals.map(\.value)
  let spreads = all.filter { name in
    name == "sd" || kind.intervals.contains { [$0.lower, $0.upper].contains(name) }
  }
  #expect(!values.isEmpty && !spreads.isEmpty)
  for value in values where all.contains(value) {
    for factor in [100.0, 1e4] {
      let alone = try verdicts(text, [value], [factor], pairing: .unpaired)
      #expect(alone == [.different], "\(value)")
      // Limits on both sides of 0 grow into a wider interval.
      let both = changing(
        spreads.reduce(text) { changing($0, $1, scaled(factor * 10)) }, value, scaled(factor))
      #expect(try judged(text, both, pairing: .unpaired).verdict == .different, "\(value)")
    }
  }
}

/// Where a value is lost on one side, no noise can have been the reason.
@Test(arguments: files, [Pairing.paired, .unpaired])
func aValueAgainstNoneIsAMissingRow(_ file: String, _ pairing: Pairing) throws {
  let text = try excerpt(file)
  let kind = try tablePair(text, text).kind
  let limits = kind.intervals.flatMap { [$0.lower, $0.upper] }
  for column in try columns(text) where !limits.contains(column) {
    var isFirst = true
    let emptied = changing(text, column) { field, _ in
      defer { if !field.isEmpty { isFirst = false } }
      return isFirst ? "" : field
    }
    if emptied == text { continue }
    // Beside noise in another column, too.
    for changed in [emptied, changing(emptied, "mse", scaled(1.0001))] {
      for (first, second) in [(text, changed), (changed, text)] {
        let compared = try judged(first, second, pairing: pairing)
        #expect(compared.verdict == .different, "\(column)")
        #expect(compared.outside.contains { $0.contains("has no value") }, "\(column)")
      }
    }
  }
}

/// A run that ended otherwise has no values because of that.
@Test func aRunThatDivergedElsewhereIsNoLostValue() throws {
  let text = try madeUp("seesaw/metrics.csv")
  func isMeant(_ row: [String: String]) -> Bool {
    row["model"] == "ple" && row["correlation"] == "0.50" && row["draw"] == "003"
      && row["training"] == "0"
  }
  var diverged = changing(text, "status", where: isMeant) { _, _ in "diverged" }
  for column in ["mse", "nmse", "excess_error"] {
    diverged = changing(diverged, column, where: isMeant) { _, _ in "" }
  }
  #expect(diverged != text)
  #expect(try judged(text, diverged).verdict == .withinSeedNoise)
  #expect(try judged(text, diverged, pairing: .paired).verdict == .different)
}

@Test func aNumberThatIsAThousandTimesTooLargeIsNoLuckOfOneRun() throws {
  let text = try madeUp("seesaw/metrics.csv")
  var isFirst = true
  let wrong = changing(text, "mse") { field, _ in
    defer { isFirst = false }
    return isFirst ? "1.00000000e+05" : field
  }
  for pairing in [Pairing.paired, .unpaired] {
    let compared = try judged(text, wrong, pairing: pairing)
    #expect(compared.verdict == .different)
    #expect(
      compared.outside.contains { $0.hasSuffix("more than a thousand times what the column holds") }
    )
  }
}

/// What no rule looks at must follow from what one does.
@Test func everyMeasuredColumnIsJudged() {
  for description in KnownTables().descriptions {
    let kind = TableKind(description, taskCount: 2)
    let measured = kind.columns.filter { $0.isMeasured && $0.role != .following }.map(\.name)
    switch kind.evidence {
    case .intervals:
      #expect(measured.allSatisfy(kind.intervals.map(\.value).contains), "\(measured)")
    case .moments: #expect(measured == ["mean"])
    case .repetitions, .none: break
    }
  }
}

@Test func quotedNumbersAreComparedAsNumbers() throws {
  let text = try madeUp("expert-utilization/gates/mmoe.csv")
  let quoted = text.split(separator: "\n").map { line in
    line.split(separator: ",", omittingEmptySubsequences: false).map { "\"\($0)\"" }
      .joined(separator: ",") + "\r\n"
  }.joined()
  let same = try judged(text, quoted)
  #expect(same.verdict == .identical)
  let near = changing(text, "mean", scaled(1 + 1e-8))
  #expect(try judged(quoted, near).verdict == .withinTolerance)
  // Also where the header is not known.
  let (first, second) = ("a,b\n\"x, y\",\"1.5\"\n", "a,b\n\"x, y\",1.5000000001\n")
  #expect(try judged(first, second).verdict == .withinTolerance)
}

// What a comparison says of one file.

/// How far two files or folders agree, from the best to the worst.
package enum ComparisonVerdict: String, Codable, Comparable, Sendable, CaseIterable {
  /// Every row has the same values.
  case identical
  /// All numbers are within tolerance, all texts equal.
  case withinTolerance = "within tolerance"
  /// What differs differs by no more than another training does.
  case withinSeedNoise = "within seed noise"
  /// Anything else.
  case different

  /// Better verdicts come first.
  package static func < (first: ComparisonVerdict, second: ComparisonVerdict) -> Bool {
    (allCases.firstIndex(of: first) ?? 0) < (allCases.firstIndex(of: second) ?? 0)
  }
}

/// One file of both sides.
package struct FileComparison: Codable, Sendable {
  /// The file, relative to what was compared.
  package var file: String
  /// The verdict.
  package var verdict: ComparisonVerdict
  /// Whether both sides have the same bytes.
  package var hasSameBytes: Bool
  /// Whether the verdict counts in total.
  package var isCounted = true
  /// Why it does not count, or what else there is to know.
  package var note: String?
  /// Whether the file is different only because there is nothing in it to judge seed noise by.
  package var isUnjudged = false
  /// How the file was compared.
  package var rule: Rule
  /// The columns that name a row.
  package var key: [String] = []
  /// Rows of the first and of the second side.
  package var rows: [Int] = []
  /// Keys that the second side does not have.
  package var missing: [String] = []
  /// Keys that only the second side has.
  package var extra: [String] = []
  /// Cells beside the key in rows that both sides have.
  package var cells = 0
  /// Cells that are not equal.
  package var unequal = 0
  /// Cells that are beyond tolerance.
  package var beyondTolerance = 0
  /// Groups that seed noise was asked about.
  package var groups = 0
  /// Groups in which there is more than seed noise.
  package var groupsOutside = 0
  /// Groups whose means were held against each other (Student's t test of two samples).
  package var groupsOfMeans = 0
  /// Those of them that lie outside t.975 by themselves, however many there are; chance alone puts
  /// one in twenty there.
  package var groupsOfMeansOutsidePointwise = 0
  /// What is more than seed noise, line by line.
  package var outside: [String] = []
  /// The cell furthest from its counterpart.
  package var worst: WorstCell?
  /// What differs, by model, correlation and gate.
  package var summary: [ScopeSummary] = []
  /// Experts of the second side that were compared under another number.
  package var matchedExperts: [String] = []

  /// How a file is compared.
  package enum Rule: String, Codable, Sendable {
    /// As it is.
    case bytes
    /// Cells alone: there is nothing to judge seed noise by.
    case cells
    /// Cells, then runs one by one.
    case pairedRuns = "paired runs"
    /// Cells, then means of runs.
    case unpairedRuns = "unpaired runs"
    /// Cells, then the intervals that rows record.
    case intervals
    /// Cells, then means by the counts and spreads that rows record.
    case recordedSpread = "recorded spread"
  }
}

/// What differs in one model, at one correlation, in one gate.
package struct ScopeSummary: Codable, Sendable {
  /// The model; empty where the table has none.
  package var model: String
  /// The correlation; empty where the table has none.
  package var correlation: String
  /// The gate; empty where the table has none.
  package var gate: String
  /// Its cells.
  package var cells: Int
  /// Cells that are not equal.
  package var unequal: Int
  /// Cells that are beyond tolerance.
  package var beyondTolerance: Int
  /// Groups that seed noise was asked about.
  package var groups: Int
  /// Groups in which there is more than seed noise.
  package var groupsOutside: Int
  /// The cell furthest from its counterpart.
  package var worst: WorstCell?
}

// What seed noise has to say of one group of rows in one column, and when a chance is too small.

internal import Formats
internal import Records

/// One group of rows in one column.
struct NoiseFinding {
  /// The group's key, without what repeats.
  var group: [String]
  /// The column; nil where the rows themselves are meant.
  var column: String?
  /// The scope it belongs to; nil when its rows are not in the first table.
  var scope: Int?
  /// What was found.
  var outcome: Outcome

  /// What was found of a group.
  enum Outcome {
    /// A test's p, with the family whose tests share their 5%, and the difference of means.
    case tested(p: Double, family: NoiseFamily, difference: Double)
    /// Intervals that overlap, or means that are equal.
    case inside
    /// Something that noise does not explain: what.
    case outside(String)
    /// Nothing to judge by.
    case unjudged
  }
}

/// Tests that share their 5%.
enum NoiseFamily: Hashable {
  /// Paired, in the columns that all others depend on: all tables of a comparison together.
  case pairedLeading
  /// Paired, in all other columns: all tables together.
  case paired
  /// Tests of two means: the tables of a comparison share 5% equally, and in each its groups.
  case means
}

/// How many tests of each family a table has, whether or not their groups differ: with more differences there must not
/// be more tests, or each of them would count for less.
typealias TestCounts = [NoiseFamily: Int]

/// From which p on a test says that there is a difference.
struct NoiseLevels {
  /// The share of false alarms.
  static let level = 0.05

  private var pairedCounts: TestCounts = [:]
  private var tablesOfMeans = 0
  private let isPointwise: Bool

  /// The limits that all tables of a comparison leave to each other (Bonferroni). Of a single test the limit is
  /// 5%.
  ///
  /// - Parameter isPointwise: means are each judged at 5%, as if there were no others.
  init(_ tables: [TestCounts], isPointwise: Bool) {
    self.isPointwise = isPointwise
    for counts in tables {
      for (family, count) in counts where family != .means {
        pairedCounts[family, default: 0] += count
      }
      if counts[.means, default: 0] > 0 { tablesOfMeans += 1 }
    }
  }

  /// Which findings of one table are more than noise.
  ///
  /// - Parameter counts: how many tests the table has.
  func areOutside(_ findings: [NoiseFinding], among counts: TestCounts) -> [Bool] {
    let groupsOfMeans = max(1, counts[.means] ?? 0)
    return findings.map { finding in
      switch finding.outcome {
      case .tested(let p, .means, _):
        let tests = isPointwise ? 1 : max(1, tablesOfMeans) * groupsOfMeans
        return !(p > Self.level / Double(tests))
      // A p that is no number, of numbers too large to be squared, explains nothing.
      case .tested(let p, let family, _):
        return !(p > Self.level / Double(max(1, pairedCounts[family] ?? 0)))
      case .outside: return true
      case .inside, .unjudged: return false
      }
    }
  }
}

extension NoiseFinding {
  /// The family of its test; nil where there is none.
  var family: NoiseFamily? {
    if case .tested(_, let family, _) = outcome { family } else { nil }
  }

  /// Whether two means lie further apart than t.975 allows of a single group.
  var isOutsidePointwise: Bool {
    if case .tested(let p, .means, _) = outcome { !(p > NoiseLevels.level) } else { false }
  }

  /// Whether there was nothing to judge it by.
  var isUnjudged: Bool { if case .unjudged = outcome { true } else { false } }

  /// One line about a finding that is more than noise.
  var sentence: String {
    let name = (group + (column.map { [$0] } ?? [])).joined(separator: " ")
    switch outcome {
    case .tested(let p, let family, let difference):
      let kind = family == .means ? "the means differ by" : "runs differ on average by"
      return "\(name): \(kind) \(NumberFormat.measured(difference)), p = \(Phrase.significant(p))"
    case .outside(let reason): return "\(name): \(reason)"
    case .inside, .unjudged: return "\(name): not judged"
    }
  }

  /// What there is to say of means without a spread.
  static func withoutSpread(_ difference: Double) -> Outcome {
    .outside("differs by \(NumberFormat.measured(difference)), with no spread to judge it by")
  }
}

// A claim, what was measured about it, and the word its rule gave.

public import Experiments
internal import Formats

/// What a rule found.
enum Finding: Hashable, Sendable {
  /// The bound on the claim's side is passed.
  case reproduced
  /// The effect claimed is smaller than the margin, or reversed.
  case contradicted
  /// Both: an effect of the claimed sign that is smaller than the margin.
  case negligible
  /// Neither.
  case inconclusive
  /// The raw and the normalised error give different findings.
  case metricDependent
  /// A published number lies in the measured interval.
  case consistent
  /// It does not.
  case inconsistent
  /// The quantity does not exist, such as a ratio over zero.
  case undefined
  /// Described without a rule.
  case descriptive

  /// The word for the claims table: the quick scale says what is seen, never a verdict on the paper.
  func word(_ scale: ScaleName) -> String {
    switch (self, scale) {
    case (.reproduced, .paper): "reproduced"
    case (.contradicted, .paper): "contradicted"
    case (.negligible, .paper): "sign reproduced, size negligible"
    case (.inconclusive, .paper): "inconclusive"
    case (.metricDependent, .paper): "metric-dependent"
    case (.consistent, .paper): "consistent"
    case (.inconsistent, .paper): "not consistent"
    case (.undefined, .paper): "undefined"
    case (.reproduced, .quick), (.consistent, .quick): "seen"
    case (.contradicted, .quick), (.inconsistent, .quick): "not seen"
    case (.negligible, .quick): "seen (size negligible)"
    case (.inconclusive, .quick): "undecided"
    case (.metricDependent, .quick): "undecided (metric-dependent)"
    case (.undefined, .quick): "undecided (undefined)"
    case (.descriptive, _): "description"
    }
  }

  /// The finding on two metrics: what they agree on.
  static func agreeing(_ nmse: Finding, _ raw: Finding) -> Finding {
    nmse == raw ? nmse : .metricDependent
  }

  /// The finding about the claim's opposite.
  var opposite: Finding {
    switch self {
    case .reproduced: .contradicted
    case .contradicted: .reproduced
    // A real but tiny effect neither supports nor refutes that there is none.
    case .negligible: .inconclusive
    default: self
    }
  }
}

/// One row of `claims.csv`.
public struct Claim: Sendable {
  /// The statement that is tested.
  public var statement: String
  /// Where it comes from: a paper's section or figure, or this study.
  public var source: String
  /// What the source says, if it gives a number or a word for it.
  public var published = ""
  /// What was measured; its unit is in the rule.
  public var measured: Double?
  /// The lower bound that the rule looks at.
  public var lower: Double?
  /// The upper bound that the rule looks at.
  public var upper: Double?
  /// Replicates or runs behind the measurement.
  public var count: Int
  /// The estimand and what gives which word.
  public var rule: String
  /// What the rule found.
  var finding: Finding
  /// A sentence of detail for the report: which cell decided, values beside.
  var detail = ""

  /// The verdict in the words of the scale.
  public func verdict(_ scale: ScaleName) -> String { finding.word(scale) }
}

/// A group of claims that share a rule.
///
/// A claim is added by writing a family (a file beside this one, with its rule as a pure function) and listing it
/// in ``ClaimTable/families``.
protocol ClaimFamily: Sendable {
  /// The rows; none where the experiment was not run.
  func claims(_ study: Study) -> [Claim]
}

/// `claims.csv`.
enum ClaimTable {
  /// All families, in the order of the table.
  static let families: [any ClaimFamily] = [
    SeesawOrNoise(), ModelsWithSeesaw(), PLEWithoutSeesaw(), BestOnBothTasks(), GainOverMMoE(),
    PersistentSeesaw(), TaskDifferences(), SharedExperts(), NoZeroWeight(),
    SelectorOrSeparation(), TheoreticalPossibility(), StartedAtCGC(), WhereItBreaks(),
    MoSEBestOnBothTasks(), MoSEMargins(), MoSEPublishedErrors(),
    SeesawOrNoise(experiment: .sequences), ModelsWithSeesaw(experiment: .sequences),
    PLEWithoutSeesaw(experiment: .sequences), GainOverMMoE(experiment: .sequences),
    MemorylessModel(),
  ]

  static let columns = [
    "claim", "source", "published", "measured", "lower", "upper", "n", "rule", "verdict",
  ]

  /// All claims that the study's records say something about.
  static func claims(_ study: Study) -> [Claim] { families.flatMap { $0.claims(study) } }

  /// The table as written.
  static func table(_ claims: [Claim], _ scale: ScaleName) -> CSVTable {
    var table = CSVTable(columns: columns)
    for claim in claims {
      table.append([
        claim.statement, claim.source, claim.published, NumberFormat.measured(claim.measured),
        NumberFormat.measured(claim.lower), NumberFormat.measured(claim.upper),
        String(claim.count), claim.rule, claim.verdict(scale),
      ])
    }
    return table
  }
}

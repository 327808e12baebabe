// A claim, what was measured about it, and the word its rule gave.

package import Experiments
internal import Formats
internal import Records

/// What a rule found.
package enum Finding: Hashable, Sendable {
  /// The bound on the claim's side is passed.
  case supported
  /// The effect claimed is smaller than the margin, or reversed.
  case unsupported
  /// Both: an effect of the claimed sign that is smaller than the margin.
  case negligible
  /// Neither.
  case inconclusive
  /// A published number lies in the measured interval.
  case consistent
  /// It does not.
  case inconsistent
  /// The quantity does not exist, such as a ratio over zero.
  case undefined
  /// Described without a rule.
  case descriptive

  /// Whether it says which way it is.
  package var isDecided: Bool {
    switch self {
    case .supported, .unsupported, .negligible, .consistent, .inconsistent: true
    case .inconclusive, .undefined, .descriptive: false
    }
  }

  /// Whether two findings cannot both be so. One that is negligible has the sign of a supported claim and the size of
  /// an unsupported one.
  package func contradicts(_ other: Finding) -> Bool {
    switch (self, other) {
    case (.supported, .unsupported), (.unsupported, .supported), (.consistent, .inconsistent),
      (.inconsistent, .consistent):
      true
    default: false
    }
  }

  /// The word for the claims table: the quick scale says what is seen, never a verdict on the paper.
  package func word(_ scale: ScaleName) -> String {
    switch (self, scale) {
    case (.supported, .paper): "supported"
    case (.unsupported, .paper): "not supported"
    case (.negligible, .paper): "supported, but negligible"
    case (.inconclusive, .paper): "inconclusive"
    case (.consistent, .paper): "consistent"
    case (.inconsistent, .paper): "not consistent"
    case (.undefined, .paper): "undefined"
    case (.supported, .quick), (.consistent, .quick): "seen"
    case (.unsupported, .quick), (.inconsistent, .quick): "not seen"
    case (.negligible, .quick): "seen, but negligible"
    case (.inconclusive, .quick): "undecided"
    case (.undefined, .quick): "undecided (undefined)"
    case (.descriptive, _): "description"
    }
  }
}

/// One row of `claims.csv`.
package struct Claim: Sendable {
  /// The key of the row, such as `seesaw/gain-over/ple/mmoe`: it stays when a sentence is reworded.
  package var id: String
  /// The statement that is tested.
  package var statement: String
  /// Where it comes from: a paper's section or figure, or this study. A family leaves it to the
  /// declaration, and gives at most what is to be added.
  package var source: String
  /// What the source says, if it gives a number or a word for it.
  package var published: String
  /// What was measured; its unit is in the rule.
  package var measured: Double?
  /// The lower bound that the rule looks at.
  package var lower: Double?
  /// The upper bound that the rule looks at.
  package var upper: Double?
  /// Draws or runs behind the measurement.
  package var count: Int
  /// The estimand and what gives which word.
  package var rule: String
  /// What the rule found.
  package var finding: Finding
  /// A sentence of detail for the page: which cell decided, values beside.
  package var detail: String
  /// What the measured number is, in a word or two; empty for a difference of log excess errors.
  package var unit = ""
  /// The question that it answers at the top of the page; empty unless it is one of the study's primary claims.
  package var question = ""
  /// What must be known beside the answer; empty for nothing.
  package var caveat = ""
  /// The ids of claims that speak against it or limit it, and stand beside it.
  package var beside: [String] = []

  /// Whether it has no verdict, since what must come out known did not.
  package var lacksControls = false

  /// Whether the runs have the papers' size at the paper's scale; if not, the verdict has the words of the quick scale.
  package var isOfPaperSize = true

  /// Whether it is one of the study's primary claims; all others are exploratory.
  package var isPrimary: Bool { !question.isEmpty }

  /// - Parameters:
  ///   - key: what tells the claim from others of its family in its experiment.
  ///   - sourceDetail: what is added to the declared source.
  ///   - published: what the source says, where it is not declared but read from a published table.
  package init(
    _ key: [String], statement: String, sourceDetail: String = "", published: String = "",
    measured: Double? = nil, lower: Double? = nil, upper: Double? = nil, count: Int, rule: String,
    finding: Finding, detail: String = ""
  ) {
    id = key.joined(separator: "/")
    self.statement = statement
    source = sourceDetail
    self.published = published
    self.measured = measured
    self.lower = lower
    self.upper = upper
    self.count = count
    self.rule = rule
    self.finding = finding
    self.detail = detail
  }

  /// The same without a verdict, since the controls did not come out as controls.
  /// - Parameter settings: where they did not.
  func withoutVerdict(on settings: [String]) -> Claim {
    var claim = self
    claim.finding = .inconclusive
    claim.lacksControls = true
    claim.detail = [detail, "The controls failed\(Phrase.on(settings: settings)): no verdict."]
      .filter { !$0.isEmpty }.joined(separator: " ")
    return claim
  }

  /// The verdict in the words of the scale.
  package func verdict(_ scale: ScaleName) -> String {
    finding.word(isOfPaperSize ? scale : .quick)
  }
}

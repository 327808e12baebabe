// `claims.csv`: every declared claim with its measurement, bounds, rule and verdict.

package import Experiments
package import Formats
package import Records

/// The claims of a study.
package enum ClaimTable {
  /// A claim with its verdict's word.
  private struct Row {
    var claim: Claim
    var verdict: String
  }

  private static let schema = Schema<Row>([
    .computed(
      "id", .text, .key, "experiment/family/…: stays when a sentence is reworded", { $0.claim.id }),
    .computed(
      "claim", .text, .presentation, "the statement that is tested", { $0.claim.statement }),
    .computed(
      "source", .text, .presentation,
      "where it comes from: a paper's section or figure, or this study",
      { $0.claim.source }),
    .computed(
      "published", .optionalText, .configuration, "what the source says, where it gives a value",
      { $0.claim.published }),
    .computed(
      "primary", .yesOrNo, .presentation,
      "whether it is one of the primary claims, chosen beforehand; all others are exploratory",
      { $0.claim.isPrimary }),
    .number("measured", "what was measured; the rule names its unit") { $0.claim.measured },
    .number("lower", "the lower bound that the rule looks at", .following) { $0.claim.lower },
    .number("upper", "the upper bound that the rule looks at", .following) { $0.claim.upper },
    .computed("n", .integer, .following, "draws, runs or cells of a table behind the measurement") {
      $0.claim.count
    },
    .computed("rule", .text, .configuration, "the estimand, and what gives which verdict") {
      $0.claim.rule
    },
    .computed("verdict", .text, .outcome, "the rule's word", \.verdict),
  ])

  package static let description = TableDescription(
    schema, file: "claims.csv", row: "claim", isDerived: true, evidence: .intervals,
    source: "*/metrics.csv")

  /// The table as written.
  package static func table(_ claims: [Claim], _ scale: ScaleName) -> CSVTable {
    let ids = Set(claims.map(\.id))
    precondition(ids.count == claims.count, "two claims have the same id")
    return schema.table(claims.map { Row(claim: $0, verdict: $0.verdict(scale)) })
  }
}

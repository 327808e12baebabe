// "Hard parameter sharing and MMoE sometimes suffer from the seesaw phenomenon" (PLE, section 5.2).

package import Experiments
internal import Formats
internal import Records

/// Which models show the seesaw more often than the placebo; the models of a declaration are one family.
package struct SeesawRate: ClaimFamily {
  package static let name = "seesaw-rate"

  private let subjects: [String]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.require(.placebo)
    subjects = try arguments.models("subject")
  }

  package var keys: [[String]] { subjects.map { [$0] } }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let table = results[SeesawTable.self] else { return [] }
    let members = subjects.compactMap { model in
      table.overall(Arm(model: model)).flatMap { row in row.excess.map { (row, $0) } }
    }
    let lower = SeesawBeyondPlacebo.lowerBounds(members.map(\.1))
    return members.indices.map { index in
      let (row, excess) = members[index]
      let upper = excess.upperBound()
      return Claim(
        [row.arm.model],
        statement: "\(results.models.title(row.arm.model)) shows the seesaw",
        measured: excess.mean,
        lower: lower[index], upper: upper, count: excess.differences.count,
        rule:
          "seesaw rate minus the placebo's (share of runs, paired over replicates); reproduced iff the lower bound "
          + "(Holm over \(members.count)) > 0; contradicted iff the one-sided 95% upper bound < "
          + Phrase.threshold(SeesawBeyondPlacebo.margin),
        finding: Self.finding(lower: lower[index], upper: upper),
        detail:
          "\(row.seesaw.count) of \(row.seesaw.runs) runs, placebo \(row.placebo?.count ?? 0) of \(row.placebo?.runs ?? 0)."
      )
    }
  }

  /// Reproduced: lower bound > 0. Contradicted: upper bound < .05.
  static func finding(lower: Double?, upper: Double?) -> Finding {
    CommonRule.finding(lower: lower, upper: upper, margin: SeesawBeyondPlacebo.margin)
  }
}

// MMoE that starts as a trained CGC: is it the better for it?

package import Experiments
internal import Formats
internal import Records

/// Whether models that start at a trained one are better than those with first weights of their own.
package struct StartedError: ClaimFamily {
  package static let name = "started-error"

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireStart()
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    (results[DriftTable.self]?.rows ?? []).map { claim($0, results.models) }
  }

  private func claim(_ row: DriftTable.Row, _ models: ModelList) -> Claim {
    let estimate = Estimate(row.gainOverScratch.present)
    let donor = Estimate(row.gainOverDonor.present)
    let margin = Metric.nmse.margin
    return Claim(
      row.key,
      statement:
        "\(row.words(models)) is better than from first weights of its own\(Phrase.at([row.correlation]))",
      measured: estimate?.mean, lower: estimate?.lower,
      upper: estimate?.upper, count: estimate?.count ?? 0,
      rule:
        "NMSE of the same model trained for all steps from first weights of its own minus that of the started one, mean over tasks; "
        + "reproduced iff the one-sided 95% lower bound > 0; contradicted iff the upper bound < \(Phrase.threshold(margin))",
      finding: CommonRule.finding(lower: estimate?.lower, upper: estimate?.upper, margin: margin),
      detail: (donor.map {
        "Over \(models.titleWithin(row.donor)) trained for all steps: \(Phrase.signed($0.mean)), bounds \(Phrase.signed($0.lower)) to "
          + "\(Phrase.signed($0.upper))."
      } ?? "")
        + (row.collapsed == 0
          ? ""
          : " \(Phrase.count(row.collapsed, "run")) ended with an NMSE above \(Phrase.threshold(DriftTable.Row.collapse)), which sways the mean.")
    )
  }
}

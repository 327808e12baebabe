// MMoE that starts as a trained CGC: is it the better for it?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// Whether models that start at a trained one are better than those with first weights of their own: one claim for
/// all offsets that an optimiser trains on from.
package struct StartedError: ClaimFamily {
  package static let name = "started-error"

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireStart()
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    StartedRuns.all(results, isFinite: true).map { started in
      let parts = started.rows.map { row in
        IntersectionUnion.Part(
          name: row.offsetWords, values: row.gainOverScratch.present, margin: Metric.margin)
      }
      let weakest = IntersectionUnion.weakest(parts)
      let donor = started.rows.compactMap { row in
        Summary(row.gainOverDonor.present).map { "\(row.offsetWords): \(Phrase.signed($0.mean))" }
      }
      let collapsed = started.rows.reduce(0) { $0 + $1.collapsed }
      return Claim(
        started.key,
        statement:
          "\(started.words(results.models)) is better than from first weights of its own",
        measured: weakest?.estimate.mean, lower: weakest?.estimate.lower,
        upper: weakest?.estimate.upper, count: weakest?.estimate.count ?? 0,
        rule:
          "log excess error of the same model trained for all steps from first weights of its own minus that of the started "
          + "one, mean over tasks, at \(parts.count) offsets (the weakest is printed); \(IntersectionUnion.words)",
        finding: IntersectionUnion.finding(parts),
        detail:
          "Over \(results.models.titleWithin(started.rows[0].donor)) trained for all steps, by offset: "
          + "\(donor.joined(separator: "; "))."
          + (collapsed == 0
            ? ""
            : " \(Phrase.count(collapsed, "run")) ended with an NMSE above \(Phrase.threshold(DriftTable.Row.collapse)).")
      )
    }
  }
}

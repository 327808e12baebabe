// MoSE's Figure 6 beside what was measured: errors of single runs.

package import Experiments
internal import Formats
internal import Records

/// In how many cells the published run is one that this study would expect.
package struct PublishedErrors: ClaimFamily {
  package static let name = "published-errors"
  package static let unit = "cells"
  package static let tables: [any DerivedTable.Type] = [SequenceErrors.self]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireOneCorrelation()
    try arguments.require(.sequenceErrors)
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let table = results[SequenceErrors.self], let baseline = results.models.model(.baseline)
    else { return [] }
    let relative = table.judged(.relative)
    guard !relative.isEmpty else { return [] }
    let raw = table.judged(.raw)
    let within = relative.count { $0 }
    return [
      Claim(
        [],
        statement:
          "The paper's errors relative to its sequential multi-model (\(baseline.titleWithin) here) are those of one more run in \(within) of "
          + "\(relative.count) cells",
        published: "\(relative.count) errors", measured: Double(within),
        count: relative.count,
        rule:
          "cells (model x task) in which the published error over the published one of the baseline lies in the 95% prediction "
          + "interval of the same ratio for one further run; a description",
        finding: .descriptive,
        detail:
          "\(table.undistinguishing) of the \(relative.count) intervals hold a ratio of 1 too, so that they tell little apart. "
          + "Of the errors as printed \(raw.count { $0 }) of \(raw.count) lie in their intervals; those are not comparable, "
          + "since the constants of the paper's data are not published.")
    ]
  }
}

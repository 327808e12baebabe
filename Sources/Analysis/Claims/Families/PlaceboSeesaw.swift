// Retraining alone makes seesaw runs: how often the placebo shows one.

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// The placebo's own rate.
package struct PlaceboSeesaw: ClaimFamily {
  package static let name = "placebo-seesaw"
  /// The chance of a seesaw by two independent exact tests at two-sided 5% when nothing differs.
  static let nominalRate = 2 * 0.025 * 0.025

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.require(.placebo)
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let table = results[SeesawTable.self], let placebo = results.sweep.placebo,
      let rate = table.overall(placebo)?.seesaw
    else { return [] }
    let (count, runs) = (rate.count, rate.runs)
    let threshold = "\(RunOutcome.threshold)"
    return [
      Claim(
        [],
        statement: "Retraining alone makes seesaw runs: the placebo's own rate",
        measured: rate.rate,
        lower: exactProportionLower(successes: count, trials: runs),
        upper: exactProportionUpper(successes: count, trials: runs), count: runs,
        rule:
          "share of placebo runs with paired z > \(threshold) on one task and < -\(threshold) on another, exact one-sided 95% limits; "
          + "reproduced iff the lower limit > 2 x .025^2, the rate if nothing differed; contradicted iff the upper limit < "
          + Phrase.threshold(SeesawBeyondPlacebo.margin),
        finding: Self.finding(count: count, runs: runs),
        detail: "\(count) of \(runs) placebo runs.")
    ]
  }

  /// Reproduced: the exact lower limit is above the rate of a true null. Contradicted: the upper limit is
  /// below the margin.
  static func finding(count: Int, runs: Int) -> Finding {
    CommonRule.finding(
      lower: exactProportionLower(successes: count, trials: runs).map { $0 - nominalRate },
      upper: exactProportionUpper(successes: count, trials: runs),
      margin: SeesawBeyondPlacebo.margin)
  }
}

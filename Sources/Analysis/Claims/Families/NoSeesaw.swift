// PLE "consistently performs best for both tasks": it does not show the seesaw (PLE, section 5.2).

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// Whether a model's runs are free of the seesaw.
package struct NoSeesaw: ClaimFamily {
  package static let name = "no-seesaw"
  /// The largest rate that still counts as "does not".
  static let limit = 0.10

  private let subject: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.require(.placebo)
    subject = try arguments.model("subject")
    try arguments.requireGain(of: subject)
  }

  package var keys: [[String]] { [[subject]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let row = results[SeesawTable.self]?.overall(Arm(model: subject)),
      let rate = row.seesaw.rate,
      let lower = exactProportionLower(successes: row.seesaw.count, trials: row.seesaw.runs),
      let upper = exactProportionUpper(successes: row.seesaw.count, trials: row.seesaw.runs)
    else { return [] }
    let title = results.models.title(subject)
    let placebo = row.placebo.map { "\($0.count) of \($0.runs)" } ?? "not run"
    let limit = NumberFormat.decimal(Self.limit, places: 2).dropFirst()
    return [
      Claim(
        [subject], statement: "\(title) does not show the seesaw",
        measured: rate, lower: lower,
        upper: upper, count: row.seesaw.runs,
        rule:
          "the subject's seesaw rate (share of runs) with exact one-sided 95% limits; reproduced iff the upper limit <= \(limit) and "
          + "the upper bound of its excess over the placebo's rate < 0; contradicted iff the lower limit > \(limit)",
        finding: Self.finding(lower: lower, upper: upper, excessUpper: row.excess?.upperBound()),
        detail: "\(row.seesaw.count) of \(row.seesaw.runs) runs, placebo \(placebo).")
    ]
  }

  /// Reproduced: the exact upper limit is at most .10 and the rate is below the placebo's. Contradicted: the exact
  /// lower limit is above .10.
  static func finding(lower: Double, upper: Double, excessUpper: Double?) -> Finding {
    if lower > limit { return .contradicted }
    if upper <= limit, let excessUpper, excessUpper < 0 { return .reproduced }
    return .inconclusive
  }
}

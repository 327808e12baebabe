// PLE "consistently performs best for both tasks": it does not show the seesaw (PLE, section 5.2).

internal import Formats
internal import Statistics

/// Whether PLE's runs are free of the seesaw.
struct PLEWithoutSeesaw: ClaimFamily {
  /// Where it is asked.
  var experiment = SeesawExperiment.tasks
  /// The largest rate that still counts as "does not".
  static let limit = 0.10

  func claims(_ study: Study) -> [Claim] {
    guard let sweep = experiment.sweep(in: study),
      let row = SeesawTable(sweep).overall(Arm(model: "ple")), let rate = row.seesaw.rate,
      let lower = exactProportionLower(successes: row.seesaw.count, trials: row.seesaw.runs),
      let upper = exactProportionUpper(successes: row.seesaw.count, trials: row.seesaw.runs)
    else { return [] }
    let excess = row.excess?.upperBound()
    let placebo = row.placebo.map { "\($0.count) of \($0.runs)" } ?? "not run"
    return [
      Claim(
        statement: "PLE does not show the seesaw", source: "PLE section 5.2",
        published: "none shown",
        measured: rate, lower: lower, upper: upper, count: row.seesaw.runs,
        rule:
          "PLE's seesaw rate (share of runs) with exact one-sided 95% limits; reproduced iff the upper limit <= .10 and "
          + "the upper bound of its excess over the placebo's rate < 0; contradicted iff the lower limit > .10",
        finding: Self.finding(lower: lower, upper: upper, excessUpper: excess),
        detail: "\(row.seesaw.count) of \(row.seesaw.runs) runs, placebo \(placebo).")
    ].map(experiment.named)
  }

  /// Reproduced: the exact upper limit is at most .10 and the rate is below the placebo's. Contradicted: the exact
  /// lower limit is above .10.
  static func finding(lower: Double, upper: Double, excessUpper: Double?) -> Finding {
    if lower > limit { return .contradicted }
    if upper <= limit, let excessUpper, excessUpper < 0 { return .reproduced }
    return .inconclusive
  }
}

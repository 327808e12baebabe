// The study's first question: is the seesaw on this data a phenomenon, or retraining noise?

internal import Formats
internal import Statistics

/// Whether any multi-task model shows the seesaw more often than a second single-task model does.
struct SeesawOrNoise: ClaimFamily {
  /// Where it is asked.
  var experiment = SeesawExperiment.tasks
  /// An excess below it is as good as none.
  static let margin = 0.05
  /// The chance of a seesaw by two independent exact tests at two-sided 5% when nothing differs.
  static let nominalRate = 2 * 0.025 * 0.025

  func claims(_ study: Study) -> [Claim] {
    guard let sweep = experiment.sweep(in: study) else { return [] }
    let table = SeesawTable(sweep)
    let rows = experiment.comparableArms(sweep).compactMap { table.overall($0) }
    let excesses = rows.compactMap { row in row.excess.map { (row.arm, $0) } }
    guard let placebo = table.overall(Arm(model: "placebo")), !excesses.isEmpty else { return [] }
    return [
      Self.phenomenon(excesses),
      Self.retraining(count: placebo.seesaw.count, runs: placebo.seesaw.runs),
    ].map(experiment.named)
  }

  /// Reproduced: some model's excess over the placebo has a lower bound (Holm over the models) > 0. Contradicted: every
  /// model's upper bound is below the margin. Both: negligible.
  static func phenomenon(_ excesses: [(arm: Arm, excess: RateExcess)]) -> Claim {
    let lower = HolmBounds.lower(count: excesses.count) {
      excesses[$0].excess.lowerBound(level: $1)
    }
    let upper = excesses.map { $0.excess.upperBound() }
    let clearest = excesses.indices.max { (lower[$0] ?? -2) < (lower[$1] ?? -2) } ?? 0
    let highest = excesses.indices.max { (upper[$0] ?? 2) < (upper[$1] ?? 2) } ?? 0
    let allBelow = upper.allSatisfy { ($0 ?? 1) < margin }
    let words = excesses.map {
      "\(Phrase.arm($0.arm)) \($0.excess.mean.map { Phrase.signedPercent($0) } ?? "unknown")"
    }
    return Claim(
      statement:
        "The seesaw is more than retraining noise: some multi-task model shows it more often than the placebo",
      source: "this study", measured: excesses[clearest].excess.mean, lower: lower[clearest],
      upper: upper[clearest], count: excesses[clearest].excess.differences.count,
      rule:
        "excess of a model's seesaw rate over the placebo's (share of runs, paired over replicates), printed for the model "
        + "with the highest lower bound; reproduced iff some lower bound (Holm over \(excesses.count) models) > 0; "
        + "contradicted iff every model's one-sided 95% upper bound < .05",
      finding: CommonRule.finding(
        lower: lower[clearest], upper: allBelow ? -1 : nil, margin: margin),
      detail: "Excess over the placebo: \(words.joined(separator: ", ")). "
        + Self.extremes(
          lower: excesses[clearest].arm, upper: excesses[highest].arm, bound: upper[highest]))
  }

  /// Whose bounds decide: the highest of each kind.
  private static func extremes(lower: Arm, upper: Arm, bound: Double?) -> String {
    guard let bound else { return "No bounds are known." }
    let value = Phrase.signedPercent(bound)
    return lower == upper
      ? "\(Phrase.arm(lower)) has the highest bounds, the upper one \(value)."
      : "\(Phrase.arm(lower)) has the highest lower bound, \(Phrase.arm(upper)) the highest upper bound, \(value)."
  }

  /// Reproduced: the placebo's exact lower limit is above the rate of a true null. Contradicted: its upper limit is
  /// below the margin.
  static func retraining(count: Int, runs: Int) -> Claim {
    let lower = exactProportionLower(successes: count, trials: runs)
    let upper = exactProportionUpper(successes: count, trials: runs)
    return Claim(
      statement: "Retraining alone makes seesaw runs: the placebo's own rate", source: "this study",
      measured: runs > 0 ? Double(count) / Double(runs) : nil, lower: lower, upper: upper,
      count: runs,
      rule:
        "share of placebo runs with paired z > 1.96 on one task and < -1.96 on another, exact one-sided 95% limits; "
        + "reproduced iff the lower limit > 2 x .025^2, the rate if nothing differed; contradicted iff the upper limit < .05",
      finding: CommonRule.finding(
        lower: lower.map { $0 - nominalRate }, upper: upper, margin: margin),
      detail: "\(count) of \(runs) placebo runs.")
  }
}

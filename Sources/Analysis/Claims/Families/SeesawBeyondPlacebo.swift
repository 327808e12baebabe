// The study's first question: is the seesaw on this data a phenomenon, or retraining noise?

package import Experiments
internal import Formats
internal import Records

/// Whether any model that shares shows the seesaw more often than the placebo does.
package struct SeesawBeyondPlacebo: ClaimFamily {
  package static let name = "seesaw-beyond-placebo"
  /// An excess below it is as good as none.
  package static let margin = 0.05

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.require(.placebo)
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let table = results[SeesawTable.self] else { return [] }
    let excesses = results.sweep.sharingArms.compactMap { table.overall($0) }
      .compactMap { row in row.excess.map { (row.arm, $0) } }
    return excesses.isEmpty ? [] : [claim(excesses, results.models)]
  }

  /// Reproduced: some model's excess over the placebo has a lower bound (Holm over the models) > 0. Contradicted: every
  /// model's upper bound is below the margin. Both: negligible.
  static func finding(_ excesses: [RateExcess]) -> Finding {
    let lower = lowerBounds(excesses)
    let allBelow = excesses.allSatisfy { ($0.upperBound() ?? 1) < margin }
    return CommonRule.finding(
      lower: lower.map { $0 ?? -2 }.max(), upper: allBelow ? -1 : nil, margin: margin)
  }

  /// Lower bounds of excesses that hold together: Holm over all of them.
  static func lowerBounds(_ excesses: [RateExcess]) -> [Double?] {
    HolmBounds.lower(count: excesses.count) { excesses[$0].lowerBound(level: $1) }
  }

  func claim(_ excesses: [(arm: Arm, excess: RateExcess)], _ models: ModelList) -> Claim {
    let lower = Self.lowerBounds(excesses.map(\.excess))
    let upper = excesses.map { $0.excess.upperBound() }
    let clearest = excesses.indices.max { (lower[$0] ?? -2) < (lower[$1] ?? -2) } ?? 0
    let highest = excesses.indices.max { (upper[$0] ?? 2) < (upper[$1] ?? 2) } ?? 0
    let words = excesses.map {
      "\(models.title($0.arm)) \($0.excess.mean.map { Phrase.signedPercent($0) } ?? "unknown")"
    }
    let (first, second) = (excesses[clearest].arm, excesses[highest].arm)
    let extremes =
      upper[highest].map { bound in
        let value = Phrase.signedPercent(bound)
        return first == second
          ? "\(models.title(first)) has the highest bounds, the upper one \(value)."
          : "\(models.title(first)) has the highest lower bound, \(models.title(second)) the highest upper bound, \(value)."
      } ?? "No bounds are known."
    return Claim(
      [],
      statement:
        "The seesaw is more than retraining noise: some multi-task model shows it more often than the placebo",
      measured: excesses[clearest].excess.mean, lower: lower[clearest],
      upper: upper[clearest], count: excesses[clearest].excess.differences.count,
      rule:
        "excess of a model's seesaw rate over the placebo's (share of runs, paired over replicates), printed for the model "
        + "with the highest lower bound; reproduced iff some lower bound (Holm over \(excesses.count) models) > 0; "
        + "contradicted iff every model's one-sided 95% upper bound < \(Phrase.threshold(Self.margin))",
      finding: Self.finding(excesses.map(\.excess)),
      detail: "Excess over the placebo: \(words.joined(separator: ", ")). \(extremes)")
  }
}

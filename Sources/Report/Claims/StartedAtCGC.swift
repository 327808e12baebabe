// MMoE does not become CGC. If it starts as one, does training take it away again, and is it the better
// for its start?

internal import Experiments
internal import Formats
internal import Foundation

/// What becomes of models that start at a trained one.
struct StartedAtCGC: ClaimFamily {
  static let experiment = "starting-there"
  /// ln 2: weights that less than double stay where they were.
  static let margin = log(2.0)

  func claims(_ study: Study) -> [Claim] {
    guard let records = study.experiment(Self.experiment) else { return [] }
    return DriftTable(records).rows.flatMap { row in
      row.offset == nil
        ? [Self.staysOut(row), Self.isBetter(row)] : [Self.driftsBack(row), Self.isBetter(row)]
    }
  }

  private static func words(_ row: DriftTable.Row) -> String {
    let offset = row.offset.map { Phrase.significant($0) } ?? "−∞"
    return
      "\(Phrase.model(row.arm.model)) started at \(Phrase.model(row.donor)) with offset \(offset), trained on with \(row.optimiser == "sgd" ? "SGD" : "Adam"),"
  }

  private static func driftsBack(_ row: DriftTable.Row) -> Claim {
    mean(
      of: row.logRatio, margin: margin,
      statement:
        "\(words(row)) weighs the excluded experts more at the end\(Phrase.at([row.correlation]))",
      rule:
        "ln of the excluded experts' mean weight at the end over that at the start (means over tasks); reproduced iff the "
        + "one-sided 95% lower bound > 0; contradicted iff the upper bound < ln 2: they do not double",
      detail:
        "Mean weight \(Phrase.mean(row.weightAtStart)) at the start, \(Phrase.mean(row.weightAtEnd)) at the end; below .01 in all "
        + "tasks' gates in \(row.excludingAtStart) and \(row.excludingAtEnd) of \(Phrase.count(row.weightAtEnd.present.count, "run"))."
    )
  }

  private static func staysOut(_ row: DriftTable.Row) -> Claim {
    let weights = row.weightAtEnd.present
    let zero = weights.count { $0 == 0 }
    return Claim(
      statement:
        "\(words(row)) gives the excluded experts no weight\(Phrase.at([row.correlation]))",
      source: "this study: a check, as their gradient is 0",
      measured: weights.isEmpty ? nil : Double(zero) / Double(weights.count), count: weights.count,
      rule:
        "share of runs that end with a weight of exactly 0; reproduced iff all do; contradicted otherwise",
      finding: weights.isEmpty ? .inconclusive : zero == weights.count ? .reproduced : .contradicted
    )
  }

  private static func isBetter(_ row: DriftTable.Row) -> Claim {
    let donor = Estimate(row.gainOverDonor.present)
    return mean(
      of: row.gainOverScratch, margin: Metric.nmse.margin,
      statement:
        "\(words(row)) is better than from first weights of its own\(Phrase.at([row.correlation]))",
      rule:
        "NMSE of the same model trained for all steps from first weights of its own minus that of the started one, mean over tasks; "
        + "reproduced iff the one-sided 95% lower bound > 0; contradicted iff the upper bound < .0002",
      detail: (donor.map {
        "Over \(Phrase.model(row.donor)) trained for all steps: \(Phrase.signed($0.mean)), bounds \(Phrase.signed($0.lower)) to "
          + "\(Phrase.signed($0.upper))."
      } ?? "")
        + (row.collapsed == 0
          ? ""
          : " \(Phrase.count(row.collapsed, "run")) ended with an NMSE above .5, which sways the mean.")
    )
  }

  /// A claim that a mean over replicates is positive, by the common rule.
  private static func mean(
    of values: ReplicateColumn, margin: Double, statement: String, rule: String, detail: String
  ) -> Claim {
    let estimate = Estimate(values.present)
    return Claim(
      statement: statement, source: "this study, after PLE section 5.3", measured: estimate?.mean,
      lower: estimate?.lower, upper: estimate?.upper, count: estimate?.count ?? 0, rule: rule,
      finding: CommonRule.finding(lower: estimate?.lower, upper: estimate?.upper, margin: margin),
      detail: detail)
  }
}

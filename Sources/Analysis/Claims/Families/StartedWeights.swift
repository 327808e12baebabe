// MMoE does not become CGC. If it starts as one, does training take it away again?

internal import Training
package import Experiments
internal import Formats
internal import Foundation
internal import Records

/// Whether models that start at a trained one come to weigh the experts that it excludes.
package struct StartedWeights: ClaimFamily {
  package static let name = "started-weights"
  /// ln 2: weights that less than double stay where they were.
  static let margin = log(2.0)

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireStart()
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    (results[DriftTable.self]?.rows ?? []).map { row in
      row.offset == nil ? staysOut(row, results.models) : driftsBack(row, results.models)
    }
  }

  private func driftsBack(_ row: DriftTable.Row, _ models: ModelList) -> Claim {
    let estimate = Estimate(row.logRatio.present)
    let text = Phrase.threshold(SmallestWeights.threshold)
    return Claim(
      row.key,
      statement:
        "\(row.words(models)) weighs the excluded experts more at the end\(Phrase.at([row.correlation]))",
      measured: estimate?.mean, lower: estimate?.lower,
      upper: estimate?.upper, count: estimate?.count ?? 0,
      rule:
        "ln of the excluded experts' mean weight at the end over that at the start (means over tasks); reproduced iff the "
        + "one-sided 95% lower bound > 0; contradicted iff the upper bound < ln 2: they do not double",
      finding: CommonRule.finding(
        lower: estimate?.lower, upper: estimate?.upper, margin: Self.margin),
      detail:
        "Mean weight \(Phrase.mean(row.weightAtStart.present)) at the start, \(Phrase.mean(row.weightAtEnd.present)) at the end; "
        + "below \(text) in all tasks' gates in \(row.excludingAtStart) and \(row.excludingAtEnd) of "
        + "\(Phrase.count(row.weightAtEnd.present.count, "run")).")
  }

  /// A check of the code: at −∞ weight and gradient are 0.
  private func staysOut(_ row: DriftTable.Row, _ models: ModelList) -> Claim {
    let weights = row.weightAtEnd.present
    let zero = weights.count { $0 == 0 }
    return Claim(
      row.key,
      statement:
        "\(row.words(models)) gives the excluded experts no weight\(Phrase.at([row.correlation]))",
      sourceDetail: "a check, as their gradient is 0",
      measured: weights.isEmpty ? nil : Double(zero) / Double(weights.count),
      count: weights.count,
      rule:
        "share of runs that end with a weight of exactly 0; reproduced iff all do; contradicted otherwise",
      finding: weights.isEmpty ? .inconclusive : zero == weights.count ? .reproduced : .contradicted
    )
  }
}

extension DriftTable.Row {
  /// What tells the row from others.
  var key: [String] { [arm.model, arm.setting, correlation] }

  /// The started model in words.
  func words(_ models: ModelList) -> String {
    let offset = offset.map { Phrase.significant($0) } ?? "−∞"
    return
      "\(models.title(arm.model)) started at \(models.titleWithin(donor)) with offset \(offset), trained on with "
      + "\(optimiser == .sgd ? "SGD" : "Adam"),"
  }
}

extension Arguments {
  /// Refuses an experiment in which no model trains on from another.
  func requireStart() throws(ExperimentFileError) {
    guard experiment.settings.contains(where: { ($0.start?.start.after ?? 1) < 1 }) else {
      throw refusal("needs a setting with a start before the end of training")
    }
  }
}

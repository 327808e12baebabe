// Does a model have a lasting seesaw: one that recurs when everything but the data is trained anew?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// ρ of every subject on the data of one setting.
package struct LastingSeesaw: ClaimFamily {
  package static let name = "lasting-seesaw"
  package static let unit = "rho"
  package static let tables: [any DerivedTable.Type] = [ControlTable.self]

  private let subjects: [String]
  private let setting: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireRetraining()
    subjects = try arguments.modelsOrSharing("subject")
    setting = try arguments.setting("setting")
  }

  package var keys: [[String]] { subjects.map { [$0, setting] } }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let table = results[SeesawTable.self] else { return [] }
    return subjects.compactMap { subject in
      let arm = Arm(model: subject, setting: setting)
      guard let row = table.overall(arm), let recurrence = row.recurrence else { return nil }
      let isTrusted = results[ControlTable.self]?.hold(in: setting) ?? false
      let claim = Claim(
        [subject, setting],
        statement:
          "\(results.models.title(subject)) has a lasting seesaw\(Phrase.on(setting: setting))",
        measured: recurrence.mean, lower: recurrence.lower, upper: recurrence.upper,
        count: row.draws, rule: Self.words,
        finding: Finding(recurrence.outcome),
        detail: [
          row.singleRunShare.map {
            "Single runs show gains of opposite signs in \(Phrase.percent($0)) of pairs."
          }, Self.remark(recurrence, draws: row.draws),
        ].compactMap { $0 }.joined(separator: " "))
      return isTrusted ? claim : claim.withoutVerdict(on: [setting])
    }
  }

  /// What must be known of a rho of 0 on every draw: its bounds have no width.
  static func remark(_ recurrence: RecurrenceRule, draws: Int) -> String? {
    guard recurrence.mean == 0, recurrence.lower == 0, recurrence.upper == 0,
      let limit = exactProportionUpper(successes: 0, trials: draws)
    else { return nil }
    return
      "Rho is 0 on each of \(draws) draws, which gives bounds without width: up to \(Phrase.percent(limit)) of "
      + "all draws may have another rho (exact one-sided 95% limit)."
  }

  /// The rule in words.
  static let words =
    "rho: share of pairs of trainings in which a seesaw (gains in log excess error of opposite signs, both beyond "
    + "\(Phrase.threshold(Metric.margin))) recurs the same way minus share in which it recurs reversed, per draw; one-sided "
    + "95% bounds over draws; supported iff the lower bound > 0 and rho >= "
    + "\(Phrase.threshold(RecurrenceRule.smallestSeen)); else not supported iff the upper bound < "
    + "\(Phrase.threshold(RecurrenceRule.largestUnseen)); no verdict unless the controls hold"
}

extension Finding {
  /// What the rule for a lasting seesaw says.
  init(_ outcome: RecurrenceRule.Outcome) {
    switch outcome {
    case .seen: self = .supported
    case .notSeen: self = .unsupported
    case .undecided: self = .inconclusive
    }
  }
}

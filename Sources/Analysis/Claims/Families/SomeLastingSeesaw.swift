// Does any model have a lasting seesaw, where tasks differ?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// Whether some model has a lasting seesaw on data whose tasks differ.
package struct SomeLastingSeesaw: ClaimFamily {
  package static let name = "some-lasting-seesaw"
  package static let unit = "rho"
  package static let tables: [any DerivedTable.Type] = [ControlTable.self]

  private let subjects: [String]
  private let settings: [String]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireRetraining()
    subjects = try arguments.modelsOrSharing("subject")
    settings = try arguments.settings("settings")
  }

  package var keys: [[String]] { [settings] }

  /// A model on the data of a setting.
  struct Candidate {
    var arm: Arm
    /// ρ of every draw.
    var values: [Double]
    var rule: RecurrenceRule
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let (sweep, models) = (results.sweep, results.models)
    let candidates = settings.flatMap { setting in
      subjects.compactMap { subject -> Candidate? in
        let arm = Arm(model: subject, setting: setting)
        let values = sweep.recurrences(arm, sweep.correlations(of: arm)).present
        return RecurrenceRule(values).map { Candidate(arm: arm, values: values, rule: $0) }
      }
    }
    let controls = results[ControlTable.self]
    let failed = settings.filter { !(controls?.hold(in: $0) ?? false) }
    let lowers = Self.lowerBounds(candidates.map(\.values))
    let outcome = Self.finding(candidates.map(\.rule), lowers: lowers)
    guard let decisive = Self.decisive(candidates.map(\.rule), lowers: lowers) else { return [] }
    let seen = zip(candidates, lowers).filter { Self.isSeen($0.rule, lower: $1) }.map {
      models.titleWithin($0.0.arm.model) + Phrase.on(setting: $0.0.arm.setting)
    }
    let top = candidates[decisive]
    let claim = Claim(
      settings,
      statement:
        "Some model has a lasting seesaw\(Phrase.on(settings: settings))",
      measured: top.rule.mean, lower: lowers[decisive], upper: top.rule.upper,
      count: top.values.count,
      rule: LastingSeesaw.words
        + "; supported iff some model has one after Holm over \(candidates.count) (models x settings); not supported iff "
        + "none has one by its own upper bound; printed for the model that decides, its lower bound after Holm and its upper one by itself: of those that have one, that with the "
        + "highest lower bound, else that with the highest upper bound",
      finding: outcome,
      detail: "The bounds are those of \(models.titleWithin(top.arm.model))"
        + Phrase.on(setting: top.arm.setting) + "."
        + (seen.isEmpty ? "" : " Seen: \(Phrase.list(seen))."))
    return [failed.isEmpty ? claim : claim.withoutVerdict(on: failed)]
  }

  /// Lower bounds of ρ that hold together; where all draws agree, that value.
  static func lowerBounds(_ columns: [[Double]]) -> [Double] {
    HolmBounds.lower(count: columns.count) { index, level in
      oneSidedLower(columns[index], level: level) ?? columns[index].first
    }.map { $0 ?? -1 }
  }

  /// Which candidate decides: of those that have a lasting seesaw the one with the highest lower bound, else the one
  /// with the highest upper bound.
  static func decisive(_ rules: [RecurrenceRule], lowers: [Double]) -> Int? {
    let seen = rules.indices.filter { isSeen(rules[$0], lower: lowers[$0]) }
    return seen.max { lowers[$0] < lowers[$1] }
      ?? rules.indices.max { rules[$0].upper < rules[$1].upper }
  }

  private static func isSeen(_ rule: RecurrenceRule, lower: Double) -> Bool {
    lower > 0 && rule.mean >= RecurrenceRule.smallestSeen
  }

  /// Some: supported. None has one by its own upper bound, each at 5%: not supported.
  static func finding(_ rules: [RecurrenceRule], lowers: [Double]) -> Finding {
    if zip(rules, lowers).contains(where: { isSeen($0, lower: $1) }) { return .supported }
    return rules.allSatisfy { $0.upper < RecurrenceRule.largestUnseen }
      ? .unsupported : .inconclusive
  }
}

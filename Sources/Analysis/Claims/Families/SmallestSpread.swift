// "MMoE's performance differs least between correlations" (MMoE, Figure 4): whose errors depend least on p?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// A model's spread over correlations, the difference of its log errors at the lowest and the highest p, against those of
/// others.
package struct SmallestSpread: ClaimFamily {
  package static let name = "smallest-spread"

  private let subject: String
  private let rivals: [String]
  private let setting: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.model("subject")
    rivals = try arguments.models("over")
    setting = try arguments.setting("setting")
    let own = arguments.experiment.settings.first { $0.name == setting }?.correlations
    guard (own ?? arguments.experiment.correlations).count > 1 else {
      throw arguments.refusal("is \(Self.name), which needs two correlations or more")
    }
  }

  package var keys: [[String]] { [[subject] + Self.key(setting)] }

  /// The end of an id: nothing for the default setting.
  static func key(_ setting: String) -> [String] {
    setting == Setting.defaultName ? [] : [setting]
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let records = results.records
    guard let own = records.drop(of: subject, in: setting) else { return [] }
    var parts: [IntersectionUnion.Part] = []
    for rival in rivals {
      guard let other = records.drop(of: rival, in: setting) else { return [] }
      parts += Self.parts(own.values, against: other.values, results.models.titleWithin(rival))
    }
    let weakest = IntersectionUnion.weakest(parts)
    let means = ([subject] + rivals).compactMap { model -> String? in
      guard let drop = records.drop(of: model, in: setting),
        let summary = Summary(drop.values.present)
      else { return nil }
      return "\(results.models.titleWithin(model)) \(Phrase.signed(summary.mean))"
    }
    return [
      Claim(
        [subject] + Self.key(setting),
        statement: "\(results.models.title(subject))'s errors depend least on the task correlation"
          + Phrase.on(setting: setting),
        measured: weakest?.estimate.mean, lower: weakest?.estimate.lower,
        upper: weakest?.estimate.upper, count: weakest?.estimate.count ?? 0,
        rule:
          "a model's spread is its log excess error at the lowest p minus that at the highest, mean over tasks, per draw; for "
          + "every rival its spread minus the subject's, and its spread plus the subject's (a spread of the other sign does "
          + "not pass as small); the weakest is printed; \(IntersectionUnion.words)",
        finding: IntersectionUnion.finding(parts),
        detail: "Log excess error at p = \(own.lowest) minus that at \(own.highest): "
          + "\(Phrase.list(means)). The bounds are those of \(weakest?.part.name ?? "none").")
    ]
  }

  /// |own| < other, as two differences that must both be positive.
  static func parts(
    _ own: DrawColumn, against other: DrawColumn, _ rival: String
  ) -> [IntersectionUnion.Part] {
    [
      IntersectionUnion.Part(
        name: "\(rival) minus the subject",
        values: DrawColumn.difference(other, own).present, margin: Metric.margin),
      IntersectionUnion.Part(
        name: "\(rival) plus the subject",
        values: DrawColumn.difference(other, own.map { $0.map { -$0 } }).present,
        margin: Metric.margin),
    ]
  }
}

extension ExperimentRecords {
  /// A model's log excess error at the lowest p minus that at the highest, mean over tasks, draw by draw; nil where there
  /// are not two.
  func drop(
    of model: String, in setting: String
  ) -> (values: DrawColumn, lowest: String, highest: String)? {
    let arm = arm(of: model, in: setting)
    let correlations = sweep.correlations(of: arm)
    guard let lowest = correlations.first, let highest = correlations.last, lowest != highest
    else { return nil }
    let values = DrawColumn.difference(
      sweep.errors(arm, lowest, task: nil, .logExcess),
      sweep.errors(arm, highest, task: nil, .logExcess))
    return (values, lowest, highest)
  }
}

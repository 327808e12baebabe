// "MMoE and OMoE perform nearly the same at p = 1" (MMoE, Figure 4): are two models equal at some p?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// Whether two models' errors at one correlation differ by less than a margin.
package struct EqualAt: ClaimFamily {
  package static let name = "equal-at"

  private let subject: String
  private let rival: String
  /// As a key.
  private let correlation: String
  private let margin: Double
  private let setting: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.model("subject")
    rival = try arguments.model("over")
    let setting = try arguments.setting("setting")
    self.setting = setting
    let experiment = arguments.experiment
    let known =
      experiment.settings.first { $0.name == setting }?.correlations ?? experiment.correlations
    let text = try arguments.text("correlation", "a correlation of the experiment")
    guard let given = Double(text), known.contains(given) else {
      let keys = known.map { NumberFormat.correlation($0) }.joined(separator: ", ")
      throw arguments.refusal("has \(text) as correlation, but must have one of \(keys) there")
    }
    let width = try arguments.text("margin", "the largest difference that counts as none")
    guard let margin = Double(width), margin > 0, margin.isFinite else {
      throw arguments.refusal("has \(width) as margin, but must have a number above 0 there")
    }
    self.correlation = NumberFormat.correlation(given)
    self.margin = margin
  }

  private var key: [String] { [subject, rival, correlation] + SmallestSpread.key(setting) }

  package var keys: [[String]] { [key] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let (records, models) = (results.records, results.models)
    let own = records.arm(of: subject, in: setting)
    let other = records.arm(of: rival, in: setting)
    let difference = DrawColumn.difference(
      records.sweep.errors(ofRival: other, against: own, correlation, task: nil, .logExcess),
      records.sweep.errors(own, correlation, task: nil, .logExcess))
    let estimate = Estimate(difference.present)
    let text = Phrase.threshold(margin)
    return [
      Claim(
        key,
        statement: "\(models.title(subject)) and \(models.titleWithin(rival)) are equally good"
          + "\(Phrase.at([correlation]))\(Phrase.on(setting: setting))",
        measured: estimate?.mean, lower: estimate?.lower, upper: estimate?.upper,
        count: estimate?.count ?? 0,
        rule:
          "the rival's log excess error minus the subject's, mean over tasks; supported iff both one-sided 95% bounds lie "
          + "within ±\(text); not supported iff the lower bound > \(text) or the upper bound < -\(text)",
        finding: Self.finding(lower: estimate?.lower, upper: estimate?.upper, margin: margin))
    ]
  }

  /// Supported: both bounds within the margin, which is two one-sided tests at 5%. Not supported: the whole interval
  /// beyond it on one side. Inconclusive otherwise.
  static func finding(lower: Double?, upper: Double?, margin: Double) -> Finding {
    guard let lower, let upper else { return .inconclusive }
    if lower > -margin && upper < margin { return .supported }
    return lower > margin || upper < -margin ? .unsupported : .inconclusive
  }
}

// What does the losing task pay? A model that loses on both tasks has a small ρ and a large bill.

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// Whether the losing task gains more (pays less) in one model than in another.
package struct LoserPaysLess: ClaimFamily {
  package static let name = "loser-pays-less"
  package static let tables: [any DerivedTable.Type] = [ControlTable.self]

  private let subject: String
  private let rival: String
  private let settings: [String]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireRetraining()
    subject = try arguments.model("subject")
    rival = try arguments.model("over")
    settings = try arguments.settings("settings")
  }

  package var keys: [[String]] { [[subject, rival] + settings] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let (sweep, models) = (results.sweep, results.models)
    func column(_ model: String, _ setting: String) -> DrawColumn {
      let arm = Arm(model: model, setting: setting)
      return sweep.loserGains(arm, sweep.correlations(of: arm))
    }
    // All settings share the draws' inputs and noise, so that a draw is one value.
    let differences = settings.map { setting in
      DrawColumn.difference(column(subject, setting), column(rival, setting))
    }
    let estimate = Estimate(DrawColumn.mean(of: differences).present)
    let bySetting = zip(settings, differences).compactMap { setting, column in
      Summary(column.present).map { "\(Phrase.signed($0.mean))\(Phrase.on(setting: setting))" }
    }
    let failed = settings.filter { !(results[ControlTable.self]?.hold(in: $0) ?? false) }
    let claim = Claim(
      [subject, rival] + settings,
      statement:
        "The losing task pays less in \(models.title(subject)) than in \(models.titleWithin(rival))"
        + (settings.count > 1 ? ", mean over settings" : "") + Phrase.on(settings: settings),
      measured: estimate?.mean, lower: estimate?.lower, upper: estimate?.upper,
      count: estimate?.count ?? 0,
      rule:
        "gain in log excess error of the task that loses, picked in one training and measured in another, the "
        + "subject's minus the rival's, mean over settings and draws; \(CommonRule.words); no verdict unless the "
        + "controls hold in every setting",
      finding: CommonRule.finding(
        lower: estimate?.lower, upper: estimate?.upper, margin: Metric.margin),
      detail: settings.count > 1 ? "By setting: \(bySetting.joined(separator: ", "))." : "")
    return [failed.isEmpty ? claim : claim.withoutVerdict(on: failed)]
  }
}

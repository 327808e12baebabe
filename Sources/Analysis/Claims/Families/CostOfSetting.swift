// What does a setting cost, such as a constant learning rate?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// By how much errors are higher in a setting than in the default one, mean over models.
package struct CostOfSetting: ClaimFamily {
  package static let name = "cost-of-setting"

  private let setting: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    setting = try arguments.text("setting", "a setting of the experiment")
    let names = arguments.experiment.settings.map(\.name)
    guard names.contains(setting), setting != Setting.defaultName else {
      throw arguments.refusal(
        "has \(setting) as setting, but must have one of "
          + names.filter { $0 != Setting.defaultName }.joined(separator: ", "))
    }
  }

  package var keys: [[String]] { [[setting]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let sweep = results.sweep
    let models =
      [sweep.arm(.baseline)?.model].compactMap { $0 }
      + sweep.sharingArms(in: Arm.defaultSetting).map(\.model)
    let costs = models.filter { sweep.arms.contains(Arm(model: $0, setting: setting)) }
      .map { model -> (title: String, column: DrawColumn) in
        let arm = Arm(model: model, setting: setting)
        let correlations = sweep.correlations(of: arm)
        func errors(_ arm: Arm) -> DrawColumn {
          .mean(of: correlations.map { sweep.errors(arm, $0, task: nil, .logExcess) })
        }
        return (
          results.models.titleWithin(model), .difference(errors(arm), errors(Arm(model: model)))
        )
      }
    guard let estimate = Estimate(DrawColumn.mean(of: costs.map(\.column)).present) else {
      return []
    }
    let byModel = costs.compactMap { cost in
      Summary(cost.column.present).map { "\(cost.title) \(Phrase.signed($0.mean))" }
    }
    return [
      Claim(
        [setting],
        statement: "Errors are higher\(Phrase.on(setting: setting)) than in the default setting",
        measured: estimate.mean, lower: estimate.lower, upper: estimate.upper,
        count: estimate.count,
        rule:
          "log excess error in the setting minus that in the default one, mean over models, tasks and correlations; "
          + CommonRule.words,
        finding: CommonRule.finding(
          lower: estimate.lower, upper: estimate.upper, margin: Metric.margin),
        detail: "By model: \(byModel.joined(separator: ", ")).")
    ]
  }
}

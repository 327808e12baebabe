// What does a departure of public implementations from the paper cost?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// By how much a model's errors are higher with a departure than without it.
package struct CostOfDeparture: ClaimFamily {
  package static let name = "cost-of-departure"
  package static let tables: [any DerivedTable.Type] = [DepartureTable.self]

  private let setting: String
  private let subjects: [String]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    setting = try arguments.setting("setting")
    subjects = try arguments.models("subject")
    if setting == Setting.defaultName {
      throw arguments.refusal("lacks the argument setting, one with a departure")
    }
    for model in subjects where !arguments.experiment.changes(model, in: setting) {
      throw arguments.refusal("names \(model), which the setting \(setting) does not change")
    }
  }

  package var keys: [[String]] { subjects.map { [setting, $0] } }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let rows = results[DepartureTable.self]?.rows ?? []
    let reference = results.plan.experiment.reference(of: setting)
    return subjects.map { model in
      let costs = results.records.cost(of: model, in: setting, from: reference)
      let estimate = Estimate(costs.present)
      let row = rows.first { $0.setting == setting && $0.model == model && $0.rival == nil }
      return Claim(
        [setting, model],
        statement:
          "\(results.models.title(model)) has higher errors with a departure than without it"
          + Phrase.on(setting: setting),
        measured: estimate?.mean, lower: estimate?.lower, upper: estimate?.upper,
        count: estimate?.count ?? 0,
        rule:
          "log excess error with the departure minus that without it"
          + (reference == Setting.defaultName ? "" : " (setting \(reference))")
          + ", mean over tasks, trainings and correlations; \(CommonRule.words)",
        finding: CommonRule.finding(
          lower: estimate?.lower, upper: estimate?.upper, margin: Metric.margin),
        detail: row.flatMap { $0.trainedInWords } ?? "")
    }
  }
}

extension Experiment {
  /// The setting that one departs from: the default where it names none.
  package func reference(of setting: String) -> String {
    settings.first { $0.name == setting }?.departsFrom ?? Setting.defaultName
  }
}

extension ExperimentRecords {
  /// A model's log excess error in a setting minus that in another, on a task or the mean over tasks (task nil), mean over
  /// correlations, draw by draw.
  func cost(
    of model: String, in setting: String, from reference: String, task: Int? = nil
  ) -> DrawColumn {
    let own = arm(of: model, in: setting)
    let other = arm(of: model, in: reference)
    return .mean(
      of: sweep.correlations(of: own).map { correlation in
        .difference(
          sweep.errors(own, correlation, task: task, .logExcess),
          sweep.errors(other, correlation, task: task, .logExcess))
      })
  }
}

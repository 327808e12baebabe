// Does one model overfit a task more than another?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// The overfitting of a model, ln of its test error over its training error, minus that of another.
package struct OverfitsMore: ClaimFamily {
  package static let name = "overfits-more"
  package static let tables: [any DerivedTable.Type] = [FittedTable.self]

  private let subject: String
  private let rivals: [String]
  private let setting: String
  private let task: Int

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireTrainingErrors()
    subject = try arguments.model("subject")
    rivals = try arguments.models("over")
    setting = try arguments.setting("setting")
    task = try arguments.task("task")
  }

  package var keys: [[String]] { rivals.map { key($0) } }

  private func key(_ rival: String) -> [String] {
    [subject, rival, "task\(task + 1)"] + (setting == Setting.defaultName ? [] : [setting])
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let errors = FittedErrors(results.records)
    return rivals.map { rival in
      let gaps = [subject, rival].map {
        errors.column(results.records.arm(of: $0, in: setting), task: task, .gap)
      }
      let estimate = Estimate(DrawColumn.difference(gaps[0], gaps[1]).present)
      return Claim(
        key(rival),
        statement:
          "\(results.models.title(subject)) overfits task \(task + 1) more than "
          + results.models.titleWithin(rival) + Phrase.on(setting: setting),
        measured: estimate?.mean, lower: estimate?.lower, upper: estimate?.upper,
        count: estimate?.count ?? 0,
        rule:
          "ln(test MSE / training MSE) of the subject minus that of the rival, mean over trainings and correlations; "
          + CommonRule.words,
        finding: CommonRule.finding(
          lower: estimate?.lower, upper: estimate?.upper, margin: Metric.margin),
        detail:
          "ln(test MSE / training MSE): \(Phrase.mean(gaps[0].present)) against \(Phrase.mean(gaps[1].present))."
      )
    }
  }
}

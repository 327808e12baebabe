// Is one model's lead over another lost in a setting, such as one with few labels?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// A model's lead over another in the setting that one departs from, minus that in the setting.
package struct LeadLost: ClaimFamily {
  package static let name = "lead-lost"
  package static let tables: [any DerivedTable.Type] = [LeadTable.self]

  private let subject: String
  private let rivals: [String]
  private let setting: String
  private let task: Int?

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.model("subject")
    rivals = try arguments.models("over")
    setting = try arguments.changedSetting("setting", by: [subject])
    task = try arguments.optionalTask("task")
  }

  package var keys: [[String]] { rivals.map { key($0) } }

  private func key(_ rival: String) -> [String] {
    [subject, rival, setting] + (task.map { ["task\($0 + 1)"] } ?? [])
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let reference = results.plan.experiment.reference(of: setting)
    return rivals.map { rival in
      func lead(_ setting: String) -> DrawColumn {
        results.records.lead(of: subject, over: rival, in: setting, task: task)
      }
      let (before, after) = (lead(reference), lead(setting))
      let estimate = Estimate(DrawColumn.difference(before, after).present)
      return Claim(
        key(rival),
        statement:
          "\(results.models.title(subject)) loses lead over \(results.models.titleWithin(rival))"
          + Phrase.on(task: task) + Phrase.on(setting: setting),
        measured: estimate?.mean, lower: estimate?.lower, upper: estimate?.upper,
        count: estimate?.count ?? 0,
        rule:
          "the lead is the rival's log excess error minus the subject's\(Phrase.of(task: task)); the lead in "
          + (reference == Setting.defaultName ? "the default setting" : "the setting \(reference)")
          + " minus that in this one, draw by draw; \(CommonRule.words)",
        finding: CommonRule.finding(
          lower: estimate?.lower, upper: estimate?.upper, margin: Metric.margin),
        detail: "The lead was \(Phrase.mean(before.present)) and is \(Phrase.mean(after.present)).")
    }
  }
}

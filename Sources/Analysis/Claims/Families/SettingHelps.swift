// Does a setting lower a model's errors, such as another weight of a task's loss?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// By how much a model's errors are lower in a setting than in the one that it departs from.
package struct SettingHelps: ClaimFamily {
  package static let name = "setting-helps"

  private let setting: String
  private let subjects: [String]
  private let task: Int?

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subjects = try arguments.models("subject")
    setting = try arguments.changedSetting("setting", by: subjects)
    task = try arguments.optionalTask("task")
  }

  package var keys: [[String]] {
    subjects.map { [setting, $0] + (task.map { ["task\($0 + 1)"] } ?? []) }
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let reference = results.plan.experiment.reference(of: setting)
    return zip(subjects, keys).map { model, key in
      let costs = results.records.cost(of: model, in: setting, from: reference, task: task)
      let estimate = Estimate(costs.present.map { -$0 })
      return Claim(
        key,
        statement:
          "\(results.models.title(model)) has lower errors\(Phrase.on(task: task)) than without the setting"
          + Phrase.on(setting: setting),
        measured: estimate?.mean, lower: estimate?.lower, upper: estimate?.upper,
        count: estimate?.count ?? 0,
        rule:
          "log excess error\(Phrase.of(task: task)) in "
          + (reference == Setting.defaultName ? "the default setting" : "the setting \(reference)")
          + " minus that in this one; \(CommonRule.words)",
        finding: CommonRule.finding(
          lower: estimate?.lower, upper: estimate?.upper, margin: Metric.margin))
    }
  }
}

extension Phrase {
  /// ` on task 2`; empty for the mean over tasks.
  static func on(task: Int?) -> String { task.map { " on task \($0 + 1)" } ?? "" }

  /// ` on task 2`, or what is averaged.
  static func of(task: Int?) -> String { task == nil ? ", mean over tasks" : on(task: task) }
}

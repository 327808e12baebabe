// "With very sparse targets, do exclusive experts raise the risk of overfitting?"

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// Whether models with experts of tasks both overfit a sparse task more than another model and lose lead over it.
package struct OverfitsSparseTargets: ClaimFamily {
  package static let name = "overfits-sparse-targets"
  package static let tables: [any DerivedTable.Type] = [FittedTable.self, LeadTable.self]

  private let subjects: [String]
  private let rival: String
  private let setting: String
  private let task: Int

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireTrainingErrors()
    subjects = try arguments.models("subject")
    rival = try arguments.model("over")
    setting = try arguments.changedSetting("setting", by: subjects)
    task = try arguments.task("task")
  }

  package var keys: [[String]] { [[rival, setting]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let (models, records) = (results.models, results.records)
    let parts = Self.parts(records, subjects, over: rival, in: setting, task: task)
    let weakest = IntersectionUnion.weakest(parts)
    let passed = parts.count { Estimate($0.values).map { $0.lower > 0 } ?? false }
    return [
      Claim(
        [rival, setting],
        statement:
          "\(Phrase.list(subjects.map { models.title($0) })) overfit task \(task + 1) more than "
          + "\(models.titleWithin(rival)), and lose lead over it\(Phrase.on(setting: setting))",
        measured: weakest?.estimate.mean, lower: weakest?.estimate.lower,
        upper: weakest?.estimate.upper, count: weakest?.estimate.count ?? 0,
        rule:
          "of each model ln(test MSE / training MSE) minus the rival's, and the lead in log excess error in the setting departed "
          + "from minus that in this one (the weakest of \(parts.count) is printed); \(IntersectionUnion.words)",
        finding: IntersectionUnion.finding(parts),
        detail:
          "\(passed) of \(parts.count) parts hold; the weakest is \(weakest?.part.name ?? "none").")
    ]
  }

  /// Of every model, how much more it overfits than the rival, and how much of its lead it has lost.
  static func parts(
    _ records: ExperimentRecords, _ subjects: [String], over rival: String, in setting: String,
    task: Int
  ) -> [IntersectionUnion.Part] {
    let errors = FittedErrors(records)
    let reference = records.plan.experiment.reference(of: setting)
    func gap(_ model: String) -> DrawColumn {
      errors.column(records.arm(of: model, in: setting), task: task, .gap)
    }
    return subjects.flatMap { model in
      let title = records.models.title(model)
      func lead(_ setting: String) -> DrawColumn {
        records.lead(of: model, over: rival, in: setting, task: task)
      }
      return [
        IntersectionUnion.Part(
          name: "overfitting in \(title)",
          values: DrawColumn.difference(gap(model), gap(rival)).present, margin: Metric.margin),
        IntersectionUnion.Part(
          name: "the lead of \(title)",
          values: DrawColumn.difference(lead(reference), lead(setting)).present,
          margin: Metric.margin),
      ]
    }
  }
}

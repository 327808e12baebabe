// `<experiment>/leads.csv`: what separate experts gain over shared ones, by setting and task.

internal import Experiments
package import Formats
internal import ModelZoo
package import Records
package import Statistics

/// The lead of every model with experts of tasks over every model without, the baseline among them.
package struct LeadTable: DerivedTable {
  /// One lead in one setting.
  package struct Row: Sendable {
    package var model: String
    package var rival: String
    package var setting: String
    package var task: String
    package var labelShare: Double
    package var differsInSharesAlone: Bool
    package var count: Int
    package var mean: Double?
    package var interval: Interval?

    static let schema = Schema<Row>([
      .computed("model", .text, .key, "a model with experts of tasks", \.model),
      .computed("over", .text, .key, "a model without", \.rival),
      .computed("setting", .text, .key, "the setting; - is the default", \.setting),
      .computed("task", .text, .key, "task1, task2, …", \.task),
      .computed(
        "label_share", .shortest, .configuration, "share of samples that carry the task's label",
        \.labelShare),
      .computed(
        "only_shares", .yesOrNo, .configuration,
        "whether the setting differs from the default in the shares of labels alone"
      ) { $0.differsInSharesAlone },
      .computed("n", .integer, .following, "draws", \.count),
      .number(
        "mean",
        "the lead, the other model's log excess error minus this one's, mean over trainings, correlations and draws"
      ) { $0.mean },
      .number("lower", "its two-sided 95% Student t interval", .following) { $0.interval?.lower },
      .number("upper", "its two-sided 95% Student t interval", .following) { $0.interval?.upper },
    ])
  }

  package static let description = TableDescription(
    Row.schema, file: "leads.csv", row: "model, model compared with, setting, task",
    isDerived: true, evidence: .intervals)
  package static let isAlwaysWritten = false

  /// In the order of models and settings.
  package let rows: [Row]

  /// Nil where no two models differ in whether experts belong to tasks.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let (plan, tasks) = (records.plan, records.sweep.tasks)
    let compared = records.models.models.filter { $0.role == nil || $0.role == .baseline }
    let separated = compared.filter { $0.kind.definition.hasTaskExperts }
    let pooled = compared.filter { !$0.kind.definition.hasTaskExperts }
    rows = separated.flatMap { model in
      pooled.flatMap { rival in
        plan.experiment.settings.filter { plan.experiment.changes(model.name, in: $0.name) }
          .flatMap { setting in
            tasks.indices.map { task in
              let values = records.lead(
                of: model.name, over: rival.name, in: setting.name, task: task
              ).present
              return Row(
                model: model.name, rival: rival.name, setting: setting.name, task: tasks[task],
                labelShare: plan.labelShare(task: task, in: setting),
                differsInSharesAlone: plan.differsInSharesAlone(setting), count: values.count,
                mean: Summary(values)?.mean, interval: meanInterval(values))
            }
          }
      }
    }
    if rows.isEmpty { return nil }
  }

  package var table: CSVTable { Row.schema.table(rows) }
}

extension ExperimentRecords {
  /// A model's lead over another in a setting: the other's log excess error minus its own on a task, or their mean over
  /// tasks (task nil); mean over trainings and correlations, draw by draw.
  func lead(of model: String, over rival: String, in setting: String, task: Int?) -> DrawColumn {
    let (own, other) = (arm(of: model, in: setting), arm(of: rival, in: setting))
    return .mean(
      of: sweep.correlations(of: own).map { correlation in
        .difference(
          sweep.errors(ofRival: other, against: own, correlation, task: task, .logExcess),
          sweep.errors(own, correlation, task: task, .logExcess))
      })
  }
}

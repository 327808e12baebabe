// `<experiment>/fitted.csv`: errors on training and test samples by the share of labels.

internal import Experiments
package import Formats
package import Records
package import Statistics

/// Every model's errors on the samples that it was trained on beside those on new ones, by setting and task.
package struct FittedTable: DerivedTable {
  /// One quantity of one model in one setting.
  package struct Row: Sendable {
    package var arm: Arm
    package var task: String
    package var quantity: String
    package var labelShare: Double
    package var differsInSharesAlone: Bool
    package var labels: Double?
    package var count: Int
    package var mean: Double?
    package var interval: Interval?

    static let schema = Schema<Row>(
      Arm.columns(\.arm) + [
        .computed("task", .text, .key, "task1, task2, …", \.task),
        .computed(
          "quantity", .text, .key,
          "training or test (ln of the mean squared error on training samples that carry the label, and on test samples), "
            + "gap (test minus training), training_excess or test_excess (ln of the mean squared distance from noise-free "
            + "labels)", \.quantity),
        .computed(
          "label_share", .shortest, .configuration, "share of samples that carry the task's label",
          \.labelShare),
        .computed(
          "only_shares", .yesOrNo, .configuration,
          "whether the setting differs from the default in the shares of labels alone"
        ) { $0.differsInSharesAlone },
        .number(
          "labels", "training samples that carry the task's label, mean over draws", .following
        ) { $0.labels },
        .computed("n", .integer, .following, "draws", \.count),
        .number("mean", "mean over draws, of trainings and correlations first") { $0.mean },
        .number("lower", "its two-sided 95% Student t interval", .following) { $0.interval?.lower },
        .number("upper", "its two-sided 95% Student t interval", .following) { $0.interval?.upper },
      ])
  }

  package static let description = TableDescription(
    Row.schema, file: "fitted.csv", row: "model, setting, task, quantity", isDerived: true,
    evidence: .intervals)
  package static let isAlwaysWritten = false

  /// In the order of models, settings and tasks.
  package let rows: [Row]

  /// Nil where no errors on training samples were asked for.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let (plan, sweep) = (records.plan, records.sweep)
    guard plan.recordsTrainingErrors else { return nil }
    let errors = FittedErrors(records)
    rows = sweep.arms.flatMap { arm -> [Row] in
      guard let setting = plan.experiment.settings.first(where: { $0.name == arm.setting }) else {
        return []
      }
      return sweep.tasks.indices.flatMap { task in
        FittedErrors.Quantity.allCases.map { quantity in
          let values = errors.column(arm, task: task, quantity).present
          return Row(
            arm: arm, task: sweep.tasks[task], quantity: quantity.rawValue,
            labelShare: plan.labelShare(task: task, in: setting),
            differsInSharesAlone: plan.differsInSharesAlone(setting),
            labels: errors.labels(arm, task: task), count: values.count,
            mean: Summary(values)?.mean, interval: meanInterval(values))
        }
      }
    }
    if rows.isEmpty { return nil }
  }

  package var table: CSVTable { Row.schema.table(rows) }
}

// `<experiment>/loss-curves.csv`: loss along training by model and p, beside the published curves.

package import Formats
package import Records
internal import Statistics

/// Mean validation NMSE over runs with the range of their middle 80%, and MMoE's Figures 3 and 4.
///
/// NMSE is a loss divided by that of the best constant; a published loss is divided by that of the untrained network.
package struct LossCurves: DerivedTable {
  /// One point of one curve.
  package struct Row: Sendable {
    package var source: Figure8Table.Source
    package var arm: Arm
    package var correlation: String
    package var step: Int
    /// The share of all steps.
    package var progress: Double
    /// Nil for published values.
    package var count: Int?
    package var mean: Double
    /// The range of the middle 80% of runs; nil for published values.
    package var range: (lower: Double, upper: Double)?

    static let schema = Schema<Row>(
      [.computed("source", .word, .key, "measured, or published: the paper's", \.source)]
        + Arm.columns(\.arm) + [
          RunKey.correlationColumn(\.correlation),
          .computed(
            "step", .integer, .key,
            "training steps taken; of published values as the axis of the figure has it", \.step),
          .number("progress", "the share of all steps") { $0.progress },
          .computed(
            "n", .optionalInteger, .following, "runs behind the row; empty for published values",
            \.count),
          .number(
            "mean",
            "mean validation NMSE over draws and trainings; of published values the loss divided by that of the untrained "
              + "network"
          ) { $0.mean },
          .number("p10", "the runs' 10% quantile; empty for published values") { $0.range?.lower },
          .number("p90", "the runs' 90% quantile; empty for published values") { $0.range?.upper },
        ])
  }

  package static let description = TableDescription(
    Row.schema, file: "loss-curves.csv", row: "source, model, setting, correlation, step",
    isDerived: true, evidence: .none("it pools runs of all trainings"), source: "curves.csv")
  package static let isAlwaysWritten = false

  /// In the order of models, settings, correlations and steps; published ones behind.
  package let rows: [Row]

  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let byArm = Dictionary(grouping: records.curves, by: \.run.arm)
    var rows: [Row] = []
    for arm in records.models.sorted(byArm.keys) {
      let byCorrelation = Dictionary(grouping: byArm[arm] ?? [], by: \.run.correlation)
      for correlation in RunKey.sortedCorrelations(byCorrelation.keys) {
        let bySteps = Dictionary(grouping: byCorrelation[correlation] ?? [], by: \.step)
        guard let last = bySteps.keys.max() else { continue }
        for step in bySteps.keys.sorted() {
          let values = (bySteps[step] ?? []).compactMap(\.validationNMSE).sorted()
          guard let mean = Summary(values)?.mean else { continue }
          rows.append(
            Row(
              source: .measured, arm: arm, correlation: correlation, step: step,
              progress: Double(step) / Double(last), count: values.count, mean: mean,
              range: (quantile(0.1, ofSorted: values), quantile(0.9, ofSorted: values))))
        }
      }
    }
    if rows.isEmpty { return nil }
    let correlations = Set(rows.map(\.correlation))
    for model in records.models.models {
      for point in published.lossCurves
      where point.model == model.published && correlations.contains(point.correlation) {
        rows.append(
          Row(
            source: .published, arm: Arm(model: model.name), correlation: point.correlation,
            step: point.step,
            progress: Double(point.step) / Double(PublishedValues.LossPoint.lastStep), count: nil,
            mean: point.relativeLoss, range: nil))
      }
    }
    self.rows = rows
  }

  package var table: CSVTable { Row.schema.table(rows) }

  /// The last point of a model's curve at a correlation; nil where there is none.
  package func end(
    of model: String, _ correlation: String, _ source: Figure8Table.Source = .measured
  ) -> Double? {
    rows.last {
      $0.source == source && $0.arm == Arm(model: model) && $0.correlation == correlation
    }?.mean
  }
}

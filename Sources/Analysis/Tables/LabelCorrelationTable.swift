// `<experiment>/label-correlation.csv`: gains beside the correlation that the labels turned out to have.

internal import Experiments
package import Formats
package import Records

/// Every compared model on every data set, in settings whose data are the default's.
///
/// p sets the cosine of the tasks' weight vectors. The labels' own correlation follows from it, but differs by draw.
package struct LabelCorrelationTable: DerivedTable {
  /// One model on one data set.
  package struct Row: Sendable {
    package var arm: Arm
    package var correlation: String
    package var draw: String
    /// Pearson correlation of the labels, mean over pairs of tasks.
    package var labelPearson: Double
    /// Gain in log excess error, mean over tasks and trainings; nil where it was not measured.
    package var gain: Double?

    static let schema = Schema<Row>(
      Arm.columns(\.arm) + [
        RunKey.correlationColumn(\.correlation), RunKey.drawColumn(\.draw),
        .number("label_pearson", "Pearson correlation of the tasks' labels on that draw") {
          $0.labelPearson
        },
        .number(
          "gain", "gain in log excess error over single-task, mean over tasks and trainings"
        ) { $0.gain },
      ])
  }

  package static let description = TableDescription(
    Row.schema, file: "label-correlation.csv", row: "model, setting, correlation, draw",
    isDerived: true, evidence: .repetitions("draw"))
  package static let isAlwaysWritten = false

  /// In the order of models, correlations and draws.
  package let rows: [Row]

  /// Nil where nothing controls the correlation.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let (sweep, measured) = (records.sweep, LabelCorrelations(records))
    rows = sweep.comparedArms.flatMap { arm in
      sweep.correlations(of: arm).flatMap { correlation in
        let gains = sweep.gains(arm, correlation, task: nil, .logExcess)
        return zip(sweep.draws, gains).compactMap { draw, gain -> Row? in
          guard let pearson = measured[correlation, draw, arm.setting] else { return nil }
          return Row(
            arm: arm, correlation: correlation, draw: draw, labelPearson: pearson, gain: gain)
        }
      }
    }
    if rows.isEmpty { return nil }
  }

  package var table: CSVTable { Row.schema.table(rows) }
}

/// The labels' correlation on every data set of an experiment.
struct LabelCorrelations {
  private let values: [[String]: Double]
  private let settings: Set<String>

  init(_ records: ExperimentRecords) {
    values = Dictionary(
      records.data.compactMap { record in
        record.labelPearson.map { ([record.setting, record.correlation, record.draw], $0) }
      }, uniquingKeysWith: { first, _ in first })
    settings = Set(records.plan.settingsWithData.map(\.name))
  }

  /// Of one data set; nil where the data have no correlation. A setting without data of its own has the default's.
  subscript(correlation: String, draw: String, setting: String) -> Double? {
    values[[settings.contains(setting) ? setting : Arm.defaultSetting, correlation, draw]]
  }
}

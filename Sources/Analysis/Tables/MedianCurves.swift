// `<experiment>/median-curves.csv`: the median along training, by model, of the validation error and of
// the smallest weight of any gate.

package import Formats
package import Records
internal import Statistics

/// Medians over all draws, trainings and correlations, point by point.
package struct MedianCurves: DerivedTable {
  /// The median and the quartiles of some values.
  package struct Quartiles: Sendable {
    package var median: Double
    package var lower: Double
    package var upper: Double

    init?(_ values: [Double]) {
      guard !values.isEmpty else { return nil }
      let sorted = values.sorted()
      median = quantile(0.5, ofSorted: sorted)
      lower = quantile(0.25, ofSorted: sorted)
      upper = quantile(0.75, ofSorted: sorted)
    }
  }

  /// One point of one arm.
  package struct Row: Sendable {
    package var arm: Arm
    package var step: Int
    package var samples: Int
    package var count: Int
    /// Of the validation NMSE.
    package var error: Quartiles
    /// Of the smallest mean weight; nil without gates.
    package var smallestWeight: Quartiles?

    static let schema = Schema<Row>(
      Arm.columns(\.arm) + [
        .computed("step", .integer, .key, "training steps taken", \.step),
        .computed("samples", .integer, .configuration, "training samples seen", \.samples),
        .computed("n", .integer, .measured, "runs behind the row", \.count),
        .number("median", "median validation NMSE over draws, trainings and correlations") {
          $0.error.median
        },
        .number("p25", "its lower quartile") { $0.error.lower },
        .number("p75", "its upper quartile") { $0.error.upper },
        .number(
          "smallest_weight_median", "median smallest mean weight of any gate; empty without gates"
        ) { $0.smallestWeight?.median },
        .number("smallest_weight_p25", "its lower quartile") { $0.smallestWeight?.lower },
        .number("smallest_weight_p75", "its upper quartile") { $0.smallestWeight?.upper },
      ])
  }

  package static let description = TableDescription(
    Row.schema, file: "median-curves.csv", row: "model, setting, point of the learning curve",
    isDerived: true, evidence: .none("it pools runs that are not independent"), source: "curves.csv"
  )

  /// In the order arm, step.
  package let rows: [Row]

  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let byArm = Dictionary(grouping: records.curves, by: \.run.arm)
    rows = records.models.sorted(byArm.keys).flatMap { arm -> [Row] in
      let byStep = Dictionary(grouping: byArm[arm] ?? [], by: \.step)
      return byStep.keys.sorted().compactMap { step in
        let points = byStep[step] ?? []
        let errors = points.compactMap(\.validationNMSE)
        guard let samples = points.first?.samples, let error = Quartiles(errors) else { return nil }
        return Row(
          arm: arm, step: step, samples: samples, count: errors.count, error: error,
          smallestWeight: Quartiles(points.compactMap(\.smallestWeight)))
      }
    }
    if rows.isEmpty { return nil }
  }

  package var table: CSVTable { Row.schema.table(rows) }
}

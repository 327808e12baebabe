// `<experiment>/median-curves.csv`: the median along training, by model, of the validation error and of
// the smallest weight of any gate.

internal import Formats
internal import Statistics

/// Medians over all replicates and correlations, point by point.
struct CurveTable {
  static let columns = [
    "model", "setting", "step", "samples", "n", "median", "p25", "p75", "smallest_weight_median",
    "smallest_weight_p25", "smallest_weight_p75",
  ]

  /// The median and the quartiles of some values.
  struct Quartiles {
    var median: Double
    var lower: Double
    var upper: Double

    init?(_ values: [Double]) {
      guard !values.isEmpty else { return nil }
      let sorted = values.sorted()
      median = quantile(0.5, ofSorted: sorted)
      lower = quantile(0.25, ofSorted: sorted)
      upper = quantile(0.75, ofSorted: sorted)
    }
  }

  /// One point of one arm.
  struct Row {
    var arm: Arm
    var step: Int
    var samples: Int
    var count: Int
    /// Of the validation NMSE.
    var error: Quartiles
    /// Of the smallest mean weight; nil without gates.
    var smallestWeight: Quartiles?
    /// The median validation NMSE.
    var median: Double { error.median }
  }

  /// In the order arm, step.
  let rows: [Row]

  init(_ records: [CurveRecord]) {
    let byArm = Dictionary(grouping: records) { Arm(model: $0.model, setting: $0.setting) }
    rows = byArm.keys.sorted(by: ModelOrder.precedes).flatMap { arm -> [Row] in
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
  }

  /// The table as written.
  var table: CSVTable {
    var table = CSVTable(columns: Self.columns)
    for row in rows {
      table.append(
        [
          row.arm.model, row.arm.setting, String(row.step), String(row.samples), String(row.count),
        ]
          + [row.error, row.smallestWeight].flatMap { quartiles in
            [quartiles?.median, quartiles?.lower, quartiles?.upper].map(NumberFormat.measured)
          })
    }
    return table
  }
}

// `<experiment>/median-curves.csv`: the median validation error along training, by model.

internal import Formats
internal import Statistics

/// Medians over all replicates and correlations, point by point.
struct CurveTable {
  static let columns = ["model", "setting", "step", "samples", "n", "median", "p25", "p75"]

  /// One point of one arm.
  struct Row {
    var arm: Arm
    var step: Int
    var samples: Int
    var count: Int
    var median: Double
    var lowerQuartile: Double
    var upperQuartile: Double
  }

  /// In the order arm, step.
  let rows: [Row]

  init(_ records: [CurveRecord]) {
    let byArm = Dictionary(grouping: records) { Arm(model: $0.model, setting: $0.setting) }
    rows = byArm.keys.sorted(by: ModelOrder.precedes).flatMap { arm -> [Row] in
      let byStep = Dictionary(grouping: byArm[arm] ?? [], by: \.step)
      return byStep.keys.sorted().compactMap { step in
        let points = byStep[step] ?? []
        let values = points.compactMap(\.validationNMSE).sorted()
        guard let samples = points.first?.samples, !values.isEmpty else { return nil }
        return Row(
          arm: arm, step: step, samples: samples, count: values.count,
          median: quantile(0.5, ofSorted: values), lowerQuartile: quantile(0.25, ofSorted: values),
          upperQuartile: quantile(0.75, ofSorted: values))
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
          + [row.median, row.lowerQuartile, row.upperQuartile].map(NumberFormat.measured))
    }
    return table
  }
}

// `<experiment>/embedding.csv`: how near models come to the trained ones that they are made of.

internal import Formats
internal import Statistics

/// Per model and setting, the differences from the donor at the start, over all runs and tasks.
struct EmbeddingTable {
  static let columns = [
    "model", "setting", "correlation", "donor", "n", "largest_difference", "median_difference",
    "rms_difference", "largest_excluded_weight",
  ]

  /// One arm at one correlation. Differences are in standard deviations of the label.
  struct Row {
    var arm: Arm
    var correlation: String
    var donor: String
    /// Runs that did not diverge.
    var count: Int
    /// Of any prediction for a test sample.
    var largestDifference: Double
    /// The median over runs of their largest one.
    var medianDifference: Double
    /// The largest root mean square of a run and task.
    var rmsDifference: Double
    /// The largest mean weight that a task's gate gives the experts that its counterpart does not see.
    var largestExcludedWeight: Double
  }

  /// In the order arm, correlation.
  let rows: [Row]

  init(_ records: [StartRecord]) {
    let byArm = Dictionary(grouping: records) { Arm(model: $0.model, setting: $0.setting) }
    rows = byArm.keys.sorted(by: ModelOrder.precedes).flatMap { arm -> [Row] in
      let byCorrelation = Dictionary(grouping: byArm[arm] ?? [], by: \.correlation)
      return byCorrelation.keys.sorted { (Double($0) ?? 0) < (Double($1) ?? 0) }
        .compactMap { Self.row(arm, $0, byCorrelation[$0] ?? []) }
    }
  }

  private static func row(_ arm: Arm, _ correlation: String, _ records: [StartRecord]) -> Row? {
    let runs = Dictionary(
      grouping: records.filter { $0.relativeDifference != nil }, by: \.replicate)
    let largest = runs.values.map { $0.compactMap(\.relativeDifference).max() ?? 0 }.sorted()
    guard let donor = records.first?.donor, let most = largest.last else { return nil }
    let present = runs.values.flatMap { $0 }
    let deviations = present.compactMap { record in
      record.rmsDifference.flatMap { rms in record.labelDeviation.map { rms / $0 } }
    }
    return Row(
      arm: arm, correlation: correlation, donor: donor, count: largest.count,
      largestDifference: most, medianDifference: quantile(0.5, ofSorted: largest),
      rmsDifference: deviations.max() ?? 0,
      largestExcludedWeight: present.compactMap(\.weightAtStart).max() ?? 0)
  }

  /// The table as written.
  var table: CSVTable {
    var table = CSVTable(columns: Self.columns)
    for row in rows {
      table.append(
        [row.arm.model, row.arm.setting, row.correlation, row.donor, String(row.count)]
          + [
            row.largestDifference, row.medianDifference, row.rmsDifference,
            row.largestExcludedWeight,
          ].map { NumberFormat.measured($0) })
    }
    return table
  }
}

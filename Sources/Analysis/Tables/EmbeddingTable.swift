// `<experiment>/embedding.csv`: how near models come to the trained ones that they are made of.

package import Formats
package import Records
internal import Statistics

/// Per model and setting, the differences from the donor at the start, over all runs and tasks.
package struct EmbeddingTable: DerivedTable {
  /// One arm at one correlation. Differences are in standard deviations of the label.
  package struct Row: Sendable {
    package var arm: Arm
    package var correlation: String
    package var donor: String
    /// Runs that did not diverge.
    package var count: Int
    /// Of any prediction for a test sample.
    package var largestDifference: Double
    /// The median over runs of their largest one.
    package var medianDifference: Double
    /// The largest root mean square of a run and task.
    package var rmsDifference: Double
    /// The largest mean weight that a task's gate gives the experts that its counterpart does not see.
    package var largestExcludedWeight: Double

    static let schema = Schema<Row>(
      Arm.columns(\.arm) + [
        .computed("correlation", .text, .key, "p; - where nothing controls it", \.correlation),
        .computed(
          "donor", .text, .configuration, "the trained model that the runs start at", \.donor),
        .computed("n", .integer, .following, "runs behind the row", \.count),
        .number(
          "largest_difference",
          "largest difference of any test prediction from the donor's, in standard deviations of the label"
        ) { $0.largestDifference },
        .number("median_difference", "median over runs of their largest difference") {
          $0.medianDifference
        },
        .number("rms_difference", "largest root mean square difference of a run and task") {
          $0.rmsDifference
        },
        .number(
          "largest_excluded_weight",
          "largest mean weight on experts that the donor's gate does not see"
        ) {
          $0.largestExcludedWeight
        },
      ])
  }

  package static let description = TableDescription(
    Row.schema, file: "embedding.csv", row: "model, setting, correlation", isDerived: true,
    evidence: .none("it shows extremes over runs"), source: "starts.csv")

  /// In the order arm, correlation.
  package let rows: [Row]

  /// Nil where no model starts at another.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let byArm = Dictionary(grouping: records.starts, by: \.run.arm)
    rows = records.models.sorted(byArm.keys).flatMap { arm -> [Row] in
      let byCorrelation = Dictionary(grouping: byArm[arm] ?? [], by: \.run.correlation)
      return RunKey.sortedCorrelations(byCorrelation.keys)
        .compactMap { Self.row(arm, $0, byCorrelation[$0] ?? []) }
    }
    if records.starts.isEmpty { return nil }
  }

  private static func row(_ arm: Arm, _ correlation: String, _ records: [StartRecord]) -> Row? {
    let runs = Dictionary(
      grouping: records.filter { $0.relativeDifference != nil },
      by: { [$0.run.draw, $0.run.training] })
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

  package var table: CSVTable { Row.schema.table(rows) }
}

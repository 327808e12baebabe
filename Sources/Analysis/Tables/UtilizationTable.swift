// `<experiment>/utilization.csv`: mean weights over draws, as stacked bars need them.
//
// Experts of a module are exchangeable, so that a plain mean over runs tends to 1/m whatever each run
// learned. Within each run a module's experts are therefore ordered by task 1's mean weight before averaging.

package import Formats
package import Records
internal import Statistics

/// Mean weights over draws and trainings, experts ordered within each.
package struct UtilizationTable: DerivedTable {
  private static let schema = Schema<BarSegment>(
    Arm.columns(\.arm) + [
      .computed("correlation", .text, .key, "p; - where nothing controls it", \.correlation),
      .computed("level", .integer, .key, "the level of experts, from 1, the lowest", \.level),
      .computed("gate", .text, .key, "task1, …, shared, all, or selector1, …", \.gate),
      .computed("owner", .text, .key, "the module that owns the expert", \.owner),
      .computed(
        "rank", .text, .key, "the expert's rank in its module, ordered by task 1's mean weight",
        \.expert),
      .computed("n", .integer, .following, "draws behind the row", \.count),
      .number("mean", "mean over draws of the mean weight") { $0.mean },
      .number("sd", "its standard deviation over draws", .following) { $0.standardDeviation },
      .number("bottom", "where the bar's segment starts", .following) { $0.bottom },
      .number("top", "where the bar's segment ends", .following) { $0.top },
    ])

  package static let description = TableDescription(
    schema, file: "utilization.csv",
    row: "model, setting, correlation, level, gate, owner, rank", isDerived: true,
    evidence: .moments)

  /// Stacked segments in the order of the table.
  package let segments: [BarSegment]

  /// Orders and averages all gates of an experiment; nil where none were recorded.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    if records.gates.isEmpty { return nil }
    var segments: [BarSegment] = []
    for model in records.gates {
      for setting in Set(model.weights.map(\.run.arm.setting)).sorted() {
        let sweep = GateSweep(model, setting: setting)
        for correlation in sweep.correlations {
          segments += Self.averaged(
            Dictionary(grouping: sweep.cells, by: \.draw).sorted { $0.key < $1.key }.map {
              _, cells in
              cells.map { OrderedRun(sweep.weights(correlation, $0)) }
            },
            arm: Arm(model: model.model, setting: setting), correlation: correlation)
        }
      }
    }
    self.segments = BarSegment.stacked(segments, records.models)
  }

  private static func averaged(
    _ draws: [[OrderedRun]], arm: Arm, correlation: String
  ) -> [BarSegment] {
    // Trainings on a draw are not independent: a draw is one value.
    var values: [OrderedRun.Position: [Double]] = [:]
    for runs in draws {
      let means = Dictionary(grouping: runs.flatMap(\.means), by: \.key)
      for (position, trained) in means {
        let mean = trained.reduce(0) { $0 + $1.value } / Double(trained.count)
        values[position, default: []].append(mean)
      }
    }
    return values.keys.sorted { $0.sortKey < $1.sortKey }.compactMap { position in
      Summary(values[position] ?? []).map { summary in
        BarSegment(
          arm: arm, correlation: correlation, level: position.level, gate: position.gate,
          expert: String(position.rank), owner: position.owner, shade: position.rank,
          count: summary.count, mean: summary.mean, standardDeviation: summary.standardDeviation)
      }
    }
  }

  package var table: CSVTable { Self.schema.table(segments) }
}

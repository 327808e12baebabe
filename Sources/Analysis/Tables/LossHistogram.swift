// `<experiment>/loss-histogram.csv`: how many runs end with which loss, in the bins of MMoE's Figure 5.

package import Formats
package import Records

/// Histograms of task 1's test NMSE over the runs of every arm and p. By symmetry the paper reports one task.
package struct LossHistogram: DerivedTable {
  /// One bin.
  package struct Row: Sendable {
    package var arm: Arm
    package var correlation: String
    /// From 1; the last one has no upper end.
    package var bin: Int
    /// Runs in it.
    package var count: Int
    /// Runs in all bins.
    package var runs: Int

    package var lower: Double { LossHistogram.edge(bin - 1) }
    package var upper: Double? { bin > LossHistogram.binCount ? nil : LossHistogram.edge(bin) }
    package var share: Double { Double(count) / Double(max(runs, 1)) }

    static let schema = Schema<Row>(
      Arm.columns(\.arm) + [
        RunKey.correlationColumn(\.correlation),
        .computed(
          "bin", .integer, .key, "the bin, from 1; the last is for all larger losses", \.bin),
        .number("lower", "its lower end, which belongs to it", .configuration) { $0.lower },
        .number("upper", "its upper end; empty for the last bin", .configuration) { $0.upper },
        .computed(
          "count", .integer, .following, "runs whose test NMSE on task 1 is in it", \.count),
        .number("share", "its share of the runs that ended") { $0.share },
      ])
  }

  package static let description = TableDescription(
    Row.schema, file: "loss-histogram.csv", row: "model, setting, correlation, bin",
    isDerived: true, evidence: .none("bins of one histogram depend on each other"),
    source: "metrics.csv")
  package static let isAlwaysWritten = false

  /// The figure's 21 bins on [0, .7].
  package static let binCount = 21
  package static let end = 0.7

  static func edge(_ index: Int) -> Double { end * Double(index) / Double(binCount) }

  /// The bin of a loss, from 1.
  static func bin(of loss: Double) -> Int {
    guard loss < end else { return binCount + 1 }
    return min(max(Int(loss / end * Double(binCount)), 0), binCount - 1) + 1
  }

  package let rows: [Row]
  /// The models without a role, which the figure draws.
  private let drawn: Set<String>

  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let sweep = records.sweep
    drawn = Set(records.models.models.filter { $0.role == nil }.map(\.name))
    rows = sweep.arms.flatMap { arm in
      sweep.correlations(of: arm).flatMap { correlation -> [Row] in
        let losses = sweep.cells.compactMap { cell in
          sweep.run(arm, correlation, cell)?.first?.nmse
        }
        let counts = Dictionary(grouping: losses, by: Self.bin(of:)).mapValues(\.count)
        return (1...Self.binCount + 1).map { bin in
          Row(
            arm: arm, correlation: correlation, bin: bin, count: counts[bin] ?? 0,
            runs: losses.count)
        }
      }
    }
    if rows.isEmpty { return nil }
  }

  package var table: CSVTable { Row.schema.table(rows) }

  /// Runs of models without a role in the default setting with a loss above all bins, and all of its runs.
  package var beyond: (count: Int, runs: Int) {
    let last = rows.filter {
      $0.arm.isDefault && drawn.contains($0.arm.model) && $0.bin > Self.binCount
    }
    return (last.map(\.count).reduce(0, +), last.map(\.runs).reduce(0, +))
  }
}

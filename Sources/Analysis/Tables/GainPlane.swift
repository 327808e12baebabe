// `<experiment>/gain-plane.csv`: the gains of every run on every task, to be drawn against each other.

package import Formats
package import Records

/// The NMSE gains of all runs in the default setting.
package struct GainPlane: DerivedTable {
  /// One run.
  package struct Row: Sendable {
    package var run = RunKey()
    /// Task by task.
    package var gains: [Double?] = []

    package init() {}

    static func schema(taskCount: Int) -> Schema<Row> {
      Schema(
        Column.part(RunKey.columns, \.run)
          + Column.perTask(
            "nmse_gain", taskCount: taskCount, "gain over the baseline in NMSE: positive is better",
            \.gains))
    }
  }

  package static let description = TableDescription(
    Row.schema(taskCount: 1), file: "gain-plane.csv",
    row: "model, correlation, replicate, in the default setting", isDerived: true,
    evidence: .repetitions("replicate"))
  package static let isAlwaysWritten = false

  package let rows: [Row]
  private let taskCount: Int

  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let sweep = records.sweep
    taskCount = sweep.tasks.count
    rows = sweep.defaultArms.flatMap { arm in
      sweep.correlations(of: arm).flatMap { correlation in
        sweep.replicates.compactMap { replicate -> Row? in
          guard let run = sweep.run(arm, correlation, replicate) else { return nil }
          var row = Row()
          row.run = RunKey(arm: arm, correlation: correlation, replicate: replicate)
          row.gains = run.map(\.nmseGain)
          return row
        }
      }
    }
    if rows.isEmpty { return nil }
  }

  package var table: CSVTable { Row.schema(taskCount: taskCount).table(rows) }
}

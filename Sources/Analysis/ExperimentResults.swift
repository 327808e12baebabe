// One experiment's records with everything that is computed from them, each table once; and a whole study.

internal import Dispatch
package import Experiments
package import Formats
package import Records
internal import Synchronization

/// The records of one experiment with the tables derived from them.
package struct ExperimentResults: Sendable {
  package let records: ExperimentRecords
  /// The papers' numbers that the experiment is compared with.
  package let published: PublishedValues
  /// In the order in which they are written.
  private let derived: [any DerivedTable]

  /// Computes the tables that are always written and those that something needs.
  package init(
    _ records: ExperimentRecords, published: PublishedValues,
    tables: [any DerivedTable.Type] = DerivedTables.all, needed: [any DerivedTable.Type] = []
  ) {
    self.records = records
    let own = published.limited(to: records.presentation.report.published)
    self.published = own
    let wanted = Set(needed.map { ObjectIdentifier($0) })
    derived = tables.compactMap { type in
      type.isAlwaysWritten || wanted.contains(ObjectIdentifier(type))
        ? type.init(records, published: own) : nil
    }
  }

  /// The experiment's name.
  package var name: String { records.name }
  package var sweep: Sweep { records.sweep }
  package var models: ModelList { records.models }
  package var plan: Plan { records.plan }

  /// A derived table; nil where the records have nothing for it, or nothing needs it.
  package subscript<Table: DerivedTable>(_: Table.Type) -> Table? {
    derived.lazy.compactMap { $0 as? Table }.first
  }

  /// File names and contents, in the order in which they are written.
  package var tables: [(file: String, table: CSVTable)] {
    derived.map { (type(of: $0).file, $0.table) }
  }
}

extension ExperimentResults {
  /// Whether a derived table holds any measurement: counts alone are none.
  package func hasValues(_ file: String) -> Bool {
    for table in derived where type(of: table).file == file {
      let description = type(of: table).description
      let measured = Set(
        description.columns.filter { [.measured, .leading].contains($0.role) && $0.isNumber }
          .flatMap { $0.names(taskCount: plan.taskCount) })
      let csv = table.table
      let columns = csv.columns.indices.filter { measured.contains(csv.columns[$0]) }
      return csv.rows.contains { row in columns.contains { row[$0].contains(".") } }
    }
    return false
  }

  /// How many runs diverged, and how many there are.
  package var divergence: (diverged: Int, runs: Int) {
    var (diverged, runs) = (0, 0)
    for arm in sweep.arms {
      diverged += sweep.diverged(arm, sweep.correlations).count
      runs += sweep.runs(of: arm).count
    }
    return (diverged, runs)
  }
}

/// The results of all experiments of a scale, in the order of the page.
package struct StudyResults: Sendable {
  package let experiments: [ExperimentResults]

  package init(experiments: [ExperimentResults]) { self.experiments = experiments }

  /// Computes the tables of all experiments side by side: intervals by resampling take their time.
  ///
  /// - Parameter needed: the tables that an experiment's declarations need.
  package init(
    _ study: StudyRecords, published: PublishedValues,
    tables: [any DerivedTable.Type] = DerivedTables.all,
    needed: @Sendable (ExperimentRecords) -> [any DerivedTable.Type]
  ) {
    let count = study.experiments.count
    let results = Mutex([ExperimentResults?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let records = study.experiments[index]
      let result = ExperimentResults(
        records, published: published, tables: tables, needed: needed(records))
      results.withLock { $0[index] = result }
    }
    experiments = results.withLock { $0.compactMap { $0 } }
  }

  /// An experiment by name; nil if it was not run.
  package func experiment(_ name: String) -> ExperimentResults? {
    experiments.first { $0.name == name }
  }
}

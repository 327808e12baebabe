// Tables that are computed from one experiment's records.

package import Formats
package import Records

/// A table computed from the records of one experiment.
///
/// One is added by writing a type (a file in `Tables`) and listing it in ``DerivedTables/all``.
package protocol DerivedTable: Sendable {
  /// What `reproduce diff` and the dictionary of columns have to know.
  static var description: TableDescription { get }
  /// Whether it is written for every experiment that has something for it; else only where a figure, a
  /// claim or an answer of the experiment needs it.
  static var isAlwaysWritten: Bool { get }
  /// Computes the table; nil where the records have nothing for it.
  init?(_ records: ExperimentRecords, published: PublishedValues)
  /// The table as written.
  var table: CSVTable { get }
}

extension DerivedTable {
  package static var isAlwaysWritten: Bool { true }
  /// The file's name in the experiment's folder.
  package static var file: String { description.file }
}

/// All derived tables, in the order in which they are written.
package enum DerivedTables {
  package static let all: [any DerivedTable.Type] = [
    ModelTable.self, GainTable.self, SeesawTable.self, ControlTable.self, RankingTable.self,
    ConvergenceTable.self, OperatingTable.self, RateTable.self, UtilizationTable.self,
    Figure8Table.self,
    MedianCurves.self, SmallestWeights.self, EmbeddingTable.self,
    DriftTable.self, GateMap.self, SequenceErrors.self, ModeCurves.self, LabelCorrelationTable.self,
    SizeTable.self, DepartureTable.self, CosineTable.self, LossCurves.self, LossHistogram.self,
    FittedTable.self, LeadTable.self,
  ]
}

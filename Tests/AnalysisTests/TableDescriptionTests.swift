// The columns of all tables: described, keyed, and told apart by their headers.
import Analysis
import Experiments
import Fixtures
import Formats
import Records
import Testing

/// Every table of a results folder.
private let tables = ColumnDictionary.tables

struct TableDescriptionTests {
  @Test(arguments: tables)
  func everyColumnHasAMeaningOfOneLine(_ table: TableDescription) {
    let columns = table.columns
    #expect(Set(columns.map(\.name)).count == columns.count, "names are unique")
    #expect(columns.contains { $0.role == .key }, "there is a key")
    #expect(!table.row.isEmpty && !table.file.isEmpty)
    for column in columns {
      #expect(
        !column.meaning.isEmpty && !column.meaning.contains { $0.isNewline }, "\(column.name)")
      #expect(!column.meaning.hasSuffix("."), "\(column.name): a phrase, and no sentence")
    }
  }

  /// A comparison knows a table by its header alone.
  @Test func noTwoTablesHaveTheSameHeaderOrFile() {
    for count in 1...4 {
      let headers = tables.map { $0.header(taskCount: count) }
      #expect(Set(headers).count == headers.count)
      for (table, header) in zip(tables, headers) {
        let known = tables.filter { $0.taskCount(of: header) != nil }.map(\.file)
        #expect(known == [table.file])
      }
    }
    #expect(Set(tables.map(\.file)).count == tables.count)
  }

  /// What seed noise is judged by is there, and a source is another table's file.
  @Test(arguments: tables) func theEvidenceIsInTheTable(_ table: TableDescription) {
    let names = Set(table.columns.map(\.name))
    switch table.evidence {
    case .repetitions(let column):
      #expect(table.columns.contains { $0.name == column && $0.role == .key })
    case .intervals:
      #expect(names.contains { $0 == "lower" || $0.hasSuffix("_lower") })
      #expect(names.contains { $0 == "upper" || $0.hasSuffix("_upper") })
    case .moments: #expect(names.isSuperset(of: ["n", "mean", "sd"]))
    case .none(let reason): #expect(!reason.isEmpty)
    }
    if let source = table.source {
      // A table of the whole study stands on tables of every experiment.
      let file = source.hasPrefix("*/") ? String(source.dropFirst(2)) : source
      #expect(file != table.file && tables.contains { $0.file == file })
    }
    #expect(table.isDerived == !RecordSchemas.all.contains(table))
  }

  /// Keys name rows, and headers are the described ones, in tables that made-up records give.
  @Test func whatIsWrittenIsDescribed() throws {
    var made = MadeUpStudy()
    made.draws = 4
    var sequences = MadeUpSequences()
    sequences.draws = 4
    sequences.hasData = true
    sequences.hasGates = true
    let experiments = [
      try made.records("seesaw"), try made.records("expert-utilization"),
      try made.adapted(to: "learning-rates").records("learning-rates"),
      try startedStudy(offset: -4, ends: [0.1, 0.11, 0.12], errors: [0.1, 0.1, 0.1]),
      try configurationStudy("where-it-breaks-confirmed", smallest: [0.001, 0.1]),
      try sequences.records(), try shippedStudy("mmoe"), try shippedStudy("ports"),
      try shippedStudy("sparse-target"),
    ]
    let all = DerivedTables.all
    var written: Set<String> = []
    for records in experiments {
      let results = ExperimentResults(
        records, published: try PublishedValues(folder: Repository.published), needed: all)
      for (file, table) in results.tables {
        let description = try #require(all.first { $0.file == file }).description
        written.insert(file)
        #expect(table.columns == description.header(taskCount: 2), "\(file)")
        let key = description.columns.indices.filter { description.columns[$0].role == .key }
        let keys = table.rows.map { row in key.map { row[$0] } }
        #expect(!keys.isEmpty && Set(keys).count == keys.count, "\(file)")
      }
    }
    #expect(written == Set(all.map { $0.file }), "every table is among them")
  }

  /// Tables that a figure or a claim must ask for are not written by themselves.
  @Test func someTablesAreWrittenOnDemandAlone() throws {
    let records = try MadeUpStudy().records()
    let onDemand = DerivedTables.all.filter { !$0.isAlwaysWritten }
    #expect(
      onDemand.contains { $0 == Figure8Table.self } && onDemand.contains { $0 == RateTable.self })
    let plain = ExperimentResults(
      records, published: PublishedValues(), tables: onDemand + [ModelTable.self])
    #expect(plain.tables.map(\.file) == ["models.csv"] && plain[OperatingTable.self] == nil)
    let asked = ExperimentResults(
      records, published: PublishedValues(), tables: onDemand + [ModelTable.self],
      needed: [OperatingTable.self])
    #expect(asked.tables.map(\.file) == ["operating-characteristics.csv", "models.csv"])
    #expect(asked[OperatingTable.self] != nil)
  }
}

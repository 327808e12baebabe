// A model under a name of its own, a family of claims and a derived table that no source file knows: what
// it takes to add one is a declaration, a type, and its place in a list.
import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

private let toyFile = """
  title: A toy study
  regenerates: nothing
  seed: 1
  data:
    generator: correlated-tasks
    taskCount: 2
    scale: 1
    sineCount: 1
    noiseVariance: 0
    phases: standard-normal
    perTaskPhases: false
  correlations: [0.5]
  models:
    - {model: single-task, name: solo, role: baseline, title: Solo}
    - {model: mmoe, name: hydra, sharedExperts: 2, title: Many heads, colour: "#112233", point: 4}
  tuning: {learningRates: [1e-3], draws: 1, correlations: [0.5]}
  gateFiles: false
  scales:
    quick: {inputWidth: 3, hiddenWidths: [2, 1], sampleCount: 80, draws: 3, batchSize: 8}
  report:
    claims:
      - {family: toy-record, subject: hydra, limit: 0.25, source: the toy's maker}
  """

/// The lowest error of every model.
private struct ToyRecords: DerivedTable {
  struct Row: Sendable {
    var model: ListedModel
    var lowest: Double
  }

  static let schema = Schema<Row>([
    .computed("model", .text, .key, "the model", { $0.model.name }),
    .computed("title", .text, .presentation, "its name in texts", { $0.model.title }),
    .number("lowest_nmse", "the lowest NMSE of any run and task") { $0.lowest },
  ])
  static let description = TableDescription(
    schema, file: "toy-records.csv", row: "model", isDerived: true,
    evidence: .none("it shows extremes"), source: "metrics.csv")
  static let isAlwaysWritten = false

  let rows: [Row]

  init?(_ records: ExperimentRecords, published: PublishedValues) {
    let sweep = records.sweep
    rows = records.models.models.compactMap { model in
      let errors = sweep.correlations.flatMap { correlation in
        sweep.tasks.indices.flatMap { task in
          sweep.errors(Arm(model: model.name), correlation, task: task, .nmse).present
        }
      }
      return errors.min().map { Row(model: model, lowest: $0) }
    }
    if rows.isEmpty { return nil }
  }

  var table: CSVTable { Self.schema.table(rows) }
}

/// Whether a model's lowest error is below a limit.
private struct ToyRecord: ClaimFamily {
  static let name = "toy-record"
  static let tables: [any DerivedTable.Type] = [ToyRecords.self]

  let subject: String
  let limit: String

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.model("subject")
    limit = try arguments.text("limit", "a number")
  }

  func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let row = results[ToyRecords.self]?.rows.first(where: { $0.model.name == subject }),
      let limit = Double(limit)
    else { return [] }
    return [
      Claim(
        [subject], statement: "\(row.model.title) gets below \(limit)",
        measured: row.lowest, count: results.sweep.draws.count, rule: "the lowest NMSE",
        finding: row.lowest < limit ? .supported : .unsupported)
    ]
  }
}

struct ToyTests {
  private func file() throws -> ExperimentFile {
    try ExperimentFile.parse(toyFile, name: "toy", file: "toy.yaml")
  }

  private func records() throws -> ExperimentRecords {
    let metrics = (0..<3).flatMap { index in
      let draw = NumberFormat.draw(index)
      return metricRecords(model: "solo", draw: draw, nmse: [0.5, 0.5])
        + metricRecords(
          model: "hydra", draw: draw, nmse: [0.3, 0.25 - Double(index) / 16])
    }
    return try Fixtures.records(metrics, of: file())
  }

  @Test func aFamilyAndATableAreDeclaredAndListed() throws {
    let declared = try DeclaredClaims(file(), families: ClaimFamilies.all + [ToyRecord.self])
    #expect(declared.tables.count == 1 && declared.tables.first == ToyRecords.self)
    let results = try ExperimentResults(
      records(), published: PublishedValues(), tables: DerivedTables.all + [ToyRecords.self],
      needed: declared.tables)
    let table = try #require(results.tables.first { $0.file == "toy-records.csv" }?.table)
    #expect(
      table.text == """
        model,title,lowest_nmse
        solo,Solo,5.00000000e-01
        hydra,Many heads,1.25000000e-01

        """)
    let claims = declared.claims(results, in: StudyResults(experiments: [results]))
    #expect(
      ClaimTable.table(claims, .quick).rows == [
        [
          "toy/toy-record/hydra", "Many heads gets below 0.25", "the toy's maker", "", "no",
          "1.25000000e-01", "", "", "3", "the lowest NMSE", "seen",
        ]
      ])
  }

  @Test func aModelIsShownByTheTitleOfItsFile() throws {
    let results = try ExperimentResults(records(), published: PublishedValues())
    let models = try #require(results[ModelTable.self]).table
    #expect(
      models.rows == [
        ["solo", "single-task", "dense", "baseline", "Solo", "solo", "#000000", "2"],
        ["hydra", "mmoe", "dense", "", "Many heads", "many heads", "#112233", "4"],
      ])
    let gain = try #require(
      results[GainTable.self]?.row(Arm(model: "hydra"), "0.50", "task1", .nmse))
    #expect(gain.count == 3)
    #expect(results.models.titleWithin("hydra") == "many heads")
  }

  @Test func withoutItsFamilyTheDeclarationIsRefused() throws {
    let error = try #require(throws: ExperimentFileError.self) { try DeclaredClaims(file()) }
    #expect(
      error.description.hasPrefix("toy.yaml:22: report.claims[0] is of the family toy-record,"))
  }

  @Test func noSourceFileNamesThem() throws {
    let sources = URL(fileURLWithPath: Repository.folder + "/Sources")
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8).lowercased()
      count += 1
      for name in ["hydra", "toy-record", "many heads"] {
        #expect(!text.contains(name), "\(file.lastPathComponent) names \(name)")
      }
    }
    #expect(count > 100)
  }
}

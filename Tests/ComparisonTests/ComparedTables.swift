import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records

@testable import Comparison

/// A table from its text.
func scan(_ text: String, _ path: String = "t.csv") throws -> CSVScan {
  try CSVScan(bytes: Array(text.utf8), path: path)
}

/// Two tables as a comparison of their files matches them.
func tablePair(
  _ first: String, _ second: String, key: [String]? = nil, among tables: KnownTables = KnownTables()
) throws -> TablePair {
  let (one, two) = (try scan(first, "a.csv"), try scan(second, "b.csv"))
  return try TablePair(one, two, kind: TableKind(of: one, two, key: key, among: tables))
}

/// Two tables, judged by themselves.
func judged(
  _ first: String, _ second: String, pairing: Pairing = .unpaired,
  tolerance: Tolerance = Tolerance(), isPointwise: Bool = false,
  among tables: KnownTables = KnownTables()
) throws -> FileComparison {
  let table = TableAssessment(
    file: "t.csv", try tablePair(first, second, among: tables), tolerance: tolerance,
    pairing: pairing)
  let counts = table.testCounts()
  return table.comparison(NoiseLevels([counts], isPointwise: isPointwise), among: counts)
}

/// The text of a committed result, relative to `results/quick`.
func committed(_ file: String) throws -> String {
  String(decoding: try AtomicFile.read("\(Repository.folder)/results/quick/\(file)"), as: UTF8.self)
}

/// The text of a file of made-up results, relative to their folder.
func madeUp(_ file: String) throws -> String {
  guard let text = try madeUpResults.get()[file] else { throw ResultsError("there is no \(file)") }
  return text
}

/// Two experiments of ten draws and two trainings: their records, the tables computed from them, and what stands for
/// a report and a figure.
private let madeUpResults = Result {
  try MadeUpStudy.inFolder { folder in
    var made = MadeUpStudy()
    made.draws = 10
    made.seesaws[Arm(model: "cgc")] = 0.3
    let names = ["seesaw", "expert-utilization"]
    try made.write(to: folder, experiments: names)
    let published = try PublishedValues(folder: Repository.published)
    for records in try StudyRecords.read(folder: folder, scale: .quick, files: []).experiments {
      let results = ExperimentResults(
        records, published: published, needed: [Figure8Table.self])
      for (file, table) in results.tables {
        try table.write(to: "\(folder)/\(results.name)/\(file)")
      }
    }
    let files = try names.map { try made.adapted(to: $0).file($0) }
    try ResultsFolder(folder).write(
      Manifest(files, at: .quick, platform: TinyStudy.platform, gnuplot: "5.4 patchlevel 4"))
    try AtomicFile.write("A report.\n", to: folder + "/report.md")
    try AtomicFile.write("<svg/>\n", to: folder + "/seesaw/figure7.svg")
    return try Dictionary(
      uniqueKeysWithValues: DiskTree().files(below: folder).map { file in
        (file, String(decoding: try AtomicFile.read("\(folder)/\(file)"), as: UTF8.self))
      })
  }
}

/// The form of the committed results; nil without them.
let committedVersion = (try? committed("manifest.json")).flatMap { text in
  try? ManifestValues(bytes: Array(text.utf8), name: "manifest.json")["schemaVersion"]
}

/// A table of rows given as fields by column; columns that are not given are empty.
func table(_ description: TableDescription, _ rows: [[String: String]]) -> String {
  let header = description.header(taskCount: 2)
  return ([header] + rows.map { row in header.map { row[$0] ?? "" } })
    .map { $0.joined(separator: ",") + "\n" }.joined()
}

/// A CSV text with a column's fields changed where a row's fields say so.
func changing(
  _ text: String, _ column: String, where isMeant: ([String: String]) -> Bool = { _ in true },
  _ change: (String, [String: String]) -> String
) -> String {
  let lines = text.split(separator: "\n").map {
    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
  guard let header = lines.first, let position = header.firstIndex(of: column) else { return text }
  let rows = lines.dropFirst().map { fields in
    let row = Dictionary(uniqueKeysWithValues: zip(header, fields))
    var fields = fields
    if isMeant(row) { fields[position] = change(fields[position], row) }
    return fields
  }
  return ([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
}

/// A field with a number scaled.
func scaled(_ factor: Double) -> (String, [String: String]) -> String {
  { field, _ in Double(field).map { NumberFormat.measured($0 * factor) } ?? field }
}

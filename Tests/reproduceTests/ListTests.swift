// What `reproduce list` says of columns and runs, held against a small study.
import ArgumentParser
import Formats
import Foundation
import Testing

@testable import reproduce

/// The small study, run into `one` with its store in `runs`.
private func withSmallStudy(_ body: (_ folder: String) throws -> Void) throws {
  try withSmallExperiment { folder, file in
    let ending = try reproduce(
      "run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs", into: folder)
    #expect(ending.status == 0, "\(ending.remarks)")
    try body(folder)
  }
}

/// The columns that the dictionary lists, by file.
private func columns(_ dictionary: String) -> [String: Set<String>] {
  var columns: [String: Set<String>] = [:]
  var file = ""
  for line in dictionary.split(separator: "\n") {
    if line.hasPrefix("### `") {
      file = String(line.dropFirst(5).dropLast())
    } else if line.hasPrefix("| `") {
      columns[file, default: []].insert(String(line.dropFirst(3).prefix { $0 != "`" }))
    }
  }
  return columns
}

@Test func theDictionaryHasEveryColumnOfAStudy() throws {
  try withSmallStudy { folder in
    let ending = try reproduce("list", "--columns", into: folder)
    #expect(ending.status == 0)
    let columns = columns(ending.output)
    let results = "\(folder)/one/quick"
    let names =
      ["claims.csv"]
      + (try FileManager.default.contentsOfDirectory(atPath: "\(results)/seesaw"))
      .filter { $0.hasSuffix(".csv") }.map { "seesaw/\($0)" }
    #expect(names.count > 7)
    for name in names {
      let known = try #require(columns[name.replacing("seesaw/", with: "")], "\(name)")
      for column in try CSVTable(readingFrom: "\(results)/\(name)").columns {
        // Columns that there are per task stand once.
        let once = column.replacing(#/_task[0-9]+$/#, with: "_task1…")
        #expect(known.contains(column) || known.contains(once), "\(column) of \(name)")
      }
    }
  }
}

@Test func everyRowOfMetricsHasItsRunInTheStore() throws {
  try withSmallStudy { folder in
    let ending = try reproduce(
      "list", "--runs", "seesaw", "--output", "\(folder)/one", "--store", "\(folder)/runs",
      into: folder)
    #expect(ending.status == 0, "\(ending.remarks)")
    let metrics = try CSVTable(readingFrom: "\(folder)/one/quick/seesaw/metrics.csv")
    let key = try ["model", "setting", "correlation", "draw", "training"].map(metrics.position(of:))
    let rate = try metrics.position(of: "learning_rate")
    let rates = Dictionary(
      metrics.rows.map { row in (key.map { row[$0] }, Double(row[rate])) },
      uniquingKeysWith: { first, _ in first })
    let lines = ending.output.split(separator: "\n").dropFirst()
      .map { $0.split(separator: " ").map(String.init) }
    #expect(lines.count == 140)
    #expect(Set(lines.map { Array($0.prefix(5)) }) == Set(rates.keys))
    #expect(Set(lines.map(\.last)).count == lines.count, "no two rows are of one run")
    for line in lines {
      // The first line of a record is its checksum.
      let record = try text(try #require(line.last)).split(separator: "\n", maxSplits: 1)[1]
      let object = try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any]
      let spec = try #require(object?["spec"] as? [String: Any])
      let subject = try #require(spec["subject"] as? [String: Any])
      let training = try #require(subject["training"] as? [String: Any])
      let model = try #require(subject["model"] as? [String: Any])
      #expect(training["learningRate"] as? Double == rates[Array(line.prefix(5))] ?? nil)
      #expect(model["kind"] as? String == (line[0] == "placebo" ? "single-task" : line[0]))
    }
  }
}

@Test func aRunThatIsNotInTheStoreIsSaidToBe() throws {
  try withSmallStudy { folder in
    let ending = try reproduce(
      "list", "--runs", "seesaw", "--output", "\(folder)/one", "--store", "\(folder)/other",
      into: folder)
    #expect(ending.status == 0)
    let lines = ending.output.split(separator: "\n").dropFirst()
    #expect(lines.count == 140 && lines.allSatisfy { $0.hasSuffix(" (not in the store)") })
    let unknown = try reproduce(
      "list", "--runs", "nosuch", "--output", "\(folder)/one", into: folder)
    #expect(unknown.status == 2 && unknown.remarks.contains("has results of seesaw"))
  }
}

/// Runs are models times correlations times draws times trainings.
@Test func experimentsAreListedWithTheirRuns() throws {
  try withSmallProject(["seesaw": smallExperiment()]) { folder in
    let ending = try reproduce("list", at: folder, into: folder)
    #expect(ending.status == 0, "\(ending.remarks)")
    let lines = ending.output.split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    let row = try #require(lines.first { $0.prefix(2) == ["seesaw", "quick"] })
    #expect(row.dropFirst(2).prefix(5) == ["PLE", "Figure", "7", "140", "2000"])
    #expect(row.suffix(3) == ["ml-mmoe", "cgc", "ple"])
  }
}

@Test func columnsAndRunsExcludeEachOther() {
  #expect(throws: (any Error).self) {
    try ListCommand.parse(["--columns", "--runs", "seesaw"])
  }
}

// The verb that says what running experiments takes.
import Formats
import Foundation
import Testing

/// The lines of a table by their first word.
private func rows(_ output: String) -> [String: [String]] {
  let lines = output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  return Dictionary(lines.map { ($0[0], $0) }, uniquingKeysWith: { first, _ in first })
}

@Test func aCheckCountsTheRunsAndTrainsNothing() throws {
  try withSmallExperiment { folder, file in
    let store = "\(folder)/runs"
    let check = ["check", file, "--store", store]
    let before = try reproduce(arguments: check, into: folder)
    #expect(before.status == 0, "\(before.remarks)")
    #expect(!FileManager.default.fileExists(atPath: store))
    let row = try #require(rows(before.output)["seesaw"])
    // 7 models at 5 correlations, 2 draws, 2 trainings.
    #expect(row[3] == "140" && row[4] == "0")
    #expect(before.output.contains("Not tuned yet: seesaw."))

    let run = try reproduce(
      "run", file, "--output", "\(folder)/one", "--store", store, into: folder)
    #expect(run.status == 0, "\(run.remarks)")
    let after = try #require(rows(try reproduce(arguments: check, into: folder).output)["seesaw"])
    let counts = after[1...4].compactMap { Int($0) }
    #expect(counts.count == 4 && counts[2] == 140)
    #expect(counts[3] == counts[0] + counts[1] + counts[2])
    #expect(Array(after[5...]) == ["0", "0", "FLOP", "0", "s"] + after.suffix(2))
    // More draws are more to do; what is there is found.
    let more = try #require(
      rows(try reproduce(arguments: check + ["--draws", "3"], into: folder).output)["seesaw"])
    #expect(more[3] == "210" && more[4] == after[4])
  }
}

@Test func aCheckSaysWhatIsWrongWithEachFile() throws {
  try withSmallExperiment { folder, file in
    let other = "\(folder)/other.yaml"
    let damaged = try text(file).replacing("seed: 3001", with: "sed: 3001")
      .replacing("sharedExperts: 3}", with: "sharedExperts: three}")
      .replacing("gateFiles: false", with: "gateFiles: no")
    try AtomicFile.write(damaged, to: other)
    let ending = try reproduce(
      "check", file, other, "nosuch", "--store", "\(folder)/runs", into: folder)
    #expect(ending.status == 1)
    #expect(rows(ending.output)["seesaw"] != nil)
    for problem in [
      "sed is an unknown key (did you mean seed?)", "gateFiles is no",
      "sharedExperts is three",
    ] {
      let line = ending.remarks.split(separator: "\n").first { $0.contains(problem) }
      #expect(line?.hasPrefix("Error: \(other):") == true, "\(problem): \(ending.remarks)")
    }
    #expect(ending.remarks.contains("Error: there is no experiments/nosuch.yaml"))
  }
}

@Test func withoutNamesAllExperimentsOfAScaleAreChecked() throws {
  try inFolder { folder in
    let ending = try reproduce("check", "--store", "\(folder)/runs", into: folder)
    #expect(ending.status == 0, "\(ending.remarks)")
    let rows = rows(ending.output)
    #expect(rows["total"] != nil && rows["seesaw"] != nil && rows["sequential"] != nil)
    let total = try #require(rows["total"].flatMap { Int($0[3]) })
    let sum = rows.filter { $0.key != "total" }.values.compactMap {
      $0.count > 8 ? Int($0[3]) : nil
    }
    #expect(sum.reduce(0, +) == total)
  }
}

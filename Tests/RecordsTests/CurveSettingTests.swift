// A study whose curves.csv has some settings or none is whole, and is read back with no more.
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

/// The same numbers in every run, and the same curves in those that have one.
private func expect(
  _ result: StudyResult, toBe usual: StudyResult, withCurves hasCurve: (StudyKey) -> Bool
) {
  #expect(result.runs.map(\.key) == usual.runs.map(\.key))
  for (run, whole) in zip(result.runs, usual.runs) {
    #expect(run.record.curve == (hasCurve(run.key) ? whole.record.curve : []))
    #expect(run.record.scores == whole.record.scores && run.record.gates == whole.record.gates)
  }
}

@Test func aStudyWithoutLearningCurvesIsWhole() async throws {
  try await withScratchFolder { folder in
    let path = "\(folder)/quick/tiny/curves.csv"
    func curves() throws -> Int {
      try #require(
        try StudyRecords.read(folder: "\(folder)/quick", scale: .quick, files: []).experiments.first
      ).curves.count
    }
    let usual = try await TinyStudy.run(store: "\(folder)/runs")
    try TinyStudy.write(usual, to: "\(folder)/quick")
    #expect(try curves() > 0)

    var experiment = TinyStudy.experiment
    experiment.curveSettings = []
    let result = try await TinyStudy.run(experiment, store: "\(folder)/runs")
    // The runs are the same but for their curves; what an earlier study left is removed.
    expect(result, toBe: usual) { _ in false }
    try TinyStudy.write(result, to: "\(folder)/quick")
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try curves() == 0)

    // Of the default setting alone.
    experiment.curveSettings = ["-"]
    let some = try await TinyStudy.run(experiment, store: "\(folder)/runs")
    expect(some, toBe: usual) { $0.setting == "-" }
    try TinyStudy.write(some, to: "\(folder)/quick")
    let read = try StudyRecords.read(folder: "\(folder)/quick", scale: .quick, files: [])
    let records = try #require(read.experiments.first)
    #expect(Set(records.curves.map(\.run.arm.setting)) == ["-"])
    #expect(records.plan.hasSomeCurves && !records.plan.hasAllCurves)
    // One of another setting is one too many.
    let whole = try CSVTable(readingFrom: path)
    var longer = CSVTable(columns: whole.columns)
    for row in whole.rows { longer.append(row) }
    let mixture = try #require(whole.rows.first { $0[0] == "mmoe" && $0[2] == "0.50" })
    longer.append(mixture.enumerated().map { $0.offset == 1 ? "no-gate-bias" : $0.element })
    try longer.write(to: path)
    let error = #expect(throws: CSVError.self) { try curves() }
    #expect(error?.problem.contains("is no row that manifest.json asks for") == true)

    // Of the first draw alone.
    experiment.curveSettings = nil
    experiment.curveDraws = 1
    let first = try await TinyStudy.run(experiment, store: "\(folder)/runs")
    expect(first, toBe: usual) { $0.draw == 0 }
    try TinyStudy.write(first, to: "\(folder)/quick")
    let left = try #require(
      try StudyRecords.read(folder: "\(folder)/quick", scale: .quick, files: []).experiments.first)
    #expect(Set(left.curves.map(\.run.draw)) == ["000"])
    #expect(left.plan.drawsWithCurves == 1 && left.plan.scale.draws > 1)
    #expect(left.plan.hasSomeCurves && !left.plan.hasAllCurves)
    var more = try CSVTable(readingFrom: path)
    more.append(
      try #require(more.rows.first).enumerated().map { $0.offset == 3 ? "001" : $0.element })
    try more.write(to: path)
    let surplus = #expect(throws: CSVError.self) { try curves() }
    #expect(surplus?.problem.contains("is no row that manifest.json asks for") == true)

    // Without the key its absence is an error.
    try TinyStudy.write(usual, to: "\(folder)/quick")
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: (any Error).self) { try curves() }
  }
}

// A study without curves.csv is whole, and is read back without curves.
import Experiments
import Fixtures
import Foundation
import Records
import Testing

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
    experiment.curveFile = false
    let result = try await TinyStudy.run(experiment, store: "\(folder)/runs")
    // The runs are the same; what an earlier study left is removed.
    #expect(result.runs.map(\.record) == usual.runs.map(\.record))
    try TinyStudy.write(result, to: "\(folder)/quick")
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try curves() == 0)

    // Without the key its absence is an error.
    try TinyStudy.write(usual, to: "\(folder)/quick")
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: (any Error).self) { try curves() }
  }
}

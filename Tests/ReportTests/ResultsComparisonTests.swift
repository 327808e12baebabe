import Experiments
import Formats
import Foundation
import Report
import Testing

/// Two equal results folders to damage.
private func withTwoFolders(_ body: (String, String) throws -> Void) async throws {
  try await withScratchFolder { folder in
    let result = try await TinyStudy.run(store: "\(folder)/runs")
    let again = try await TinyStudy.run(store: "\(folder)/runs-again", jobs: 2)
    try TinyStudy.write(result, to: "\(folder)/one")
    try TinyStudy.write(again, to: "\(folder)/two")
    try body("\(folder)/one", "\(folder)/two")
  }
}

private func edit(_ path: String, _ change: (String) -> String) throws {
  let text = String(decoding: try AtomicFile.read(path), as: UTF8.self)
  let changed = change(text)
  #expect(changed != text, "the edit changed nothing")
  try AtomicFile.write(changed, to: path)
}

/// Adds to the NMSE of all runs of one model; `alternating` subtracts it from every other replicate.
private func shiftNMSE(
  of model: String, by shift: Double, alternating: Bool = false, in path: String
) throws {
  try edit(path) { text in
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard cells.first == model, cells.count > 6, let value = Double(cells[6]) else {
        return String(line)
      }
      cells[6] = NumberFormat.measured(
        alternating && cells[3] == "001" ? value - shift : value + shift)
      return cells.joined(separator: ",")
    }.joined(separator: "\n")
  }
}

@Test func runsOfOtherJobsAndStoresAreIdentical() async throws {
  try await withTwoFolders { one, two in
    let comparison = try ResultsComparison(one, two)
    #expect(comparison.verdict == .identical)
  }
}

@Test func aByteThatDiffersOnOnePlatformIsADifference() async throws {
  try await withTwoFolders { one, two in
    try shiftNMSE(of: "cgc", by: 1e-7, in: "\(two)/tiny/metrics.csv")
    let comparison = try ResultsComparison(one, two)
    #expect(comparison.verdict == .different)
    #expect(comparison.findings.contains { $0.hasPrefix("tiny/metrics.csv differs from line") })
  }
}

@Test func betweenPlatformsSeedNoiseDecides() async throws {
  try await withTwoFolders { one, two in
    try edit("\(two)/manifest.json") {
      $0.replacingOccurrences(of: #""core" : "test""#, with: #""core" : "other""#)
    }
    try shiftNMSE(of: "cgc", by: 1e-5, alternating: true, in: "\(two)/tiny/metrics.csv")
    let comparison = try ResultsComparison(one, two)
    #expect(comparison.verdict == .withinSeedNoise)
    try shiftNMSE(of: "cgc", by: 10, in: "\(two)/tiny/metrics.csv")
    let changed = try ResultsComparison(one, two)
    #expect(changed.verdict == .different)
    #expect(changed.findings.contains { $0.contains("cgc - 0.50 task1 differs by") })
  }
}

@Test func aMissingFileIsADifferenceOnAnyPlatform() async throws {
  try await withTwoFolders { one, two in
    try FileManager.default.removeItem(atPath: "\(two)/tiny/curves.csv")
    let comparison = try ResultsComparison(one, two)
    #expect(comparison.verdict == .different)
    #expect(comparison.findings.contains("tiny/curves.csv is missing in \(two)"))
  }
}

@Test func aFolderWithoutManifestIsNotResults() async throws {
  try await withTwoFolders { one, two in
    try FileManager.default.removeItem(atPath: "\(two)/manifest.json")
    #expect(throws: ResultsError.self) { try ResultsComparison(one, two) }
  }
}

@Test func resultsOfAnotherPlatformAreNotMixedWithThese() async throws {
  try await withTwoFolders { one, _ in
    var other = TinyStudy.experiment
    other.name = "other"
    let plan = try Plan(other, at: .quick)
    let folder = ResultsFolder(one)
    let same = try folder.manifest(
      of: [plan], platform: TinyStudy.platform, gnuplot: nil, keepingOthers: true)
    #expect(same.experiments.keys.sorted() == ["other", "tiny"])
    let elsewhere = NumericPlatform(openblas: "test", core: "elsewhere", lapack: "test")
    #expect(throws: ResultsError.self) {
      try folder.manifest(of: [plan], platform: elsewhere, gnuplot: nil, keepingOthers: true)
    }
    // Nor are tables of another form.
    var former = try #require(try folder.readManifest())
    former.schemaVersion -= 1
    try folder.write(former)
    #expect(throws: ResultsError.self) {
      try folder.manifest(
        of: [plan], platform: TinyStudy.platform, gnuplot: nil, keepingOthers: true)
    }
  }
}

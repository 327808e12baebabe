import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

@testable import Comparison

/// Copies of some made-up results in `a` and `b`, the second to be altered.
private func withTwoCopies(
  _ files: [String], _ body: (_ folder: String) throws -> Void
) async throws {
  try await withScratchFolder { folder in
    for file in files + ["manifest.json"] {
      for side in ["a", "b"] {
        let text = try madeUp(file)
        try AtomicFile.write(text, to: "\(folder)/\(side)/\(file)")
      }
    }
    try body(folder)
  }
}

private func edit(_ path: String, _ change: (String) -> String) throws {
  let text = String(decoding: try AtomicFile.read(path), as: UTF8.self)
  let changed = change(text)
  #expect(changed != text, "the edit changed nothing")
  try AtomicFile.write(changed, to: path)
}

private func anotherPlatform(_ folder: String) throws {
  try edit("\(folder)/b/manifest.json") {
    $0.replacing(#""core" : "test""#, with: #""core" : "Zen""#)
  }
}

private func anotherSeed(_ folder: String) throws {
  try edit("\(folder)/b/manifest.json") { $0.replacing(#""seed" : 1,"#, with: #""seed" : 7,"#) }
}

/// What retraining does to a column: a tenth up or down, by draw.
private func retrained(_ text: String, _ column: String) -> String {
  changing(text, column) { field, row in
    guard let value = Double(field), let draw = row["draw"].flatMap({ Int($0) }) else {
      return field
    }
    let factors = [0.9, -1.1, 0.4, -0.3, 0.1]
    return NumberFormat.measured(value * (1 + 0.1 * factors[draw % 5]))
  }
}

private let metrics = "seesaw/metrics.csv"
private let data = "seesaw/data.csv"

@Test func runsOfOtherJobsAndStoresAreIdentical() async throws {
  try await withScratchFolder { folder in
    let result = try await TinyStudy.run(store: "\(folder)/runs")
    let again = try await TinyStudy.run(store: "\(folder)/runs-again", jobs: 2)
    try TinyStudy.write(result, to: "\(folder)/one")
    try TinyStudy.write(again, to: "\(folder)/two")
    let comparison = try ResultsComparison("\(folder)/one", "\(folder)/two")
    #expect(comparison.verdict == .identical && comparison.isReproduction)
    #expect(comparison.files.count == 12)
  }
}

@Test func rowsInAnotherOrderAreIdenticalButNoReproduction() async throws {
  try await withTwoCopies([metrics]) { folder in
    try edit("\(folder)/b/\(metrics)") { text in
      let lines = text.split(separator: "\n")
      return ([lines[0]] + lines.dropFirst().reversed()).map { $0 + "\n" }.joined()
    }
    let comparison = try ResultsComparison("a", "b", in: folder)
    #expect(comparison.verdict == .identical && !comparison.isReproduction)
    #expect(comparison.files.first { $0.file == metrics }?.note?.contains("another order") == true)
  }
}

@Test func lastDigitsAreWithinToleranceButNoReproductionOnOnePlatform() async throws {
  try await withTwoCopies([metrics]) { folder in
    try edit("\(folder)/b/\(metrics)") { changing($0, "nmse", scaled(1 + 2e-8)) }
    let comparison = try ResultsComparison("a", "b", in: folder)
    #expect(comparison.verdict == .withinTolerance && !comparison.isReproduction)
    var options = ComparisonOptions()
    options.tolerance.relativeByColumn = ["nmse": 1e-9]
    options.tolerance.absoluteByColumn = ["nmse": 0]
    #expect(try ResultsComparison("a", "b", options: options, in: folder).verdict == .different)
  }
}

@Test func withTheSameDataRunsAreComparedOneByOne() async throws {
  try await withTwoCopies([metrics, data]) { folder in
    try anotherPlatform(folder)
    try edit("\(folder)/b/\(metrics)") { retrained($0, "nmse") }
    let noisy = try ResultsComparison("a", "b", in: folder)
    #expect(noisy.verdict == .withinSeedNoise && noisy.isReproduction)
    #expect(noisy.notes.contains { $0.hasPrefix("platforms differ:") })
    #expect(noisy.files.first { $0.file == metrics }?.rule == .pairedRuns)
    // On one platform it is no reproduction.
    try AtomicFile.write(madeUp("manifest.json"), to: "\(folder)/b/manifest.json")
    let here = try ResultsComparison("a", "b", in: folder)
    #expect(here.verdict == .withinSeedNoise && !here.isReproduction)
    // Half as much error again is far less than draws differ by, and still seen.
    try edit("\(folder)/b/\(metrics)") {
      changing($0, "nmse", where: { $0["model"] == "cgc" }, scaled(1.5))
    }
    let changed = try ResultsComparison("a", "b", in: folder)
    #expect(changed.verdict == .different)
    #expect(changed.files.flatMap(\.outside).allSatisfy { $0.hasPrefix("cgc - ") })
  }
}

@Test func withOtherDataMeansAreCompared() async throws {
  try await withTwoCopies([metrics, data]) { folder in
    try anotherSeed(folder)
    try edit("\(folder)/b/\(data)") {
      changing($0, "checksum_train") { _, _ in "0000000000000000" }
    }
    try edit("\(folder)/b/\(metrics)") {
      changing($0, "nmse", where: { $0["model"] == "cgc" }, scaled(1.05))
    }
    let comparison = try ResultsComparison("a", "b", in: folder)
    #expect(comparison.files.first { $0.file == metrics }?.rule == .unpairedRuns)
    #expect(comparison.verdict == .withinSeedNoise && !comparison.isReproduction)
    #expect(
      comparison.notes == [
        "specifications differ: expert-utilization.seed is 1 against 7",
        "specifications differ: seesaw.seed is 1 against 7",
        "data differ: seesaw, checksums of 50 of 50 data sets that both have",
      ])
    var options = ComparisonOptions()
    options.pairing = .paired
    #expect(try ResultsComparison("a", "b", options: options, in: folder).verdict == .different)
    try edit("\(folder)/b/\(metrics)") {
      changing($0, "nmse", where: { $0["model"] == "cgc" }, scaled(20))
    }
    #expect(try ResultsComparison("a", "b", in: folder).verdict == .different)
  }
}

@Test func betweenPlatformsLastBitsOfTheDataDoNotUnpairRuns() async throws {
  try await withTwoCopies([metrics, data]) { folder in
    try edit("\(folder)/b/\(data)") {
      changing($0, "checksum_test") { _, _ in "0000000000000000" }
    }
    try edit("\(folder)/b/\(metrics)") { retrained($0, "nmse") }
    func rule() throws -> FileComparison.Rule? {
      try ResultsComparison("a", "b", in: folder).files.first { $0.file == metrics }?.rule
    }
    #expect(try rule() == .unpairedRuns)
    try anotherPlatform(folder)
    #expect(try rule() == .pairedRuns)
    #expect(try ResultsComparison("a", "b", in: folder).verdict == .withinSeedNoise)
  }
}

@Test func withoutDataFilesTheManifestsSayWhetherDataAreTheSame() async throws {
  try await withTwoCopies([metrics]) { folder in
    try edit("\(folder)/b/\(metrics)") { retrained($0, "nmse") }
    func rule(_ file: String) throws -> FileComparison.Rule? {
      try ResultsComparison("a\(file)", "b\(file)", in: folder).files.first {
        $0.rule != .bytes
      }?.rule
    }
    #expect(try rule("") == .pairedRuns)
    #expect(try rule("/" + metrics) == .pairedRuns)
    try anotherSeed(folder)
    #expect(try rule("/seesaw") == .unpairedRuns)
    try FileManager.default.removeItem(atPath: "\(folder)/b/manifest.json")
    #expect(try rule("/" + metrics) == .unpairedRuns)
    #expect(
      try ResultsComparison("a/seesaw", "b/seesaw", in: folder).notes
        == ["b/seesaw has no manifest: its specifications are not known"])
  }
}

@Test func aMissingFileOrRowIsADifferenceAndIsNamed() async throws {
  try await withTwoCopies([metrics, "seesaw/curves.csv", "seesaw/gains.csv"]) { folder in
    try FileManager.default.removeItem(atPath: "\(folder)/b/seesaw/curves.csv")
    try edit("\(folder)/b/seesaw/gains.csv") {
      $0.split(separator: "\n").dropLast().map { $0 + "\n" }.joined()
    }
    let comparison = try ResultsComparison("a", "b", in: folder)
    #expect(comparison.verdict == .different)
    #expect(comparison.missingFiles == ["seesaw/curves.csv"] && comparison.extraFiles.isEmpty)
    #expect(comparison.files.flatMap(\.missing) == ["ple - average mean nmse"])
    #expect(
      try ResultsComparison("b", "a", in: folder).extraFiles == ["seesaw/curves.csv"])
  }
}

@Test func pagesAndFiguresCountOnlyWhereTheirTablesAreTheSame() async throws {
  try await withTwoCopies([metrics, "report.md", "seesaw/figure7.svg"]) { folder in
    try edit("\(folder)/b/seesaw/figure7.svg") { $0 + "\n" }
    let redrawn = try ResultsComparison("a", "b", in: folder)
    #expect(redrawn.verdict == .different)
    try edit("\(folder)/b/manifest.json") { $0.replacing("5.4 patchlevel 4", with: "6.0") }
    let byOthers = try ResultsComparison("a", "b", in: folder)
    #expect(byOthers.verdict == .identical && byOthers.isReproduction)
    #expect(
      byOthers.files.first { $0.file.hasSuffix(".svg") }?.note == "drawn by another gnuplot")
    try FileManager.default.removeItem(atPath: "\(folder)/b/seesaw/figure7.svg")
    #expect(try ResultsComparison("a", "b", in: folder).verdict == .identical)
    try edit("\(folder)/b/report.md") { $0 + "\n" }
    #expect(try ResultsComparison("a", "b", in: folder).verdict == .different)
    try edit("\(folder)/b/\(metrics)") { changing($0, "nmse", scaled(1 + 2e-8)) }
    #expect(try ResultsComparison("a", "b", in: folder).verdict == .withinTolerance)
  }
}

/// Gates that differ as well are a larger difference, and must not have a milder verdict.
@Test func singleRunsFollowFromTheirGates() async throws {
  let gates = "expert-utilization/gates/mmoe.csv"
  let samples = "expert-utilization/gates/mmoe.samples.csv"
  try await withTwoCopies([gates, samples]) { folder in
    try edit("\(folder)/b/\(samples)") { changing($0, "weight", scaled(1.01)) }
    let alone = try ResultsComparison("a", "b", in: folder)
    #expect(alone.verdict == .withinSeedNoise && !alone.isReproduction)
    #expect(
      alone.files.first { $0.file == samples }?.note
        == "follows from gates/*.csv, which does not differ")
    try edit("\(folder)/b/\(gates)") { retrained($0, "mean") }
    let comparison = try ResultsComparison("a", "b", in: folder)
    #expect(comparison.verdict == .withinSeedNoise)
    let file = comparison.files.first { $0.file == samples }
    #expect(file?.verdict == .different && file?.isCounted == false)
    #expect(
      try ResultsComparison("a/\(samples)", "b/\(samples)", in: folder).verdict == .different)
    try edit("\(folder)/b/\(gates)") { changing($0, "mean", scaled(0.5)) }
    #expect(try ResultsComparison("a", "b", in: folder).verdict == .different)
  }
}

@Test func otherSchemasAndWhatIsNoManifestAreRefused() async throws {
  try await withTwoCopies([metrics]) { folder in
    func message() -> String {
      do {
        _ = try ResultsComparison("a", "b", in: folder)
        return "no error"
      } catch { return "\(error)" }
    }
    let version = Manifest.currentSchemaVersion
    try edit("\(folder)/b/manifest.json") {
      $0.replacing(#""schemaVersion" : \#(version)"#, with: #""schemaVersion" : 9"#)
    }
    #expect(
      message()
        == "b/manifest.json has the schema version 9, but this program reads \(version); use a newer version "
        + "of the program")
    // Nor are two of one newer version.
    try edit("\(folder)/a/manifest.json") {
      $0.replacing(#""schemaVersion" : \#(version)"#, with: #""schemaVersion" : 9"#)
    }
    #expect(message().contains("use a newer version"))
    for side in ["a", "b"] {
      try edit("\(folder)/\(side)/manifest.json") {
        $0.replacing(#""schemaVersion" : 9"#, with: #""schemaVersion" : \#(side == "a" ? 3 : 4)"#)
      }
    }
    #expect(
      message()
        == "a/manifest.json has schema version 3, b/manifest.json has 4: their files cannot be compared"
    )
    try AtomicFile.write(madeUp("manifest.json"), to: "\(folder)/a/manifest.json")
    try AtomicFile.write("[]", to: "\(folder)/b/manifest.json")
    #expect(message() == "b/manifest.json is no manifest: it holds no JSON object")
    try AtomicFile.write(madeUp("manifest.json"), to: "\(folder)/b/manifest.json")
    try edit("\(folder)/b/\(metrics)") { $0.replacing(",nmse,", with: ",error,") }
    #expect(
      message().hasSuffix(
        "; only a/seesaw/metrics.csv has nmse; only b/seesaw/metrics.csv has error"))
  }
}

@Test func howAStudyIsShownIsNotCompared() async throws {
  try await withScratchFolder { folder in
    let file = TinyStudy.file
    var other = file
    other.presentation.title = "Another title"
    other.presentation.order = 7
    other.presentation.models["mmoe"] = ModelLook(colour: "#445566")
    for (side, file) in [("a", file), ("b", other)] {
      try ResultsFolder("\(folder)/\(side)").write(
        Manifest([file], at: .quick, platform: TinyStudy.platform, gnuplot: nil))
    }
    for file in ["report.md", "tiny/figure7.svg"] {
      for side in ["a", "b"] {
        try AtomicFile.write("seen in \(side)", to: "\(folder)/\(side)/\(file)")
      }
    }
    try AtomicFile.write("asked for in a", to: "\(folder)/a/tiny/curves.svg")
    let note = "presentation differs: reports and figures do not count"
    let comparison = try ResultsComparison("a", "b", in: folder)
    #expect(comparison.isSameSpecification == true && comparison.notes == [note])
    #expect(comparison.verdict == .identical && comparison.isReproduction)
    #expect(comparison.files.count { $0.note == "shown in another way" } == 2)
    other.experiment.seed += 1
    try ResultsFolder("\(folder)/b").write(
      Manifest([other], at: .quick, platform: TinyStudy.platform, gnuplot: nil))
    let changed = try ResultsComparison("a", "b", in: folder)
    #expect(changed.isSameSpecification == false)
    #expect(changed.notes == [note, "specifications differ: tiny.seed is 7 against 8"])
  }
}

@Test func resultsOfAnotherPlatformAreNotMixedWithThese() async throws {
  try await withScratchFolder { path in
    let tiny = TinyStudy.file
    var other = tiny
    other.experiment.name = "other"
    let folder = ResultsFolder("\(path)/one")
    func manifest(_ file: ExperimentFile, on platform: NumericPlatform) throws -> Manifest {
      try folder.manifest(
        of: [file], at: .quick, platform: platform, gnuplot: nil)
    }
    try folder.write(manifest(tiny, on: TinyStudy.platform))
    try AtomicFile.createFolder("\(path)/one/tiny")
    let same = try manifest(other, on: TinyStudy.platform)
    #expect(same.experiments.keys.sorted() == ["other", "tiny"])
    let elsewhere = NumericPlatform(openblas: "test", core: "elsewhere", lapack: "test")
    #expect(throws: ResultsError.self) { try manifest(other, on: elsewhere) }
    // Nor are tables of another form.
    var former = try #require(try folder.readManifest())
    former.schemaVersion -= 1
    try folder.write(former)
    #expect(throws: ResultsError.self) { try manifest(other, on: TinyStudy.platform) }
  }
}

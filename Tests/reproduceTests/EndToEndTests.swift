import Formats
import Foundation
import ModelZoo
import Testing

/// The folder with Package.swift.
let projectFolder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

/// What the program printed and how it ended.
struct Ending {
  var status: Int32
  var output: String
  var remarks: String
}

/// The program as it stands beside the tests.
///
/// - Parameters:
///   - place: the working directory; the project's folder unless told otherwise.
///   - folder: where output and remarks are kept.
private func start(
  _ arguments: [String], at place: String = projectFolder, into folder: String,
  remarks: String? = nil
) throws -> Process {
  let process = Process()
  let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
  process.executableURL = tests.deletingLastPathComponent().appendingPathComponent("reproduce")
  process.currentDirectoryURL = URL(fileURLWithPath: place)
  process.arguments = arguments
  process.standardInput = FileHandle.nullDevice
  for (name, stream) in [("out", \Process.standardOutput), ("err", \Process.standardError)] {
    let path = "\(folder)/\(name)"
    try AtomicFile.write("", to: path)
    process[keyPath: stream] = FileHandle(forWritingAtPath: path)
  }
  if let remarks { process.standardError = FileHandle(forWritingAtPath: remarks) }
  try process.run()
  return process
}

func reproduce(
  _ arguments: String..., at place: String = projectFolder, into folder: String
) throws -> Ending {
  try reproduce(arguments: arguments, at: place, into: folder)
}

func reproduce(
  arguments: [String], at place: String = projectFolder, into folder: String
) throws -> Ending {
  let process = try start(arguments, at: place, into: folder)
  process.waitUntilExit()
  return Ending(
    status: process.terminationStatus,
    output: try text("\(folder)/out"), remarks: try text("\(folder)/err"))
}

/// The text of a file.
func text(_ path: String) throws -> String {
  String(decoding: try AtomicFile.read(path), as: UTF8.self)
}

/// The seesaw experiment, small enough for a test, and a folder for all that comes of it.
func withSmallExperiment(
  samples: Int = 2000, _ body: (_ folder: String, _ file: String) throws -> Void
) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("seesaw-\(UUID().uuidString)").path
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let file = "\(folder)/seesaw.yaml"
  let shipped = try text("\(projectFolder)/experiments/seesaw.yaml")
  let small = shipped.replacingOccurrences(
    of: #"quick: \{.*\}"#,
    with: "quick: {inputWidth: 8, hiddenWidths: [6, 5, 4], sampleCount: \(samples), "
      + "replicates: 2, batchSize: 16}",
    options: .regularExpression)
  #expect(small != shipped)
  try AtomicFile.write(small, to: file)
  try body(folder, file)
}

@Test func aStudyRunsFromFileToReportAndThenHasNothingToDo() throws {
  try withSmallExperiment { folder, file in
    let first = try reproduce(
      "run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs", into: folder)
    #expect(first.status == 0, "\(first.remarks)")
    #expect(first.output.contains("report: \(folder)/one/quick/report.md"))
    #expect(first.output.contains("Shared bottom shows"))
    for name in [
      "report.md", "claims.csv", "manifest.json", "seesaw/metrics.csv", "seesaw/models.csv",
      "seesaw/gains.csv",
    ] {
      #expect(FileManager.default.fileExists(atPath: "\(folder)/one/quick/\(name)"), "\(name)")
    }
    let second = try reproduce(
      "run", file, "--output", "\(folder)/two", "--store", "\(folder)/runs", "--jobs", "1",
      into: folder)
    #expect(second.status == 0)
    #expect(second.remarks.contains("study: 0 runs to do, 70 found finished"))
    let comparison = try reproduce(
      "diff", "\(folder)/one/quick", "\(folder)/two/quick", into: folder)
    #expect(comparison.status == 0 && comparison.output.hasSuffix("identical\n"))
    // The report comes out of the CSV files alone.
    let report = try AtomicFile.read("\(folder)/one/quick/report.md")
    try FileManager.default.removeItem(atPath: "\(folder)/one/quick/report.md")
    let again = try reproduce("report", "--output", "\(folder)/one", into: folder)
    #expect(again.status == 0)
    #expect(try AtomicFile.read("\(folder)/one/quick/report.md") == report)
  }
}

@Test func aKilledStudyGoesOnToTheSameBytes() throws {
  try withSmallExperiment(samples: 20_000) { folder, file in
    let killed = try start(
      ["run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs", "--jobs", "1"],
      into: folder)
    // As soon as there are some records, and surely before there are all.
    let deadline = Date().addingTimeInterval(20)
    func records() -> Int {
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/runs")) ?? [])
        .count { $0.hasSuffix(".json") }
    }
    while records() < 12, Date() < deadline { usleep(2000) }
    kill(killed.processIdentifier, SIGKILL)
    killed.waitUntilExit()
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/one/quick/seesaw/metrics.csv"))
    let found = records()
    #expect(found >= 12)
    let resumed = try reproduce(
      "run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs", into: folder)
    #expect(resumed.status == 0)
    #expect(resumed.remarks.contains(", \(found) found finished"))
    _ = try reproduce(
      "run", file, "--output", "\(folder)/two", "--store", "\(folder)/other", into: folder)
    let comparison = try reproduce(
      "diff", "\(folder)/one/quick", "\(folder)/two/quick", into: folder)
    #expect(comparison.output.hasSuffix("identical\n"), "\(comparison.output)")
  }
}

@Test func badInputIsOneSentenceAndAStatus() throws {
  try withSmallExperiment { folder, file in
    let missing = try reproduce("run", "nosuch", into: folder)
    #expect(missing.status != 0 && missing.remarks.contains("experiments/nosuch.yaml"))
    try AtomicFile.write(
      try text(file).replacingOccurrences(of: "sineCount: 10 ", with: "sineCount: .nan "), to: file)
    let damaged = try reproduce(
      "run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs", into: folder)
    #expect(damaged.status != 0)
    #expect(
      damaged.remarks.contains("seesaw.yaml:") && damaged.remarks.contains("sineCount is .nan"))
    // Nothing was begun.
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/runs"))
    let comparison = try reproduce("diff", folder, folder, into: folder)
    #expect(comparison.status == 2 && comparison.remarks.contains("manifest.json"))
    try AtomicFile.write("a file where a folder is wanted", to: "\(folder)/blocked")
    let blocked = try reproduce(
      "run", "seesaw", "--output", "\(folder)/blocked", into: folder)
    #expect(blocked.status != 0 && blocked.remarks.contains("\(folder)/blocked"))
    #expect(blocked.remarks.split(separator: "\n").count == 1)
  }
}

@Test(arguments: ModelDefinition.all.map(\.kind.rawValue))
func everyModelOfTheZooTrains(_ model: String) throws {
  try withSmallExperiment { folder, _ in
    let trained = try reproduce("train", "--model", model, "--no-gate-bias", into: folder)
    #expect(trained.status == 0, "\(trained.remarks)")
    #expect(trained.output.contains("task2"))
  }
}

@Test func labelsOfAFewSamplesAreLearnedAndReported() throws {
  try withSmallExperiment { folder, file in
    try AtomicFile.write(
      try text(file).replacingOccurrences(
        of: "taskCount: 2\n", with: "taskCount: 2\n  labelShares: [1, 0.1]\n"),
      to: file)
    let ending = try reproduce(
      "run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs", into: folder)
    #expect(ending.status == 0, "\(ending.remarks)")
  }
}

@Test func twoExperimentsOfOneNameAreRefused() throws {
  try withSmallExperiment { folder, file in
    let ending = try reproduce("run", file, "seesaw", "--output", "\(folder)/one", into: folder)
    #expect(ending.status != 0 && ending.remarks.contains("two experiments are called seesaw"))
  }
}

@Test func aLostTerminalDoesNotEndTheWork() throws {
  try withSmallExperiment { folder, file in
    let process = try start(
      ["run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs"], into: folder,
      remarks: "/dev/full")
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
  }
}

@Test func trainedWeightsAreWrittenAsSafetensors() throws {
  try withSmallExperiment { folder, _ in
    let file = "\(folder)/model.safetensors"
    let impossible = try reproduce(
      "train", "--model", "ple", "--correlation", "1.5", "--weights", file, into: folder)
    #expect(impossible.status != 0 && impossible.remarks.contains("correlation is 1.5"))
    let trained = try reproduce(
      "train", "--model", "shared-bottom", "--weights", file, into: folder)
    #expect(trained.status == 0)
    #expect(trained.output.contains("validation NMSE") && trained.output.contains("task2"))
    let bytes = try AtomicFile.read(file)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length]))
        as? [String: [String: Any]])
    let tensor = try #require(header["bottom.layer1.weight"])
    #expect(tensor["shape"] as? [Int] == [64, 64] && tensor["dtype"] as? String == "F32")
    let ends = header.values.compactMap { ($0["data_offsets"] as? [Int])?.last }
    #expect(ends.max() == bytes.count - 8 - length)
  }
}

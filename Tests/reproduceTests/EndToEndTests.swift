import Formats
import Foundation
import ModelZoo
import Testing

/// The folder with Package.swift.
let projectFolder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

/// The program as it was built with the tests.
let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
  .deletingLastPathComponent().appendingPathComponent("reproduce").path

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
func start(
  _ arguments: [String], at place: String = projectFolder, into folder: String,
  remarks: String? = nil
) throws -> Process {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
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

/// The seesaw experiment, small enough for a test.
func smallExperiment(samples: Int = 2000) throws -> String {
  let shipped = try text("\(projectFolder)/experiments/seesaw.yaml")
  let small = shipped.replacingOccurrences(
    of: #"quick: \{.*\}"#,
    with: "quick: {inputWidth: 8, hiddenWidths: [6, 5, 4], sampleCount: \(samples), "
      + "draws: 2, trainings: 2, batchSize: 16}",
    options: .regularExpression)
  #expect(small != shipped)
  return small
}

/// A folder that is removed afterwards.
func inFolder(_ body: (_ folder: String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("seesaw-\(UUID().uuidString)").path
  try AtomicFile.createFolder(folder)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

/// The small experiment, and a folder for all that comes of it.
func withSmallExperiment(
  samples: Int = 2000, _ body: (_ folder: String, _ file: String) throws -> Void
) throws {
  try inFolder { folder in
    let file = "\(folder)/seesaw.yaml"
    try AtomicFile.write(try smallExperiment(samples: samples), to: file)
    try body(folder, file)
  }
}

/// A folder like the project's with these experiments alone.
func withSmallProject(
  _ experiments: [String: String], _ body: (_ folder: String) throws -> Void
) throws {
  try inFolder { folder in
    for (name, text) in experiments {
      try AtomicFile.write(text, to: "\(folder)/experiments/\(name).yaml")
    }
    for name in ["experiments/published", "scripts"] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/\(name)", withDestinationPath: "\(projectFolder)/\(name)")
    }
    try body(folder)
  }
}

@Test func aStudyRunsFromFileToReportAndThenHasNothingToDo() throws {
  try withSmallExperiment { folder, file in
    let first = try reproduce(
      "run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs", into: folder)
    #expect(first.status == 0, "\(first.remarks)")
    #expect(first.output.contains("report: \(folder)/one/quick/report.md"))
    #expect(first.output.contains("PLE is better than MMoE"))
    for name in [
      "report.md", "claims.csv", "manifest.json", "seesaw/page.md", "seesaw/metrics.csv",
      "seesaw/models.csv", "seesaw/gains.csv",
    ] {
      #expect(FileManager.default.fileExists(atPath: "\(folder)/one/quick/\(name)"), "\(name)")
    }
    let second = try reproduce(
      "run", file, "--output", "\(folder)/two", "--store", "\(folder)/runs", "--jobs", "1",
      into: folder)
    #expect(second.status == 0)
    #expect(second.remarks.contains("study: 0 runs to do, 140 found finished"))
    let comparison = try reproduce(
      "diff", "\(folder)/one/quick", "\(folder)/two/quick", into: folder)
    #expect(comparison.status == 0 && comparison.output.hasSuffix("identical\n"))
    // The report comes out of the CSV files alone.
    let pages = ["report.md", "seesaw/page.md"].map { "\(folder)/one/quick/\($0)" }
    let texts = try pages.map { try text($0) }
    for page in pages { try FileManager.default.removeItem(atPath: page) }
    let again = try reproduce("report", "--output", "\(folder)/one", into: folder)
    #expect(again.status == 0)
    #expect(try pages.map { try text($0) } == texts)
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

/// All files of a folder.
private func files(below folder: String) throws -> [String: [UInt8]] {
  let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
  return Dictionary(
    uniqueKeysWithValues: try names.filter { $0.contains(".") }.map {
      ($0, try AtomicFile.read("\(folder)/\($0)"))
    })
}

/// What has ended can be read while the rest is run, and at last nothing shows in which order it came.
@Test func theReportIsThereAsEachExperimentEnds() throws {
  let later = try smallExperiment(samples: 20_000)
    .replacing("order: 2", with: "order: 9").replacing("seed: 3001", with: "seed: 17")
  let elsewhere = try smallExperiment().replacingOccurrences(
    of: #"\n  quick: \{.*\}"#, with: "", options: .regularExpression)
  try withSmallProject(["seesaw": smallExperiment(), "later": later, "elsewhere": elsewhere]) {
    folder in
    let place = "\(folder)/one/quick"
    let arguments = ["all", "--output", "\(folder)/one", "--store", "\(folder)/runs"]
    let killed = try start(arguments, at: folder, into: folder)
    let deadline = Date().addingTimeInterval(120)
    while !FileManager.default.fileExists(atPath: "\(place)/report.md"), killed.isRunning,
      Date() < deadline
    { usleep(2000) }
    kill(killed.processIdentifier, SIGKILL)
    killed.waitUntilExit()
    try #require(killed.terminationReason == .uncaughtSignal, "the study was over too soon")
    let partial = try text("\(place)/report.md")
    #expect(partial.contains("**Not complete yet.** Still to come: `later`."))
    #expect(partial.contains("(seesaw/page.md)") && !partial.contains("later/"))
    #expect(partial.contains("- **Is PLE better than MMoE?** "))
    #expect(!FileManager.default.fileExists(atPath: "\(place)/later"))
    let manifest = try JSONSerialization.jsonObject(
      with: Data(try AtomicFile.read("\(place)/manifest.json")))
    for half in ["experiments", "presentation"] {
      let named = (manifest as? [String: Any])?[half] as? [String: Any]
      #expect(named.map { Array($0.keys) } == ["seesaw"])
    }

    let resumed = try reproduce(arguments: arguments, at: folder, into: folder)
    #expect(resumed.status == 0, "\(resumed.remarks)")
    for words in [
      "seesaw (1 of 2)", "seesaw is in \(place)/report.md", "later (2 of 2)",
      "study: 0 runs to do, 140 found finished",
    ] { #expect(resumed.remarks.contains(words), "\(words)") }
    let whole = try text("\(place)/report.md")
    #expect(!whole.contains("Not complete yet"))
    #expect(whole.contains("(seesaw/page.md)") && whole.contains("(later/page.md)"))

    // The other one first, each as a study of its own.
    for name in ["later", "seesaw"] {
      let ending = try reproduce(
        "run", name, "--output", "\(folder)/two", "--store", "\(folder)/runs", at: folder,
        into: folder)
      #expect(ending.status == 0, "\(ending.remarks)")
      #expect(ending.remarks.contains("study: 0 runs to do, 140 found finished"))
    }
    let (one, two) = (try files(below: place), try files(below: "\(folder)/two/quick"))
    #expect(one.count > 20 && one.keys.sorted() == two.keys.sorted())
    for (name, bytes) in one { #expect(two[name] == bytes, "\(name)") }
  }
}

/// While several experiments are run the manifest names those that are whole; what the others had is still known.
@Test func filesThatAStudyNoLongerWritesAreRemovedFromEveryExperiment() throws {
  try inFolder { folder in
    let usual = try smallExperiment(samples: 500)
    let less = usual.replacing("gateFiles: false", with: "gateFiles: false\ncurveSettings: []")
      .replacing("[figure7, gains-by-correlation, curves]", with: "[figure7, gains-by-correlation]")
    #expect(less != usual)
    let names = ["one", "two", "three"]
    let files = names.map { "\(folder)/\($0).yaml" }
    func run(_ text: String) throws -> [Bool] {
      for file in files { try AtomicFile.write(text, to: file) }
      let ending = try reproduce(
        arguments: ["run"] + files + ["--store", "\(folder)/runs", "--output", folder], into: folder
      )
      #expect(ending.status == 0, "\(ending.remarks)")
      return names.map {
        FileManager.default.fileExists(atPath: "\(folder)/quick/\($0)/curves.csv")
      }
    }
    #expect(try run(usual) == [true, true, true])
    #expect(try run(less) == [false, false, false])
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
    let unknown = try reproduce("train", "--model", "ple", "--training", "99", into: folder)
    #expect(unknown.status != 0 && unknown.remarks.contains("--training is 99, but must be from"))
    let trained = try reproduce(
      "train", "--model", "shared-bottom", "--draw", "1", "--training", "1", "--weights", file,
      into: folder)
    #expect(trained.status == 0)
    #expect(trained.output.contains("validation NMSE") && trained.output.contains("task2"))
    let bytes = try AtomicFile.read(file)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length]))
        as? [String: [String: Any]])
    let tensor = try #require(header["bottom.layer1.weight"])
    #expect(tensor["shape"] as? [Int] == [32, 32] && tensor["dtype"] as? String == "F32")
    let ends = header.values.compactMap { ($0["data_offsets"] as? [Int])?.last }
    #expect(ends.max() == bytes.count - 8 - length)
  }
}

// Paths that are written: what is there already stays, or is refused before any work.
import ArgumentParser
import Formats
import Foundation
import Testing

@testable import reproduce

@Test func aTildeIsTheHomeFolder() throws {
  let home = ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()
  #expect(
    try GivenPath.path("~/x", home: "/h") == "/h/x" && GivenPath.path("~", home: "/h") == "/h")
  #expect(try GivenPath.path("~/x", home: nil) == "\(NSHomeDirectory())/x")
  #expect(try NamedExperiment("~/a.yaml").path == "\(home)/a.yaml")
  #expect(try GivenPath.path("~") == home)
  #expect(try GivenPath.path("~/x/y") == "\(home)/x/y")
  #expect(try GivenPath.path("~/x/") == "\(home)/x/")
  #expect(try GivenPath.path("a~/~b") == "a~/~b")
  #expect(throws: (any Error).self) { try GivenPath.path("~nobody-of-that-name/x") }
  #expect(throws: (any Error).self) { try GivenPath.path("") }
  #expect(try StudyOptions.parse(["--output=~/x", "--store=~/y"]).output == "\(home)/x")
  #expect(try StudyOptions.parse(["--output=~/x", "--store=~/y"]).store == "\(home)/y")
  #expect(try ReportCommand.parse(["--output=~/x"]).output == "\(home)/x")
  #expect(try ListCommand.parse(["--output=~/x", "--store=~/y"]).store == "\(home)/y")
  #expect(try PowerCommand.parse(["seesaw", "--store=~/y"]).store == "\(home)/y")
  #expect(try TrainCommand.parse(["--model", "ple", "--weights=~/w"]).weights == "\(home)/w")
}

@Test(arguments: ["/dev/null", "here", "new/folder/x", "x/"])
func weightsThatCannotBeWrittenAreRefusedBeforeTheTraining(_ path: String) throws {
  try inFolder { folder in
    try AtomicFile.createFolder("\(folder)/here")
    let place = path.hasPrefix("/") ? path : "\(folder)/\(path)"
    let ending = try reproduce("train", "--model", "ple", "--weights", place, into: folder)
    #expect(ending.status == 1 && ending.output.isEmpty)
    #expect(
      ending.remarks.hasPrefix("Error: cannot write \(place): there is ")
        || ending.remarks.hasPrefix("Error: cannot write \(place): this is no name of a file"))
    #expect(ending.remarks.split(separator: "\n").count == 1)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
        "err", "here", "out",
      ])
  }
  var status = stat()
  #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
}

@Test func foldersThatAreMadeAboveAreNamed() throws {
  try withSmallExperiment { folder, file in
    let ending = try reproduce(
      "run", file, "--output", "\(folder)/new/results", "--store", "\(folder)/runs", into: folder)
    #expect(ending.status == 0)
    #expect(ending.remarks.contains("there is no folder \(folder)/new yet: it is made"))
    #expect(!ending.remarks.contains("there is no folder \(folder) yet"))
  }
}

/// Results of other seeds and experiments, and what somebody put beside them.
@Test func nothingIsRemovedThatTheCommandDidNotMake() throws {
  try withSmallProject(["seesaw": smallExperiment()]) { folder in
    try AtomicFile.write(
      try smallExperiment().replacing("seed: 3001", with: "seed: 2"), to: "\(folder)/my/seed2.yaml")
    let place = "\(folder)/.results/quick"
    let one = try reproduce("run", "my/seed2.yaml", at: folder, into: folder)
    #expect(one.status == 0, "\(one.remarks)")
    try AtomicFile.write("a,b\n", to: "\(place)/seed2/gates/own.csv")
    let whole = try reproduce("all", "--seed", "9", at: folder, into: folder)
    #expect(whole.status == 0, "\(whole.remarks)")
    #expect(
      whole.remarks.contains(
        ".results/quick also holds results of seed2, which are no part of this run"))
    for file in ["seed2/metrics.csv", "seed2/gates/own.csv", "seesaw/metrics.csv"] {
      #expect(FileManager.default.fileExists(atPath: "\(place)/\(file)"), "\(file)")
    }
    #expect(try text("\(place)/report.md").contains("(seed2/page.md)"))
    // The same experiment with another seed takes the place of the first, and says so.
    let again = try reproduce("run", "my/seed2.yaml", "--seed", "5", at: folder, into: folder)
    #expect(again.status == 0, "\(again.remarks)")
    #expect(
      again.remarks.contains(
        ".results/quick/seed2 holds results of another study (seed 2, not 5), which will be replaced"
      ))
    #expect(FileManager.default.fileExists(atPath: "\(place)/seed2/gates/own.csv"))
  }
}

@Test func aForeignFileOfATablesNameIsNotWrittenOver() throws {
  try withSmallExperiment(samples: 500) { folder, file in
    let path = "\(folder)/quick/seesaw/metrics.csv"
    try AtomicFile.write("mine\n", to: path)
    let ending = try reproduce(
      "run", file, "--store", "\(folder)/runs", "--output", folder, into: folder)
    #expect(ending.status != 0 && ending.output.isEmpty)
    #expect(
      ending.remarks.contains(
        "\(path) is no table of this program, which would write over it; move it, or name another folder"
      ))
    #expect(try text(path) == "mine\n")
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/runs"))
    // A derived table's name is taken, but not without a word.
    try FileManager.default.removeItem(atPath: path)
    try AtomicFile.write("mine\n", to: "\(folder)/quick/seesaw/departures.csv")
    let whole = try reproduce(
      "run", file, "--store", "\(folder)/runs", "--output", folder, into: folder)
    #expect(whole.status == 0)
    #expect(
      whole.remarks.contains(
        "Tables that are no part of these results were deleted: seesaw/departures.csv."))
  }
}

/// A negative number is a value, and no further option; and what a command has understood needs no lesson.
@Test(arguments: [
  ["run", "seesaw", "--seed", "-1"], ["run", "seesaw", "--draws", "-1"],
  ["all", "--trainings", "-2"], ["check", "--jobs", "-1"],
  ["power", "unequal-tasks", "--jobs", "-3"],
  ["export", "--model", "ple", "--samples", "-1", "--output", "x"],
])
func aNegativeNumberIsRefusedAsOne(_ arguments: [String]) throws {
  try inFolder { folder in
    let ending = try reproduce(arguments: arguments, into: folder)
    let value = try #require(
      arguments.first { $0.hasPrefix("-") && $0.dropFirst().first?.isNumber == true })
    #expect(ending.status != 0 && ending.remarks.contains(value), "\(ending.remarks)")
    #expect(!ending.remarks.contains("Missing value"), "\(ending.remarks)")
  }
}

@Test(arguments: [
  (["run", "tiny"], "tiny"), (["train", "--model", "ple", "--setting", "nope"], "nope"),
  (["power", "mmoe"], "mmoe has nothing to simulate"), (["data", "--output", "x.csv"], "x.csv"),
  (["run", "linear-task"], "scale of linear-task is quick, but must be paper"),
])
func whatIsRefusedAfterParsingIsOneSentence(_ arguments: [String], _ reason: String) throws {
  try inFolder { folder in
    let ending = try reproduce(arguments: arguments, into: folder)
    #expect(ending.status != 0 && ending.remarks.hasPrefix("Error: "), "\(ending.remarks)")
    #expect(ending.remarks.contains(reason), "\(ending.remarks)")
    #expect(ending.remarks.split(separator: "\n").count == 1, "\(ending.remarks)")
  }
}

@Test func twoStudiesAtOnceShareAFolder() throws {
  try inFolder { folder in
    let names = ["first", "second", "third"]
    for (index, name) in names.enumerated() {
      try AtomicFile.write(
        try smallExperiment().replacing("seed: 3001", with: "seed: \(index)"),
        to: "\(folder)/\(name).yaml")
      try AtomicFile.createFolder("\(folder)/log-\(name)")
    }
    let processes = try names.map { name in
      try start(
        [
          "run", "\(folder)/\(name).yaml", "--output", "\(folder)/results", "--store",
          "\(folder)/runs", "--jobs", "1",
        ], into: "\(folder)/log-\(name)")
    }
    for process in processes {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    let place = "\(folder)/results/quick"
    let manifest = try JSONSerialization.jsonObject(
      with: Data(try AtomicFile.read("\(place)/manifest.json")))
    let named = (manifest as? [String: Any])?["experiments"] as? [String: Any]
    #expect(named?.keys.sorted() == names)
    let report = try text("\(place)/report.md")
    for name in names { #expect(report.contains("(\(name)/page.md)")) }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place).filter { $0.hasPrefix(".") }
        .isEmpty)
    #expect(try reproduce("report", "--output", "\(folder)/results", into: folder).status == 0)
    #expect(try text("\(place)/report.md") == report)
  }
}

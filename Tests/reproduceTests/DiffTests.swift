import ArgumentParser
import Formats
import Foundation
import Testing

@testable import reproduce

private let table = "model,draw,loss\nple,000,1.0\nple,001,2.0\nple,002,3.0\n"

/// Runs `reproduce diff` on two tables.
private func diff(_ second: String, _ options: String...) throws -> Ending {
  try diff(second, options)
}

private func diff(_ second: String, _ options: [String]) throws -> Ending {
  var ending = Ending(status: -1, output: "", remarks: "")
  try inFolder { folder in
    let files = ["\(folder)/a.csv", "\(folder)/b.csv"]
    try AtomicFile.write(table, to: files[0])
    try AtomicFile.write(second, to: files[1])
    ending = try reproduce(arguments: ["diff"] + options + files, into: folder)
  }
  return ending
}

@Test func theExitStatusTellsTheVerdict() throws {
  let identical = try diff(table)
  #expect(identical.status == 0 && identical.output.hasSuffix("\nidentical\n"))
  let close = try diff(table.replacing("2.0", with: "2.0000001"))
  #expect(close.status == 0 && close.output.hasSuffix("\nwithin tolerance\n"))
  let noise = try diff(table.replacing("2.0", with: "2.5"))
  #expect(noise.status == 1 && noise.output.hasSuffix("\nwithin seed noise\n"))
  let other = try diff(table.replacing("2.0", with: "2.5").replacing("ple", with: "cgc"))
  #expect(other.status == 1 && other.output.hasSuffix("\ndifferent\n"))
  #expect(!other.output.contains("\u{1b}"), "colour without a terminal")
}

@Test func flagsMoveTheLimits() throws {
  let other = table.replacing("2.0", with: "2.5")
  #expect(try diff(other, "--allow-seed-noise").status == 0)
  #expect(try diff(other, "--absolute", "0.5").output.hasSuffix("within tolerance\n"))
  #expect(try diff(other, "--relative", "loss=0.2").output.hasSuffix("within tolerance\n"))
  #expect(try diff(other, "--relative", "loss=0.19").status == 1)
  #expect(
    try diff(table, "--key", "draw").output.contains("rows matched by draw"))
}

@Test func bothOtherFormatsAreWhole() throws {
  let other = table.replacing("2.0", with: "2.5")
  let json = try diff(other, "--format", "json")
  #expect(json.status == 1)
  let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
  #expect(object?["verdict"] as? String == "within seed noise")
  #expect(try diff(other, "--format", "markdown").output.hasPrefix("**within seed noise**\n"))
}

@Test(arguments: [
  ("a\u{0}b\n", "b.csv, line 1: a control character: this is not a CSV file"),
  ("", "b.csv: the file is empty"),
  (String(table.dropLast()), "b.csv, line 4: the last line is cut off"),
  (table + "ple,003\n", "b.csv, line 5: the row has 2 fields, the header 3"),
  (table + "ple,002,4.0\n", "b.csv, line 5: model ple, draw 002 is already in line 4"),
  (table + "ple,003,NaN\n", "b.csv, line 5: loss is NaN, but must be a finite number or empty"),
  ("model,draw,error\nple,000,1.0\n", "their rows cannot be compared"),
])
func damagedFilesEndWithOneSentenceAndStatusTwo(_ text: String, _ sentence: String) throws {
  let ending = try diff(text)
  #expect(ending.status == 2 && ending.output.isEmpty)
  #expect(ending.remarks.hasPrefix("Error: ") && ending.remarks.contains(sentence))
  #expect(ending.remarks.split(separator: "\n").count == 1)
}

@Test(arguments: ["x", "-1", "mean=", "=1", "mean=x", "inf", "nan", ""])
func impossibleLimitsAreRefused(_ text: String) {
  #expect(Limit(argument: text) == nil)
}

@Test(arguments: [
  (["--bogus"], "Unknown option '--bogus'"), (["third"], "unexpected argument"),
  (["--format", "xml"], "--format"), (["--absolute", "-1"], "--absolute"),
  (["--key", ","], "--key names no column"),
  (["--absolute", "other=1"], "no compared table has a column other of numbers to limit"),
  (["--key", "other"], "line 1: there is no column other"),
  (["--reproduction"], "--reproduction needs a manifest.json on both sides"),
])
func whatCannotBeAskedEndsWithStatusTwo(_ options: [String], _ sentence: String) throws {
  let ending = try diff(table, options)
  #expect(ending.status == 2 && ending.output.isEmpty)
  #expect(ending.remarks.lowercased().contains(sentence.lowercased()), "\(ending.remarks)")
}

@Test func aWrongVerbEndsWithStatusTwoAndHelpWithZero() throws {
  try inFolder { (folder: String) throws in
    #expect(try reproduce("nosuch", into: folder).status == 2)
    #expect(try reproduce("run", "--scale", "huge", into: folder).status == 2)
    #expect(try reproduce("run", "seesaw", "--replicates", "3", into: folder).status == 2)
    #expect(try reproduce("diff", "--help", into: folder).status == 0)
  }
}

@Test func oneStudyIsReproducedByTheSameBytesAlone() throws {
  try withSmallExperiment { folder, file in
    let run = try reproduce(
      "run", file, "--output", "\(folder)/a", "--store", "\(folder)/runs", into: folder)
    #expect(run.status == 0, "\(run.remarks)")
    try FileManager.default.copyItem(atPath: "\(folder)/a", toPath: "\(folder)/b")
    func status() throws -> Int32 {
      try reproduce(
        "diff", "--reproduction", "\(folder)/a/quick", "\(folder)/b/quick", into: folder
      ).status
    }
    #expect(try status() == 0)
    let gains = "\(folder)/b/quick/seesaw/gains.csv"
    let text = try text(gains)
    // The last digit of one number.
    let row = try #require(text.split(separator: "\n").last { $0.contains("e-") })
    let changed = row.replacing("e-", with: "1e-", maxReplacements: 1)
    try AtomicFile.write(text.replacing(row, with: changed), to: gains)
    #expect(try status() == 1)
  }
}

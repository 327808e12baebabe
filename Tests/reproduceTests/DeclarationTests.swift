// What experiment files declare: refused before anything is trained, and shown without training again.
import Formats
import Foundation
import Testing

/// The claims of a results folder.
private func claims(_ folder: String) throws -> [String: [String]] {
  let table = try CSVTable(readingFrom: "\(folder)/claims.csv", key: ["id"])
  return Dictionary(uniqueKeysWithValues: table.rows.map { ($0[0], $0) })
}

@Test func theReportFollowsAFileWhoseStudyWasRunAndElseTheManifest() throws {
  try withSmallProject(["seesaw": smallExperiment()]) { folder in
    let file = "\(folder)/experiments/seesaw.yaml"
    /// The report with the page of the experiment.
    func pages() throws -> String {
      try text("\(folder)/results/quick/report.md")
        + text("\(folder)/results/quick/seesaw/page.md")
    }
    func report() throws -> String {
      let ending = try reproduce("report", at: folder, into: folder)
      #expect(ending.status == 0, "\(ending.remarks)")
      return try pages()
    }
    let first = try reproduce("run", "seesaw", at: folder, into: folder)
    #expect(first.status == 0, "\(first.remarks)")
    let place = "\(folder)/results/quick"
    let records = try AtomicFile.read("\(place)/seesaw/metrics.csv")
    let ran = try AtomicFile.read("\(place)/manifest.json")
    let page = try pages()
    #expect(page.contains("| MMoE |") && page.contains("(curves.svg)"))
    #expect(page.contains("(seesaw/figure7.svg)") && page.contains("## Findings"))
    #expect(try claims(place).keys.contains("seesaw/gain-over/ple/single-task"))

    // Another title, other figures, one claim: the study half is the same.
    let original = try text(file)
    var changed = original.replacing(
      "{model: mmoe, sharedExperts: 3}", with: "{model: mmoe, sharedExperts: 3, title: The mixture}"
    )
    let head = try #require(changed.range(of: "\nreport:"))
    changed = """
      \(changed[..<head.lowerBound])
      report:
        figures: [gains-by-correlation]
        claims:
          - {family: gain-over, subject: mmoe, over: [cgc], source: this study}

      """
    try AtomicFile.write(changed, to: file)
    let other = try report()
    #expect(other.contains("| The mixture |") && !other.contains("| MMoE |"))
    #expect(other.contains("(gains-by-correlation.svg)") && !other.contains("(curves.svg)"))
    #expect(!other.contains("(seesaw/figure7.svg)") && !other.contains("## Findings"))
    #expect(try claims(place).keys.sorted() == ["seesaw/gain-over/mmoe/cgc"])
    #expect(try claims(place).values.first?[1].hasPrefix("The mixture is better than CGC") == true)
    #expect(!FileManager.default.fileExists(atPath: "\(place)/seesaw/curves.svg"))
    #expect(try AtomicFile.read("\(place)/seesaw/metrics.csv") == records)
    #expect(try text("\(place)/manifest.json").contains("The mixture"))

    // Back to what the file was: the manifest says so too, as if nothing else had been shown.
    try AtomicFile.write(original, to: file)
    #expect(try report() == page)
    let manifest = try AtomicFile.read("\(place)/manifest.json")
    #expect(manifest == ran)
    // Another seed is another study: the file says nothing of the one that was run.
    try AtomicFile.write(changed.replacing("seed: 3001", with: "seed: 7"), to: file)
    #expect(try report() == page)
    #expect(try AtomicFile.read("\(place)/manifest.json") == manifest)
    // And without any file it is the manifest's as well.
    try FileManager.default.removeItem(atPath: "\(folder)/experiments")
    try FileManager.default.createDirectory(
      atPath: "\(folder)/experiments", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder)/experiments/published",
      withDestinationPath: "\(projectFolder)/experiments/published")
    try AtomicFile.write(original, to: "\(folder)/experiments/another-name.yaml")
    // The page names questions of files that were not run, and is the same otherwise.
    let missing =
      "**Not answered here**: the primary questions of `another-name` (3), which is not among these results.\n\n"
    let last = try report()
    #expect(last.contains(missing) && last.replacing(missing, with: "") == page)
  }
}

/// Runs the small experiment with a change, and returns what is said; nothing may have been begun.
private func refusal(_ change: (String) -> String) throws -> (remarks: String, text: String) {
  var refusal = (remarks: "", text: "")
  try withSmallExperiment { folder, file in
    let changed = change(try text(file))
    #expect(changed != (try text(file)), "nothing was changed")
    try AtomicFile.write(changed, to: file)
    let ending = try reproduce(
      "run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs", into: folder)
    #expect(ending.status != 0)
    #expect(ending.remarks.split(separator: "\n").count == 1, "\(ending.remarks)")
    for name in ["one", "runs"] {
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(name)"), "\(name) was begun")
    }
    refusal = (ending.remarks, changed)
  }
  return refusal
}

/// The number of the line that holds a text, from 1.
private func line(of part: String, in text: String) throws -> Int {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  return try #require(lines.firstIndex { $0.contains(part) }) + 1
}

@Test func aFileWithoutABaselineIsToldTheLineToAdd() throws {
  let (remarks, text) = try refusal {
    $0.replacing("{model: single-task, role: baseline}", with: "{model: single-task}")
  }
  // The list begins below its key.
  let line = try line(of: "models:", in: text) + 1
  #expect(remarks.contains("seesaw.yaml:\(line): models is a list without a baseline"))
  #expect(remarks.contains("- {model: single-task, role: baseline}"))
}

@Test(arguments: [
  ("family: single-runs", "family: nosuch", "is of the family nosuch, but must be of one of"),
  ("over: [ml-mmoe, cgc]", "over: [ml-mmoe, nosuch]", "has nosuch as over, but the models"),
  (
    "source: beyond the paper}", "source: beyond the paper, caveat: c}",
    "but no question, which makes it a primary one"
  ),
  ("ratio: 1.872, ", "", "lacks the argument ratio"),
  (
    "ratio: 1.872", "ratio: 1.872, size: 2", "has the argument size, which gain-ratio does not have"
  ),
  (
    "headline: figure7", "answers: [{answer: nosuch, heading: H}]",
    "is the answer nosuch, but must be one of"
  ),
  ("figures: [figure7", "figures: [nosuch", "is nosuch, but must be one of figure7,"),
])
func whatCannotBeShownIsRefusedBeforeTraining(
  _ part: String, _ other: String, _ sentence: String
) throws {
  let (remarks, text) = try refusal { $0.replacing(part, with: other) }
  let line = try line(of: other.isEmpty ? "family: gain-ratio" : other, in: text)
  #expect(remarks.contains("seesaw.yaml:\(line): report."), "\(remarks)")
  #expect(remarks.contains(sentence), "\(remarks)")
}

@Test(arguments: [
  (
    "published: [ple-figure7-mtl-gain, ple-table5-gain]", "published: [nosuch]",
    "report.published has nosuch, but must be a list of ple-figure7-mtl-gain"
  ),
  (
    "headline: figure7", "headline: gate-map",
    "report.headline is gate-map, but must be one of report.figures"
  ),
])
func whatIsNotDeclaredIsRefusedBeforeTraining(
  _ part: String, _ other: String, _ sentence: String
) throws {
  let (remarks, _) = try refusal { $0.replacing(part, with: other) }
  #expect(remarks.contains("seesaw.yaml") && remarks.contains(sentence), "\(remarks)")
}

/// Results that stay in the folder are shown again at the end, so that theirs have to be known before as well.
@Test func whatTheFolderAlreadyDeclaresIsLookedAtBeforeTraining() throws {
  try withSmallExperiment { folder, file in
    let arguments = ["run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs"]
    #expect(try reproduce(arguments: arguments, into: folder).status == 0)
    let path = "\(folder)/one/quick/manifest.json"
    var manifest = try #require(
      try JSONSerialization.jsonObject(with: Data(try AtomicFile.read(path))) as? [String: Any])
    // Another experiment of the same form, with a figure of another version.
    for half in ["experiments", "presentation"] {
      var experiments = try #require(manifest[half] as? [String: [String: Any]])
      experiments["other"] = experiments["seesaw"]
      if half == "experiments" {
        experiments["other"]?["name"] = "other"
      } else {
        experiments["other"]?["report"] = [
          "published": [String](), "claims": [String](), "answers": [String](),
          "figures": [["name": "nosuch", "arguments": [String: String]()]],
        ]
      }
      manifest[half] = experiments
    }
    try AtomicFile.write([UInt8](try JSONSerialization.data(withJSONObject: manifest)), to: path)
    try AtomicFile.createFolder("\(folder)/one/quick/other")
    let ending = try reproduce(arguments: arguments, into: folder)
    #expect(ending.status != 0)
    #expect(
      ending.remarks.hasPrefix("Error: manifest.json: a declaration is nosuch, but must be one of"),
      "\(ending.remarks)")
  }
}

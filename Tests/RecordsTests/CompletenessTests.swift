import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

/// Records that were lost or shortened are noticed, and named.
struct CompletenessTests {
  /// What reading says about a study of which one file was changed; nil deletes it.
  private func complaint(
    _ file: String, of name: String = "expert-utilization",
    diverging: [(model: String, correlation: String, draw: String)] = [],
    _ change: (String) -> String?
  ) throws -> String {
    try MadeUpStudy.inFolder { folder in
      var made = MadeUpStudy()
      made.draws = 2
      made.correlations = ["0.20", "0.50"]
      made.diverging = diverging
      try made.write(to: folder, experiments: [name])
      let path = "\(folder)/\(name)/\(file)"
      if let text = change(String(decoding: try AtomicFile.read(path), as: UTF8.self)) {
        try AtomicFile.write(text, to: path)
      } else {
        try FileManager.default.removeItem(atPath: path)
      }
      do {
        _ = try StudyRecords.read(folder: folder, scale: .quick, files: [])
        return "no error"
      } catch {
        return "\(error)".replacingOccurrences(of: folder + "/\(name)/", with: "")
      }
    }
  }

  private static let files =
    ["metrics.csv", "tuning.csv", "data.csv", "curves.csv"]
    + ["mmoe", "ml-mmoe", "cgc", "ple"].flatMap {
      ["gates/\($0).csv", "gates/\($0).summary.csv", "gates/\($0).samples.csv"]
    }

  @Test func aWholeStudyIsRead() throws {
    #expect(try complaint("metrics.csv") { $0 } == "no error")
  }

  @Test(arguments: files) func noTableMayBeMissingOrShortened(_ file: String) throws {
    let missing = try complaint(file) { _ in nil }
    #expect(missing.contains(file), "\(missing)")
    let shortened = try complaint(file) { text in
      text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
    }
    #expect(
      shortened.hasPrefix("\(file): 1 row that manifest.json asks for is missing, first "),
      "\(shortened)")
    let empty = try complaint(file) { text in String(text.prefix { $0 != "\n" }) + "\n" }
    #expect(empty.hasPrefix("\(file): "), "\(empty)")
    #expect(empty.contains("rows that manifest.json asks for are missing"), "\(empty)")
  }

  /// Settings with data of their own, a planted model at the baseline's rate, and twice the passes at every model's.
  @Test func checksAtTheChosenRatesArePartOfAWholeStudy() throws {
    func without(_ start: String, _ file: String = "tuning.csv") throws -> String {
      try complaint(file, of: "unequal-tasks") { text in
        let lines = text.split(separator: "\n")
        let kept = lines.filter { !$0.hasPrefix(start) }
        #expect(kept.count < lines.count || start.isEmpty, "\(start)")
        return kept.joined(separator: "\n") + "\n"
      }
    }
    #expect(try complaint("tuning.csv", of: "unequal-tasks") { $0 } == "no error")
    #expect(
      try without("planted,-,0.001,0.20,0,1,1,task2").hasPrefix(
        "tuning.csv: 1 row that manifest.json asks for is missing, first model planted"))
    #expect(
      try without("cgc,-,0.001,0.75,1,0,2,task1").hasSuffix(
        "learning_rate 0.001, correlation 0.75, draw 1, training 0, budget 2, task task1"))
    #expect(
      try without("one-linear,0.50,001", "data.csv").hasSuffix(
        "first setting one-linear, correlation 0.50, draw 001"))
  }

  @Test func whatIsMissingIsNamed() throws {
    let message = try complaint("metrics.csv") { text in
      text.split(separator: "\n").filter { !$0.hasPrefix("ple,-,0.50,001,1,") }
        .joined(separator: "\n") + "\n"
    }
    #expect(
      message == "metrics.csv: 2 rows that manifest.json asks for are missing, first model ple, "
        + "setting -, correlation 0.50, draw 001, training 1, task task1")
  }

  @Test func rowsThatNobodyAskedForAreNamedToo() throws {
    let message = try complaint("metrics.csv") { text in
      text
        + (text.split(separator: "\n").last ?? "").replacingOccurrences(of: ",001,", with: ",002,")
        + "\n"
    }
    #expect(message.hasPrefix("metrics.csv, line 114: "), "\(message)")
    #expect(
      message.hasSuffix("draw 002, training 1, task task2 is no row that manifest.json asks for"))
  }

  @Test func aDivergedRunHasNoGatesAndAShortCurve() throws {
    let diverging = [(model: "mmoe", correlation: "0.20", draw: "001")]
    func without(_ text: String, _ start: String) -> String {
      text.split(separator: "\n").filter { !$0.hasPrefix(start) }.joined(separator: "\n") + "\n"
    }
    let curve = "mmoe,-,0.20,001,0,1000,"
    #expect(try complaint("curves.csv") { without($0, curve) }.hasPrefix("curves.csv: 1 row"))
    // The gates of a diverged run are not in the made-up tables either.
    let short = try complaint("curves.csv", diverging: diverging) { without($0, curve) }
    #expect(short == "no error")
    let other = try complaint("curves.csv", diverging: diverging) {
      without($0, "mmoe,-,0.20,000,0,1000,")
    }
    #expect(other.hasPrefix("curves.csv: 1 row"))
  }
}

/// A baseline that is trained anew in a setting is on the same data sets: each has one row, and the folder is whole.
@Test func aSecondBaselineMakesNoSecondRowOfData() async throws {
  try await withScratchFolder { folder in
    var experiment = TinyStudy.experiment
    experiment.correlations = [0.5]
    experiment.settings = [
      .standard, Setting(name: "long", gateBias: true, epochCount: 2),
    ]
    let result = try await TinyStudy.run(experiment, store: "\(folder)/runs")
    try TinyStudy.write(result, to: "\(folder)/quick")
    let data = try CSVTable(
      readingFrom: "\(folder)/quick/tiny/data.csv", key: ["setting", "correlation", "draw"])
    #expect(data.rows.count == 3)
    let records = try ExperimentRecords(
      folder: "\(folder)/quick/tiny", plan: result.plan, presentation: TinyStudy.presentation)
    #expect(records.sweep.arms.contains(Arm(model: "single-task", setting: "long")))
    #expect(Set(records.curves.filter { $0.run.arm.setting == "long" }.map(\.step)).max() == 60)
  }
}

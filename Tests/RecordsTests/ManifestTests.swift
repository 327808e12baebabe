// What the manifest keeps of an experiment file, and how a newer file's presentation is taken.
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

struct ManifestTests {
  private func manifest(_ file: ExperimentFile) -> Manifest {
    Manifest([file], at: .quick, platform: TinyStudy.platform, gnuplot: nil)
  }

  private var shown: ExperimentFile {
    var file = TinyStudy.file
    file.presentation = Presentation(
      title: "Another title", regenerates: "another figure", order: 7,
      models: ["mmoe": ModelLook(title: "Mixture", colour: "#000000")],
      report: ReportDeclarations(
        published: ["ple-figure7-mtl-gain"], figures: [Declaration("curves")],
        claims: [Declaration("gain-over", ["subject": .text("mmoe"), "over": .list(["cgc"])])],
        answers: [Declaration("never-zero", ["heading": .text("Why?")])]))
    return file
  }

  @Test func thePresentationStandsApartFromTheStudy() throws {
    let (first, second) = (manifest(TinyStudy.file), manifest(shown))
    #expect(first.experiments == second.experiments)
    #expect(first.presentation != second.presentation)
    let study = try JSONEncoder().encode(second.experiments)
    for word in ["Another", "Mixture", "title", "colour", "curves", "gain-over"] {
      #expect(!String(decoding: study, as: UTF8.self).contains(word), "\(word)")
    }
  }

  @Test func aManifestIsReadAsItWasWritten() async throws {
    try await withScratchFolder { folder in
      let results = ResultsFolder(folder)
      try results.write(manifest(shown))
      #expect(try results.readManifest() == manifest(shown))
    }
  }

  @Test func aFilesPresentationIsTakenWhereItsStudyIsTheRecordedOne() {
    let recorded = manifest(TinyStudy.file)
    #expect(recorded.files(at: .quick, preferring: []) == [TinyStudy.file])
    #expect(recorded.files(at: .quick, preferring: [shown]) == [shown])
    var other = shown
    other.experiment.seed += 1
    #expect(recorded.files(at: .quick, preferring: [other]) == [TinyStudy.file])
  }

  @Test func resultsOfOtherExperimentsStayWithTheirPresentation() async throws {
    try await withScratchFolder { folder in
      let results = ResultsFolder(folder)
      try results.write(manifest(shown))
      try AtomicFile.createFolder("\(folder)/tiny")
      var second = TinyStudy.file
      second.experiment.name = "second"
      let both = try results.manifest(
        of: [second], at: .quick, platform: TinyStudy.platform, gnuplot: nil)
      #expect(both.experiments.keys.sorted() == ["second", "tiny"])
      #expect(both.presentation["tiny"] == shown.presentation)
      #expect(both.presentation["second"] == TinyStudy.presentation)
      // What was taken away by hand is not named any more.
      try FileManager.default.removeItem(atPath: "\(folder)/tiny")
      let one = try results.manifest(
        of: [second], at: .quick, platform: TinyStudy.platform, gnuplot: nil)
      #expect(one.experiments.keys.sorted() == ["second"])
    }
  }

  @Test func resultsThatWillBeReplacedAreNamed() async throws {
    try await withScratchFolder { folder in
      let results = ResultsFolder(folder)
      #expect(try results.replaced(by: [shown], at: .quick) == [])
      try results.write(manifest(shown))
      try AtomicFile.createFolder("\(folder)/tiny")
      #expect(try results.replaced(by: [TinyStudy.file], at: .quick) == [])
      var other = shown
      other.experiment.seed = 9
      #expect(
        try results.replaced(by: [other], at: .quick) == [
          "\(folder)/tiny holds results of another study (seed 7, not 9), which will be replaced; to keep both, "
            + "name another folder with --output"
        ])
    }
  }

  @Test func aFolderOfSomebodyElsesIsRefused() async throws {
    try await withScratchFolder { folder in
      try AtomicFile.write("mine", to: "\(folder)/report.md")
      let error = try #require(throws: ResultsError.self) { try ResultsFolder(folder).prepare() }
      #expect(error.description.contains("holds report.md but no manifest.json"))
    }
  }

  /// Before any work, and not when the first table is to be written.
  @Test func whatCannotBeWrittenIsFoundBefore() async throws {
    try await withScratchFolder { folder in
      let plan = try Plan(TinyStudy.experiment, at: .quick)
      for place in [
        "tiny/metrics.csv", "tiny/gates/mmoe.samples.csv", "tiny/figure7.svg", "tiny/page.md",
        "report.md",
      ] {
        try AtomicFile.createFolder("\(folder)/\(place)")
        let error = try #require(throws: (any Error).self) {
          try ResultsFolder(folder).prepare(for: [plan])
        }
        #expect("\(error)".contains(place))
        try FileManager.default.removeItem(atPath: "\(folder)/\(place)")
      }
      try ResultsFolder(folder).prepare(for: [plan])
    }
  }

  /// What is said of the tiny study's manifest with another text in it.
  private func withRefusal(
    replacing old: String, with new: String, _ body: (ResultsError) throws -> Void
  ) async throws {
    try await withScratchFolder { folder in
      let results = ResultsFolder(folder)
      try results.write(manifest(TinyStudy.file))
      let path = "\(folder)/manifest.json"
      let text = String(decoding: try AtomicFile.read(path), as: UTF8.self)
      #expect(text.contains(old))
      try AtomicFile.write(text.replacing(old, with: new), to: path)
      try body(#require(throws: ResultsError.self) { try results.readManifest() })
    }
  }

  /// A manifest can be damaged so that it is still JSON; then it must not ask for what traps.
  @Test(arguments: [
    (#""draws" : 3"#, #""draws" : 100000000"#, "the number of draws or trainings"),
    (#""batchSize" : 16"#, #""batchSize" : 0"#, "a size"),
    (#""sampleCount" : 600"#, #""sampleCount" : -1"#, "the number of samples"),
    (#""levels" : 1"#, #""levels" : 9"#, "the number of levels"),
    (#""sharedExperts" : 3"#, #""sharedExperts" : -3"#, "the number of experts"),
    (#""name" : "mmoe""#, #""name" : "../mmoe""#, "the name of a model"),
    (#""name" : "tiny""#, #""name" : "../tiny""#, "is called ../tiny in it"),
    (#""role" : "baseline","#, "", "without a baseline"),
    (#""taskCount" : 2"#, #""taskCount" : 3"#, "list of 3"),
    (#""scale" : "quick""#, #""scale" : "paper""#, "other scales"),
    (#""title" : "A tiny study""#, #""title" : "\u001b[31m""#, "control characters"),
    (#""core" : "test""#, #""core" : "\u009b31m""#, "control characters"),
    (
      #""epochCount" : 1"#, #""curveSettings" : ["nosuch"], "epochCount" : 1"#,
      "a setting with curves"
    ),
  ])
  func aDamagedManifestIsRefused(_ old: String, _ new: String, _ reason: String) async throws {
    try await withRefusal(replacing: old, with: new) { error in
      #expect(error.description.contains("manifest.json is damaged: "))
      #expect(error.description.contains(reason), "\(error)")
      #expect(error.description.isPrintable)
    }
  }

  /// What a key asked for would be lost without a word, at whatever depth it is.
  @Test(arguments: [
    (#""epochCount" : 1"#, "experiments.tiny."),
    (#""sampleCount" : 600"#, "experiments.tiny.scales.scale."), (#""core" : "test""#, "platform."),
  ])
  func aKeyThatIsNotKnownIsRefused(_ old: String, _ place: String) async throws {
    try await withRefusal(replacing: old, with: #""former" : false, \#(old)"#) { error in
      #expect(
        error.description.contains(
          "has the key \(place)former, which this program does not know; run all experiments again"),
        "\(error)")
    }
  }

  @Test func aFolderOfAnotherFormIsRefused() async throws {
    try await withScratchFolder { folder in
      let results = ResultsFolder(folder)
      for (version, advice) in [(4, "run all experiments again"), (6, "use a newer version")] {
        var manifest = manifest(shown)
        manifest.schemaVersion = version
        try results.write(manifest)
        let error = try #require(throws: ResultsError.self) { try results.readManifest() }
        #expect(
          error.description.contains(
            "has the schema version \(version), but this program reads 5; \(advice)"))
      }
      var newer = manifest(shown)
      newer.numericsVersion += 1
      try results.write(newer)
      let error = try #require(throws: ResultsError.self) { try results.readManifest() }
      #expect(error.description.contains("has the numerics version"))
      #expect(error.description.contains("use a newer version of the program"))
    }
  }
}

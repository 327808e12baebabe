// What the manifest keeps of an experiment file, and how a newer file's presentation is taken.
import Experiments
import Fixtures
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
      var second = TinyStudy.file
      second.experiment.name = "second"
      let both = try results.manifest(
        of: [second], at: .quick, platform: TinyStudy.platform, gnuplot: nil, keepingOthers: true)
      #expect(both.experiments.keys.sorted() == ["second", "tiny"])
      #expect(both.presentation["tiny"] == shown.presentation)
      #expect(both.presentation["second"] == TinyStudy.presentation)
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
    }
  }
}

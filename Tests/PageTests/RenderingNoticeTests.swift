// From records to files: what a rendering refuses, says and deletes.
import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import SyntheticData
import Testing

@testable import Page

struct RenderingNoticeTests {
  @Test func aFolderWithoutManifestOrOfAnotherScaleIsAnError() throws {
    try MadeUpStudy.inFolder { folder in
      func complaint(_ folder: String, _ scale: ScaleName = .quick) -> String {
        do {
          _ = try Rendering(folder, scale).render([])
          return "no error"
        } catch {
          return "\(error)"
        }
      }
      #expect(complaint(folder).hasPrefix("\(folder) holds no manifest.json"))
      #expect(complaint(folder + "/nowhere").contains("/nowhere holds no manifest.json"))
      try MadeUpStudy.small.writeShown(to: folder, experiments: ["seesaw"])
      #expect(complaint(folder, .paper).hasSuffix("is about the scale quick, not paper"))
      #expect(complaint(folder) == "no error")
    }
  }

  @Test func foldersThatTheManifestDoesNotNameAreNotRead() throws {
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(to: folder, experiments: ["seesaw", "never-zero"])
      try MadeUpStudy.writeManifest([MadeUpStudy.small.file("seesaw")], scale: .quick, to: folder)
      let outcome = try Rendering(folder).render([])
      #expect(!outcome.files.contains { $0.hasPrefix("never-zero") })
      #expect(try !text(folder + "/report.md").contains("never-zero"))
    }
  }

  /// The manifest's own presentation is what a folder was made with; a file of the same study replaces it.
  @Test func aFileOfTheSameStudyDecidesWhatIsShown() throws {
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(to: folder, experiments: ["seesaw"])
      var file = try MadeUpStudy.small.file("seesaw")
      file.presentation.models["mmoe"] = ModelLook(title: "The mixture")
      file.presentation.report.figures = [Declaration("curves")]
      file.presentation.report.answers = []
      _ = try Rendering(folder).render([file])
      let page = try text(folder + "/report.md")
      let own = try text(folder + "/seesaw/page.md")
      #expect(own.contains("| The mixture |") && !own.contains("| MMoE |"))
      #expect(page.contains("PLE is better than the mixture") && !page.contains("!["))
      #expect(try text(folder + "/seesaw/models.csv").contains("The mixture,the mixture,"))
      if gnuplot != nil {
        let figures = try files(below: folder, ending: ".svg")
        #expect(figures == ["seesaw/curves.svg"])
      }
      file.experiment.seed += 1
      _ = try Rendering(folder).render([file])
      #expect(!(try text(folder + "/report.md").contains("The mixture")))
    }
  }

  /// Everything that a file declares is looked at before anything is trained.
  @Test func whatCannotBeShownIsRefusedBeforehand() throws {
    var file = try MadeUpStudy.small.file("seesaw").shown()
    let rendering = Rendering("nowhere")
    try rendering.prepare([file])
    file.presentation.report.figures.append(Declaration("nosuch"))
    #expect(throws: ExperimentFileError.self) { try rendering.prepare([file]) }
    file.presentation.report.figures.removeLast()
    file.presentation.report.published.append("nosuch")
    #expect(throws: ExperimentFileError.self) { try rendering.prepare([file]) }
    let lost = Rendering(
      folder: "nowhere", scale: .quick, published: "nowhere", scripts: Repository.scripts)
    #expect(throws: FileError.self) { try lost.prepare([]) }
  }

  /// Results of one experiment in a folder, how they are rendered without gnuplot, its file and what is usually said.
  private func withShownSeesaw(
    _ body: (_ folder: String, Rendering, ExperimentFile, _ usual: [String]) throws -> Void
  ) throws {
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(to: folder, experiments: ["seesaw"])
      var rendering = Rendering(folder)
      rendering.gnuplot = "/nowhere/gnuplot"
      let file = try MadeUpStudy.small.file("seesaw").shown()
      try body(folder, rendering, file, try rendering.render([file]).notices)
    }
  }

  /// What a file asks for and the results do not have is said, not passed over.
  @Test func whatIsAskedForAndNotThereIsSaid() throws {
    try withShownSeesaw { _, rendering, file, usual in
      var asking = file
      asking.presentation.report.figures.append(Declaration("drift"))
      let more = try rendering.render([asking]).notices.filter { !usual.contains($0) }
      #expect(more.count == 1)
      #expect(more.first?.contains("is drift, which is not drawn: ") == true)
      var other = file
      other.experiment.seed += 1
      let study = try rendering.render([other]).notices.filter { !usual.contains($0) }
      #expect(study.count == 1)
      #expect(study.first?.hasPrefix("seesaw asks for another study than these results") == true)
      // What cannot be run at this scale is not recommended.
      other.experiment.scales.removeAll { $0.name == .quick }
      let former = try rendering.render([other]).notices.filter { !usual.contains($0) }
      #expect(former == ["seesaw has no scale quick: these results are shown as recorded."])
    }
  }

  /// A mistyped id would leave a finding without what speaks against it. Of an experiment without results it may be right.
  @Test func whatStandsBesideNothingIsSaid() throws {
    try withShownSeesaw { folder, rendering, file, usual in
      var file = file
      file.presentation.report.claims[0].arguments["beside"] = .list([
        "seesaw/gain-over/ple/nosuch", "other/gain-over/ple/mmoe", "seesaw/gain-over/ple/cgc",
      ])
      let more = try rendering.render([file]).notices.filter { !usual.contains($0) }
      #expect(
        more == [
          "seesaw/gain-over/ple/single-task has seesaw/gain-over/ple/nosuch beside it, which is no claim of this study."
        ])
      #expect(
        try text(folder + "/report.md").contains(" Beside it: PLE is better than CGC: seen (0."))
      let pending = try rendering.render([file], pending: ["other"]).notices
      #expect(pending.filter { !usual.contains($0) } == [])

      // What the scale leaves out has no claim, and is missed by nobody.
      let results = ResultsFolder(folder)
      var manifest = try #require(try results.readManifest())
      for omitted in [nil, ["nosuch"]] {
        manifest.experiments["seesaw"]?.scales[0].scale.omits = omitted
        try results.write(manifest)
        file.experiment.scales[0].scale.omits = omitted
        #expect(try rendering.render([file]).notices.contains(more[0]) == (omitted == nil))
      }
    }
  }

  /// Questions of an experiment that is not there are counted as the scale asks them.
  @Test func questionsOfAnAbsentExperimentAreCounted() throws {
    try withShownSeesaw { folder, rendering, file, _ in
      var other = file
      other.experiment.name = "other"
      other.presentation.report.claims = ["mmoe", "cgc"].map {
        Declaration(
          "gain-over",
          ["subject": .text("ple"), "over": .text($0), "question": .text("Better than \($0)?")])
      }
      func missing(_ omits: [String]?, pending: [String] = []) throws -> String? {
        var other = other
        for index in other.experiment.scales.indices {
          other.experiment.scales[index].scale.omits = omits
        }
        _ = try rendering.render([file, other], pending: pending)
        return try text(folder + "/report.md").split(separator: "\n").map(String.init)
          .first { $0.hasPrefix("**Not answered here**") }
      }
      let (both, one) = (try missing(nil), try missing(["cgc"]))
      #expect(both?.contains("`other` (2)") == true && one?.contains("`other` (1)") == true)
      let (none, later) = (try missing(["cgc", "mmoe"]), try missing(nil, pending: ["other"]))
      #expect(none == nil && later == nil)
    }
  }

  @Test func whatIsNoLongerPartOfTheResultsIsDeleted() throws {
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(to: folder, experiments: ["seesaw"])
      for name in ["utilization.csv", "figure8.csv", "drift.svg", "notes.txt", "own.svg"] {
        try AtomicFile.write("x", to: "\(folder)/seesaw/\(name)")
      }
      _ = try Rendering(folder).render([])
      let left = try FileManager.default.contentsOfDirectory(atPath: folder + "/seesaw")
      #expect(!left.contains("utilization.csv") && !left.contains("figure8.csv"))
      #expect(!left.contains("drift.svg"))
      // What the study does not write is not its to delete.
      #expect(left.contains("notes.txt") && left.contains("own.svg"))
      #expect(left.contains("metrics.csv"))
    }
  }

  /// Without gnuplot a figure stays as long as it shows the numbers beside it.
  @Test func figuresThatNoLongerFitTheirNumbersAreDeleted() throws {
    try MadeUpStudy.inFolder { folder in
      var made = MadeUpStudy.small
      try made.writeShown(to: folder, experiments: ["seesaw"])
      let names = ["figure7", "gains-by-correlation", "curves"].map { "seesaw/\($0).svg" }
      var without = Rendering(folder)
      without.gnuplot = "/nowhere/gnuplot"
      _ = try without.render([])
      for name in names { try AtomicFile.write("<svg></svg>", to: "\(folder)/\(name)") }
      let same = try without.render([])
      #expect(same.notices.count == 2)
      #expect(same.notices[1].contains("still fit their numbers stay: seesaw/figure7.svg,"))
      func page() throws -> String { try text(folder + "/seesaw/page.md") }
      for name in names { #expect(try page().contains("](\(name.dropFirst(7)))")) }
      #expect(try text(folder + "/report.md").contains("](seesaw/figure7.svg)"))

      made.gains["ple"] = [0.01, 0.01]
      try made.writeShown(to: folder, experiments: ["seesaw"])
      let other = try without.render([])
      func left() -> [String] {
        names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
      }
      // Curves are not made of gains.
      #expect(left() == [names[2]])
      #expect(other.notices.contains { $0.contains("no longer fit were deleted: seesaw/") })
      #expect(try !text(folder + "/report.md").contains("!["))
      #expect(try !page().contains("](figure7.svg)") && page().contains("](curves.svg)"))

      // Names and colours of models are in all figures.
      var file = try made.file("seesaw").shown()
      file.presentation.models["ple"] = ModelLook(label: "another label")
      _ = try without.render([file])
      #expect(left() == [])
    }
  }
}

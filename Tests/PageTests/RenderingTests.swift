// From records to files: what a rendering writes, keeps and deletes.
import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import SyntheticData
import Testing

@testable import Page

struct RenderingTests {
  private func claims(_ folder: String) throws -> CSVTable {
    try CSVTable(readingFrom: folder + "/claims.csv", key: ["id"])
  }

  @Test func theSameRecordsGiveTheSameBytes() throws {
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(
        to: folder,
        experiments: ["seesaw", "seesaw-fixed-draw", "expert-utilization", "never-zero"])
      let first = try Rendering(folder).render([])
      let bytes = try first.files.map { try AtomicFile.read("\(folder)/\($0)") }
      let second = try Rendering(folder).render([])
      #expect(first.files == second.files)
      #expect(try second.files.map { try AtomicFile.read("\(folder)/\($0)") } == bytes)
      #expect(Set(first.files).count == first.files.count)
      let expected = [
        "seesaw/models.csv", "seesaw/gains.csv", "seesaw/seesaw.csv",
        "seesaw-fixed-draw/seesaw.csv",
        "expert-utilization/utilization.csv", "never-zero/smallest-weights.csv", "claims.csv",
        "report.md",
      ]
      for file in expected { #expect(first.files.contains(file), "\(file) is missing") }
      let claims = try claims(folder)
      #expect(claims.columns == ClaimTable.description.header(taskCount: 0))
      let experiments = Set(claims.rows.map { String($0[0].prefix { $0 != "/" }) })
      #expect(
        experiments == ["seesaw", "seesaw-fixed-draw", "expert-utilization", "never-zero"])
      if gnuplot != nil {
        #expect(first.notices == [])
        let figures = first.files.filter { $0.hasSuffix(".svg") }
        #expect(
          figures == [
            "seesaw/seesaw-rates.svg", "seesaw/figure7.svg", "seesaw/gain-plane.svg",
            "seesaw/curves.svg", "seesaw-fixed-draw/seesaw-rates.svg",
            "seesaw-fixed-draw/gain-plane.svg", "expert-utilization/figure8.svg",
            "expert-utilization/figure8-ordered.svg", "never-zero/smallest-weights.svg",
            "never-zero/smallest-weight-curves.svg",
          ])
        #expect(try text(folder + "/report.md").contains("## Does MMoE ever become CGC?"))
        for figure in figures {
          let svg = try text("\(folder)/\(figure)")
          #expect(!svg.lowercased().contains("produced by"))
          #expect(!svg.contains("Gnuplot"))
          #expect(try text(folder + "/report.md").contains("](\(figure))"))
        }
      }
    }
  }

  /// One replicate has means but no intervals; all figures are still drawn.
  @Test func aSingleReplicateIsRendered() throws {
    try MadeUpStudy.inFolder { folder in
      var made = MadeUpStudy.small
      made.replicates = 1
      made.diverging =
        ["0.20", "0.50", "1.00"].map { ("placebo", $0, "000") } + [("cgc", "0.50", "000")]
      try made.writeShown(
        to: folder, experiments: ["seesaw", "seesaw-fixed-draw", "expert-utilization"])
      let outcome = try Rendering(folder).render([])
      if gnuplot != nil { #expect(outcome.notices == []) }
      let claims = try claims(folder)
      let (source, verdict) = (
        try claims.position(of: "source"), try claims.position(of: "verdict")
      )
      let verdicts = claims.rows.filter { $0[source].contains("Figure 7") }.map { $0[verdict] }
      #expect(verdicts.count > 3)
      #expect(
        verdicts.allSatisfy { ["undecided", "undecided (undefined)", "description"].contains($0) })
    }
  }

  @Test func anExperimentAloneIsRendered() throws {
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(to: folder, experiments: ["expert-utilization"])
      _ = try Rendering(folder).render([])
      let claims = try claims(folder)
      let source = try claims.position(of: "source")
      #expect(!claims.rows.isEmpty && claims.rows.allSatisfy { $0[source].contains("5.3") })
      #expect(!(try text(folder + "/report.md").contains("Experiment `seesaw`")))
    }
  }

  /// An experiment that declares nothing has its standard tables all the same.
  @Test func anExperimentWithoutAReportIsRendered() throws {
    try MadeUpStudy.inFolder { folder in
      var file = try MadeUpStudy.small.file("expert-utilization")
      file.presentation.report = ReportDeclarations()
      try MadeUpStudy.small.write(to: folder, experiments: ["expert-utilization"])
      var manifest = try #require(try ResultsFolder(folder).readManifest())
      manifest.presentation["expert-utilization"] = file.presentation
      try ResultsFolder(folder).write(manifest)
      let outcome = try Rendering(folder).render([])
      #expect(!outcome.files.contains { $0.hasSuffix(".svg") })
      #expect(!outcome.files.contains("expert-utilization/figure8.csv"))
      #expect(outcome.files.contains("expert-utilization/gains.csv"))
      let page = try text(folder + "/report.md")
      #expect(page.contains("### Gains over the single-task model"))
      #expect(!page.contains("## Claims") && !page.contains("!["))
    }
  }

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
      try MadeUpStudy.small.writeShown(to: folder, experiments: ["seesaw", "seesaw-fixed-draw"])
      try MadeUpStudy.writeManifest([MadeUpStudy.small.file("seesaw")], scale: .quick, to: folder)
      let outcome = try Rendering(folder).render([])
      #expect(!outcome.files.contains { $0.hasPrefix("seesaw-fixed-draw") })
      #expect(try !text(folder + "/report.md").contains("seesaw-fixed-draw"))
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
      #expect(page.contains("| The mixture |") && !page.contains("| MMoE |"))
      #expect(!page.contains("retraining noise?"))
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

  @Test func tasksAreCalledExchangeableOnlyWhereTheyAre() throws {
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(to: folder, experiments: ["seesaw"])
      _ = try Rendering(folder).render([])
      #expect(try text(folder + "/report.md").contains("the tasks are exchangeable"))
      var different = try MadeUpStudy.small.file("seesaw").shown()
      different.experiment.data = .correlatedTasks(
        CorrelatedTasksSpec(inputWidth: 64, perTaskPhases: true))
      try MadeUpStudy.writeManifest([different], scale: .quick, to: folder)
      _ = try Rendering(folder).render([])
      let page = try text(folder + "/report.md")
      #expect(!page.contains("the tasks are exchangeable") && page.contains("the tasks differ"))
    }
  }

  /// What a file asks for and the results do not have is said, not passed over.
  @Test func whatIsAskedForAndNotThereIsSaid() throws {
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(to: folder, experiments: ["seesaw"])
      var rendering = Rendering(folder)
      rendering.gnuplot = "/nowhere/gnuplot"
      let file = try MadeUpStudy.small.file("seesaw").shown()
      let usual = try rendering.render([file]).notices
      var asking = file
      asking.presentation.report.figures.append(Declaration("drift"))
      let more = try rendering.render([asking]).notices.filter { !usual.contains($0) }
      #expect(more.count == 1)
      #expect(more.first?.contains("is drift, for which there is nothing to draw") == true)
      var other = file
      other.experiment.seed += 1
      let study = try rendering.render([other]).notices.filter { !usual.contains($0) }
      #expect(study.count == 1)
      #expect(study.first?.hasPrefix("seesaw asks for another study than these results") == true)
    }
  }

  @Test func whatIsNoLongerPartOfTheResultsIsDeleted() throws {
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(to: folder, experiments: ["seesaw"])
      for name in ["utilization.csv", "figure8.csv", "former.svg", "notes.txt"] {
        try AtomicFile.write("x", to: "\(folder)/seesaw/\(name)")
      }
      _ = try Rendering(folder).render([])
      let left = try FileManager.default.contentsOfDirectory(atPath: folder + "/seesaw")
      #expect(!left.contains("utilization.csv") && !left.contains("figure8.csv"))
      #expect(!left.contains("former.svg"))
      // What the study does not write is not its to delete.
      #expect(left.contains("notes.txt") && left.contains("metrics.csv"))
    }
  }

  /// Without gnuplot a figure stays as long as it shows the numbers beside it.
  @Test func figuresThatNoLongerFitTheirNumbersAreDeleted() throws {
    try MadeUpStudy.inFolder { folder in
      var made = MadeUpStudy.small
      try made.writeShown(to: folder, experiments: ["seesaw"])
      let names = ["seesaw-rates", "figure7", "gain-plane", "curves"].map { "seesaw/\($0).svg" }
      var without = Rendering(folder)
      without.gnuplot = "/nowhere/gnuplot"
      _ = try without.render([])
      for name in names { try AtomicFile.write("<svg></svg>", to: "\(folder)/\(name)") }
      let same = try without.render([])
      #expect(same.notices.count == 2)
      #expect(same.notices[1].contains("still fit their numbers stay: seesaw/seesaw-rates.svg,"))
      for name in names { #expect(try text(folder + "/report.md").contains("](\(name))")) }

      made.gains["ple"] = [0.01, 0.01]
      try made.writeShown(to: folder, experiments: ["seesaw"])
      let other = try without.render([])
      func left() -> [String] {
        names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
      }
      // Neither the rates nor the curves are made of gains, but the rates' file also says who is best.
      #expect(!left().contains(names[1]) && !left().contains(names[2]))
      #expect(left().contains(names[3]))
      #expect(other.notices.contains { $0.contains("no longer fit were deleted: seesaw/") })
      #expect(try !text(folder + "/report.md").contains("](seesaw/figure7.svg)"))
      #expect(try text(folder + "/report.md").contains("](seesaw/curves.svg)"))

      // Names and colours of models are in all figures.
      var file = try made.file("seesaw").shown()
      file.presentation.models["ple"] = ModelLook(label: "another label")
      _ = try without.render([file])
      #expect(left() == [])
    }
  }
}

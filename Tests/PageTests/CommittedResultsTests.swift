// The shipped experiment files and the committed results: what made-up ones cannot show.
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

@testable import Analysis
@testable import Page

@Suite(.enabled(if: CommittedResults.areReadable, CommittedResults.remark))
struct CommittedResultsTests {
  private func records(_ name: String) throws -> ExperimentRecords {
    let file = try shippedFile(name)
    return try ExperimentRecords(
      folder: "\(CommittedResults.folder)/\(name)", plan: Plan(file.experiment, at: .quick),
      presentation: file.presentation)
  }

  private func claimTable(_ scale: ScaleName = .quick) throws -> CSVTable {
    try CSVTable(readingFrom: "\(CommittedResults.folder(scale))/claims.csv", key: ["id"])
  }

  /// The results are those of all experiment files, and of nothing else.
  @Test func everyExperimentHasResults() throws {
    let manifest = try #require(try ResultsFolder(CommittedResults.folder).readManifest())
    let files = try shippedFiles(at: .quick)
    #expect(manifest.experiments.keys.sorted() == files.map(\.experiment.name).sorted())
    for file in files {
      #expect(
        manifest.experiments[file.experiment.name] == file.experiment.asRun(at: .quick),
        "\(file.experiment.name) asks for another study than was run")
    }
  }

  /// A claim that has nothing to be about vanishes without a word.
  @Test func theMemorylessModelHasItsClaim() throws {
    let records = try records("sequential-seesaw")
    let claims = try claims(of: records).family(NoBetterThanControl.name)
    #expect(claims.map(\.id) == ["sequential-seesaw/no-better-than-control/stepwise"])
    let row = try #require(try claimTable().rows.first { $0[0] == claims.first?.id })
    #expect(row[1] == claims.first?.statement)
  }

  /// Every claim that a shipped file declares is about something.
  @Test func everyDeclaredFamilyHasAClaim() throws {
    let table = try claimTable()
    for file in try shippedFiles(at: .quick) {
      for declaration in file.presentation.report.claims {
        let prefix = "\(file.experiment.name)/\(declaration.name)"
        #expect(
          table.rows.contains { $0[0] == prefix || $0[0].hasPrefix(prefix + "/") },
          "\(prefix) has no row in claims.csv")
      }
    }
  }

  /// An id that is mistyped stands beside nothing, without a word.
  @Test func whatStandsBesideAFindingIsThere() throws {
    let experiments = try shippedFiles().map(\.experiment)
    for scale in ScaleName.allCases {
      let ids = Set(try claimTable(scale).rows.map { $0[0] })
      for file in try shippedFiles(at: scale) {
        let beside = file.presentation.report.claims.flatMap { declaration -> [String] in
          switch declaration.arguments["beside"] {
          case .list(let ids)?: ids
          case .text(let id)?: [id]
          case nil: []
          }
        }
        for id in beside {
          let parts = id.split(separator: "/").map(String.init)
          let maker = try #require(experiments.first { $0.name == parts[0] }, "\(id)")
          // Of an experiment without the scale, and of what the scale leaves out, there is no claim.
          guard maker.scale(scale) != nil,
            Set(parts).isDisjoint(with: maker.asRun(at: scale).omitted)
          else { continue }
          #expect(ids.contains(id), "\(id) is no claim at \(scale) scale")
        }
      }
    }
  }

  /// The page begins with the primary claims, of which there are as many as the protocol says, and with the calibration.
  @Test func theReportBeginsWithTheFindings() throws {
    let table = try claimTable()
    let primary = try table.position(of: "primary")
    #expect(table.rows.count { $0[primary] == "yes" } == 8)
    let report = try text("\(CommittedResults.folder)/report.md")
    #expect(!report.contains("Not complete yet"))
    let findings = try #require(
      report.components(separatedBy: "## Findings\n").last?.components(separatedBy: "\n## ").first)
    #expect(findings.split(separator: "\n").count { $0.hasPrefix("- **") } == 8)
    #expect(findings.contains("**Calibration.** "))
    #expect(findings.contains("These 8 questions were chosen before any result that answers them."))
  }

  /// Every figure that a shipped file declares was drawn.
  @Test func everyDeclaredFigureIsThere() throws {
    let figures = Set(try files(below: CommittedResults.folder, ending: ".svg"))
    let declared = Set(
      try shippedFiles(at: .quick).flatMap { file in
        file.presentation.report.figures.map { "\(file.experiment.name)/\($0.name).svg" }
      })
    #expect(figures == declared)
  }

  /// The map follows one number of the report back to its records.
  @Test func theNumberTracedBackIsTheReports() throws {
    let map = try text("\(Repository.folder)/Sources/README.md")
    let claims = try claimTable()
    let row = try #require(claims.rows.first { $0[0] == "seesaw/gain-over/ple/mmoe" })
    let lead = try #require(Double(row[try claims.position(of: "measured")]))
    #expect(
      map.contains("answers *Is PLE better than MMoE?* with \(Phrase.significant(lead)). Where"))
    let gains = try #require(
      try results(of: [records("seesaw")]).experiment("seesaw")?[GainTable.self])
    for model in ["ple", "mmoe"] {
      let gain = try #require(
        gains.rows.first {
          $0.arm == Arm(model: model) && $0.correlation == GainTable.average && $0.task == "mean"
            && $0.metric == .logExcess
        }?.mean)
      #expect(
        map.contains(
          "`\(model),-,average,mean,log_excess` (\(NumberFormat.decimal(gain, places: 4)))"),
        "\(gain)")
    }
  }

  /// Whatever experiments are added, the report can be read in one sitting.
  @Test func theReportIsShort() throws {
    let words = try text("\(CommittedResults.folder)/report.md").split(
      whereSeparator: \.isWhitespace)
    #expect((1000..<6000).contains(words.count), "\(words.count) words")
  }

  /// From page to page, to the tables and figures, and to the protocol.
  @Test(arguments: ScaleName.allCases) func everyLinkLeadsSomewhere(_ scale: ScaleName) throws {
    let folder = CommittedResults.folder(scale)
    let pages = try files(below: folder, ending: ".md")
    let manifest = try #require(try ResultsFolder(folder).readManifest())
    #expect(pages.count == manifest.experiments.count + 1)
    for page in pages {
      let path = "\(folder)/\(page)"
      let place = (path as NSString).deletingLastPathComponent
      for link in relativeLinks(try text(path)) {
        #expect(
          FileManager.default.fileExists(atPath: "\(place)/\(link)"), "\(page) leads to \(link)")
      }
    }
  }

  /// An experiment of the paper's size has the sizes and the seed that its file has.
  @Test func paperResultsAreOfTheFiles() throws {
    let manifest = try #require(
      try ResultsFolder(CommittedResults.folder(.paper)).readManifest())
    #expect(!manifest.experiments.isEmpty)
    for (name, experiment) in manifest.experiments {
      #expect(try shippedFile(name).experiment.asRun(at: .paper) == experiment, "\(name)")
    }
  }

  /// A manifest says how its studies are shown as the files say it today.
  @Test(arguments: ScaleName.allCases)
  func manifestsHaveThePresentationOfTheFiles(_ scale: ScaleName) throws {
    let folder = CommittedResults.folder(scale)
    let committed = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/manifest.json"))
    try MadeUpStudy.inFolder { copy in
      try committed.write(to: URL(fileURLWithPath: "\(copy)/manifest.json"))
      try ResultsFolder(copy).recordPresentation(of: shippedFiles(at: scale), at: scale)
      let written = try Data(contentsOf: URL(fileURLWithPath: "\(copy)/manifest.json"))
      #expect(
        written == committed, "`reproduce report --scale \(scale.rawValue)` brings it up to date")
    }
  }

  /// What is committed is what these sources make of the records.
  @Test(arguments: ScaleName.allCases) func thePagesAreThoseOfTheRecords(_ scale: ScaleName) throws
  {
    let committed = CommittedResults.folder(scale)
    try MadeUpStudy.inFolder { folder in
      let copy = "\(folder)/\(scale.rawValue)"
      try FileManager.default.copyItem(atPath: committed, toPath: copy)
      var rendering = Rendering(copy, scale)
      rendering.gnuplot = "/nowhere/gnuplot"
      let outcome = try rendering.render(shippedFiles())
      for file in outcome.files {
        let isSame =
          try AtomicFile.read("\(copy)/\(file)")
          == AtomicFile.read("\(committed)/\(file)")
        #expect(isSame, "\(file) is out of date; reproduce report renders it")
      }
    }
  }
}

// From records to files: what a rendering writes.
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
      try MadeUpStudy.small.writeShown(to: folder, experiments: Self.experiments)
      let first = try Rendering(folder).render([])
      let bytes = try first.files.map { try AtomicFile.read("\(folder)/\($0)") }
      let second = try Rendering(folder).render([])
      #expect(first.files == second.files)
      #expect(try second.files.map { try AtomicFile.read("\(folder)/\($0)") } == bytes)
      #expect(Set(first.files).count == first.files.count)
      let expected = [
        "seesaw/models.csv", "seesaw/gains.csv", "seesaw/seesaw.csv", "seesaw/ranking.csv",
        "seesaw/convergence.csv", "unequal-tasks/seesaw.csv", "unequal-tasks/controls.csv",
        "learning-rates/rates.csv", "expert-utilization/utilization.csv",
        "never-zero/smallest-weights.csv", "claims.csv", "report.md",
      ]
      for file in expected { #expect(first.files.contains(file), "\(file) is missing") }
      for name in Self.experiments { #expect(first.files.contains("\(name)/page.md"), "\(name)") }
      let claims = try claims(folder)
      #expect(claims.columns == ClaimTable.description.header(taskCount: 0))
      let experiments = Set(claims.rows.map { String($0[0].prefix { $0 != "/" }) })
      #expect(experiments == Set(Self.experiments))
      // Every finding is a primary claim.
      let primary = try claims.position(of: "primary")
      let count = claims.rows.count { $0[primary] == "yes" }
      let report = try text(folder + "/report.md")
      #expect(
        count == 7
          && report.contains("\nThese 7 questions were chosen before any result that answers them.")
      )
      let findings = report.prefix(
        upTo: try #require(report.firstRange(of: "\n## Further")).lowerBound)
      #expect(findings.split(separator: "\n").count { $0.hasPrefix("- **") } == count)
      if gnuplot != nil {
        #expect(first.notices == [])
        let figures = first.files.filter { $0.hasSuffix(".svg") }
        #expect(
          figures == [
            "seesaw/figure7.svg", "seesaw/gains-by-correlation.svg", "seesaw/curves.svg",
            "unequal-tasks/seesaw.svg", "learning-rates/rate-ranking.svg",
            "expert-utilization/figure8.svg", "expert-utilization/figure8-ordered.svg",
            "never-zero/smallest-weights.svg", "never-zero/smallest-weight-curves.svg",
          ])
        for figure in figures {
          let svg = try text("\(folder)/\(figure)")
          #expect(!svg.lowercased().contains("produced by"))
          #expect(!svg.contains("Gnuplot"))
          let parts = figure.split(separator: "/")
          #expect(try text("\(folder)/\(parts[0])/page.md").contains("](\(parts[1]))"))
          // In the report are those that carry findings.
          let isHeadline = ["seesaw/figure7.svg", "unequal-tasks/seesaw.svg"].contains(figure)
          #expect(report.contains("](\(figure))") == isHeadline, "\(figure)")
        }
      }
    }
  }

  private static let experiments = [
    "seesaw", "unequal-tasks", "learning-rates", "expert-utilization", "never-zero",
  ]

  /// Tables, figures and pages that a page names are beside it.
  @Test func everyLinkOfAPageLeadsSomewhere() throws {
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(to: folder, experiments: Self.experiments)
      let outcome = try Rendering(folder).render([])
      for page in outcome.files where page.hasSuffix(".md") {
        let place = (page as NSString).deletingLastPathComponent
        let links = try relativeLinks(text("\(folder)/\(page)")).filter {
          // The protocol stands beside results/<scale>.
          !$0.hasPrefix("../../")
        }
        #expect(links.count > 2)
        for link in links {
          #expect(
            FileManager.default.fileExists(atPath: "\(folder)/\(place)/\(link)"),
            "\(page) leads to \(link)")
        }
      }
    }
  }

  /// Captions of figures name tables, and stand on the page of the experiment and in the report.
  @Test(arguments: ["sequential", "starting-there", "where-it-breaks", "embedding"])
  func captionsNameTablesOfTheirExperiment(_ name: String) throws {
    let records =
      switch name {
      case "sequential": try MadeUpSequences().records()
      case "starting-there":
        try startedStudy(offset: -4, ends: [0.01, 0.01, 0.01], errors: [0.2, 0.2, 0.2])
      case "embedding": try embeddingStudy([startRecord(draw: "000")])
      default: try configurationStudy(name, smallest: [0.001, 0.2])
      }
    let page = try MadeUpPage(records.shown())
    let files = Set(
      try page.results(name).tables.map(\.file)
        + page.figures.map(\.output)
        + ["metrics.csv", "tuning.csv", "data.csv", "curves.csv", "starts.csv"])
    let links = relativeLinks(try page.experimentPage()).filter { !$0.hasPrefix("../") }
    #expect(!links.isEmpty)
    for link in links { #expect(files.contains(link), "\(link) is no file of \(name)") }
    // The same at the top of the report.
    var presentation = records.presentation
    presentation = try records.shown().presentation
    presentation.report.headline = presentation.report.figures.first?.name
    var shown = ExperimentRecords([], plan: records.plan, presentation: presentation)
    (shown.sweep, shown.tuning, shown.data) = (records.sweep, records.tuning, records.data)
    (shown.curves, shown.starts, shown.gates) = (records.curves, records.starts, records.gates)
    let report = try MadeUpPage(shown).text
    let own = relativeLinks(report).filter { $0.hasPrefix(name + "/") && !$0.hasSuffix("page.md") }
    #expect(own.count >= 2)
    for link in own { #expect(files.contains(String(link.dropFirst(name.count + 1)))) }
  }

  /// As each experiment ends the page is made of those that are whole, and says which are not; in the end nothing shows
  /// that it was made piece by piece.
  @Test func oneExperimentAfterTheOtherEndsInTheSameBytes() throws {
    try MadeUpStudy.inFolder { folder in
      let names = ["seesaw", "expert-utilization", "never-zero"]
      let (once, inTurn) = ("\(folder)/once", "\(folder)/in-turn")
      try MadeUpStudy.small.writeShown(to: once, experiments: names)
      try MadeUpStudy.small.writeShown(to: inTurn, experiments: names)
      let whole = try #require(try ResultsFolder(inTurn).readManifest())
      for name in names.dropFirst() {
        try FileManager.default.moveItem(
          atPath: "\(inTurn)/\(name)", toPath: "\(folder)/\(name)")
      }
      try FileManager.default.removeItem(atPath: "\(inTurn)/manifest.json")
      for (index, name) in names.enumerated() {
        if index > 0 {
          try FileManager.default.moveItem(
            atPath: "\(folder)/\(name)", toPath: "\(inTurn)/\(name)")
        }
        let pending = Array(names[(index + 1)...])
        let manifest = try ResultsFolder(inTurn).manifest(
          of: whole.files(at: .quick, preferring: []), pending: pending, at: .quick,
          platform: TinyStudy.platform, gnuplot: nil)
        #expect(manifest.experiments.keys.sorted() == names.prefix(index + 1).sorted())
        #expect(manifest.presentation.keys.sorted() == names.prefix(index + 1).sorted())
        try ResultsFolder(inTurn).write(manifest)
        let outcome = try Rendering(inTurn).render([], pending: pending)
        #expect(!outcome.files.contains { file in pending.contains { file.hasPrefix($0) } })
        let report = try text(inTurn + "/report.md")
        #expect(report.contains("**Not complete yet.**") == !pending.isEmpty)
        for name in names {
          #expect(report.contains("(\(name)/page.md)") == !pending.contains(name))
          #expect(report.contains(" `\(name)`") == pending.contains(name))
        }
      }
      _ = try Rendering(once).render([])
      let expected = try files(below: once, ending: "")
      #expect(try files(below: inTurn, ending: "") == expected)
      for file in expected where file.contains(".") {
        let isSame =
          try AtomicFile.read("\(once)/\(file)") == AtomicFile.read("\(inTurn)/\(file)")
        #expect(isSame, "\(file)")
      }
    }
  }

  /// One draw has means but no intervals; all figures are still drawn.
  @Test func aSingleDrawIsRendered() throws {
    try MadeUpStudy.inFolder { folder in
      var made = MadeUpStudy.small
      made.draws = 1
      made.diverging =
        ["0.20", "0.50", "1.00"].map { ("placebo", $0, "000") } + [("cgc", "0.50", "000")]
      try made.writeShown(
        to: folder, experiments: ["seesaw", "unequal-tasks", "expert-utilization"])
      let outcome = try Rendering(folder).render([])
      // What cannot be said of one draw is named; whatever there is to draw is drawn.
      #expect(!outcome.notices.contains { $0.contains("was not drawn") } || gnuplot == nil)
      let claims = try claims(folder)
      let (source, verdict) = (
        try claims.position(of: "source"), try claims.position(of: "verdict")
      )
      let verdicts = claims.rows.filter { $0[source].contains("Figure 7") }.map { $0[verdict] }
      #expect(verdicts.count > 3)
      #expect(
        verdicts.allSatisfy { ["undecided", "undecided (undefined)", "description"].contains($0) })
      #expect(try text(folder + "/report.md").contains("?** Undecided: "))
    }
  }

  @Test func anExperimentAloneIsRendered() throws {
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(to: folder, experiments: ["expert-utilization"])
      _ = try Rendering(folder).render([])
      let claims = try claims(folder)
      let source = try claims.position(of: "source")
      #expect(claims.rows.contains { $0[source].contains("5.3") })
      #expect(claims.rows.allSatisfy { $0[0].hasPrefix("expert-utilization/") })
      #expect(!(try text(folder + "/report.md").contains("seesaw/")))
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
      let page = try text(folder + "/expert-utilization/page.md")
      #expect(page.contains("## Gains over the single-task model"))
      #expect(!page.contains("## Claims") && !page.contains("!["))
      let report = try text(folder + "/report.md")
      #expect(!report.contains("## Findings") && !report.contains("## All claims"))
    }
  }
}

// What can be declared is declared: nothing that could be shown is without an example.
import Analysis
import Experiments
import Fixtures
import Foundation
import Testing

@testable import Page

struct DeclaredKindTests {
  private func reports() throws -> [ReportDeclarations] {
    try shippedFiles().map(\.presentation.report)
  }

  @Test func everyFigureIsDeclaredSomewhere() throws {
    let declared = Set(try reports().flatMap { $0.figures.map(\.name) })
    #expect(declared == Set(FigureKinds.all.map { $0.name }))
  }

  @Test func everyAnswerIsGivenSomewhere() throws {
    let declared = Set(try reports().flatMap { $0.answers.map(\.name) })
    #expect(declared == Set(AnswerKinds.all.map { $0.name }))
  }

  @Test func everyFamilyHasAClaimSomewhere() throws {
    let declared = Set(try reports().flatMap { $0.claims.map(\.name) })
    #expect(declared == Set(ClaimFamilies.all.map { $0.name }))
  }

  /// The map says so: the file of `loser-pays-less` is `LoserPaysLess.swift`.
  @Test func everyFamilyHasTheFileOfItsName() throws {
    let folder = "\(Repository.folder)/Sources/Analysis/Claims/Families"
    for family in ClaimFamilies.all {
      let file =
        family.name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }
        .joined() + ".swift"
      let source = try text("\(folder)/\(file)")
      #expect(source.contains("static let name = \"\(family.name)\""), "\(file)")
    }
  }

  @Test func everyPublishedTableIsComparedWithSomewhere() throws {
    let declared = Set(try reports().flatMap(\.published))
    #expect(declared == Set(PublishedTable.allCases.map(\.rawValue)))
  }

  /// Whatever a figure, a claim or an answer alone needs is a table that exists.
  @Test func neededTablesAreListed() {
    let listed = Set(DerivedTables.all.map { ObjectIdentifier($0) })
    let needed =
      FigureKinds.all.flatMap { $0.tables } + AnswerKinds.all.flatMap { $0.tables }
      + ClaimFamilies.all.flatMap { $0.tables }
    #expect(needed.allSatisfy { listed.contains(ObjectIdentifier($0)) })
    let optional = Set(
      DerivedTables.all.filter { !$0.isAlwaysWritten }.map { ObjectIdentifier($0) })
    #expect(
      optional.isSubset(of: needed.map { ObjectIdentifier($0) }), "a table that nothing needs")
  }

  /// A script is a figure's, or is loaded by others.
  @Test func everyFigureHasItsScript() throws {
    let scripts = try files(below: Repository.scripts, ending: ".gnuplot")
    let figures = FigureKinds.all.map { $0.name + ".gnuplot" }
    #expect(Set(figures).isSubset(of: scripts))
    let texts = try figures.map { try text("\(Repository.scripts)/\($0)") }
    for script in scripts where !figures.contains(script) {
      #expect(texts.contains { $0.contains("\"/\(script)\"") }, "nothing loads \(script)")
    }
  }

  /// Every shipped file's declarations can be kept.
  @Test func allShippedDeclarationsResolve() throws {
    for file in try shippedFiles() { _ = try DeclaredReport(file) }
  }

  @Test func namesAreUnique() {
    for names in [
      FigureKinds.all.map { $0.name }, AnswerKinds.all.map { $0.name },
      ClaimFamilies.all.map { $0.name }, DerivedTables.all.map { $0.file },
    ] { #expect(Set(names).count == names.count) }
  }

  /// The study may come from a manifest; what is wrong with a file's presentation is said of the file.
  @Test func refusalsNameTheFileOfThePresentation() throws {
    let path = "\(Repository.folder)/experiments/seesaw.yaml"
    let original = try text(path)
    func refusal(_ part: String, _ other: String) throws -> ExperimentFileError? {
      let read = try ExperimentFile.parse(
        original.replacing(part, with: other), name: "seesaw", file: "mine.yaml")
      let file = ExperimentFile(experiment: read.experiment, presentation: read.presentation)
      return #expect(throws: ExperimentFileError.self) { try DeclaredReport(file) }
    }
    let published = try refusal("[ple-figure7-mtl-gain, ple-table5-gain]", "[nosuch]")
    #expect(published?.file == "mine.yaml")
    #expect(published?.problem.hasPrefix("report.published has nosuch") == true)
    let figure = try refusal("figures: [figure7,", "figures: [nosuch,")
    #expect(figure?.file == "mine.yaml" && figure?.line != nil)
    #expect(figure?.problem.hasPrefix("report.figures[0] is nosuch, but must be one of") == true)
    let headline = try refusal("headline: figure7", "headline: drift")
    #expect(headline?.problem == "report.headline is drift, but must be one of report.figures")
    let curves = try refusal("gateFiles: false", "gateFiles: false\ncurveSettings: []")
    #expect(
      curves?.problem.hasSuffix(
        "is curves, which shows learning curves, but curveSettings lacks -") == true)
  }

  /// The primary claims were chosen beforehand, and what stands beside one is a claim with an id of the study.
  @Test func primaryClaimsAreTheChosenOnes() throws {
    let files = try shippedFiles()
    let primary = files.flatMap { file in
      file.presentation.report.claims.filter { $0.arguments["question"] != nil }
        .map { "\(file.experiment.name)/\($0.name)" }
    }
    #expect(
      primary.sorted() == [
        "linear-task/loser-pays-less", "linear-task/loser-pays-less",
        "linear-task/some-lasting-seesaw",
        "never-zero/no-zero-weight-in-any", "seesaw/best-of-all", "seesaw/gain-over",
        "seesaw/gain-over", "sequential/best-on-both-tasks", "unequal-tasks/loser-pays-less",
        "unequal-tasks/loser-pays-less", "unequal-tasks/some-lasting-seesaw",
      ])
    let families = Set(
      files.flatMap { file in
        file.presentation.report.claims.map { "\(file.experiment.name)/\($0.name)/" }
      })
    for declaration in files.flatMap(\.presentation.report.claims) {
      guard case .list(let ids) = declaration.arguments["beside"] else { continue }
      for id in ids {
        #expect(families.contains { id.hasPrefix($0) }, "\(id) is no claim of the study")
      }
    }
  }
}

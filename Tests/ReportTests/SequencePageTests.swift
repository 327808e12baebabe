import Experiments
import Formats
import Foundation
import Randomness
import SyntheticData
import Testing

@testable import Report

/// The sections, tables and figures about sequences.
struct SequencePageTests {
  private func section(_ change: (inout MadeUpSequences) -> Void = { _ in }) throws -> String {
    var made = MadeUpSequences()
    change(&made)
    return SequenceSection(study: try made.study()).markdown
  }

  @Test func theAnswerFollowsTheFindings() {
    func answer(_ nmse: Finding, _ raw: Finding) -> String {
      SequenceSection.answer(nmse: nmse, raw: raw)
    }
    #expect(answer(.reproduced, .reproduced).hasPrefix("**MoSE is best on both tasks here**"))
    #expect(answer(.contradicted, .contradicted).hasPrefix("**MoSE is not best on both tasks"))
    #expect(answer(.inconclusive, .inconclusive).hasPrefix("**Undecided**"))
    #expect(
      answer(.reproduced, .contradicted)
        == "**It depends on the metric**: by NMSE MoSE is best on both tasks, by raw MSE not best on both tasks."
    )
  }

  @Test func everyComparisonIsAccountedFor() throws {
    let best = try section()
    #expect(best.hasPrefix("## Sequences: does MoSE's claim come out?"))
    #expect(
      best.contains(
        "By NMSE, 14 of 14 comparisons with an alternative on a task come out for MoSE (one-sided 95%), 0 against it"
      ))
    #expect(!best.contains("In brackets"))
    let reversed = try section {
      $0.ratios["multi-head"] = [1.1, 0.8]
      $0.ratios["fc-mmoe"] = [0.88, 1.1]
    }
    #expect(reversed.contains("12 of 14 comparisons"))
    #expect(reversed.contains("Significantly better than MoSE: multi-head on task 2 (-0.0"))
    #expect(reversed.contains("Open: MMoE (fully connected) on task 1 ("))
  }

  @Test func thePagesNumbersAreThePapersAndOurs() throws {
    let text = try section()
    #expect(text.contains("MoSE's error on task 1 is 10.4% below multi-head's: "))
    #expect(text.contains("% measured, single runs from "))
    #expect(text.contains("Those are not comparable"))
    #expect(text.contains("Beyond the paper, against other mixtures"))
    #expect(!text.contains("floor"))
  }

  @Test func theDistanceToTheFloorIsGivenWhereItIsKnown() throws {
    let study = try MadeUpSequences().study()
    let records = study.experiments[0]
    let floor = SequenceReference(
      name: "floor", nmse: [[0.05, 0.05, 0.05], [0.1, 0.1, 0.1]])
    let errors = SequenceErrors(records, published: study.published, references: [floor])
    #expect(errors.row("floor", task: "task1", .nmse)?.mean == 0.05)
    let text = SequenceSection.floors(errors, records.sweep)
    #expect(text.contains("times the floor of 0.0500, and on task 2"))
  }

  @Test func withoutTheExperimentThereIsNoSection() throws {
    let study = try MadeUpSequences.sweep()
    #expect(SequenceSection(study: study).markdown == "")
    let page = ReportPage(
      study: study, results: [], claims: ClaimTable.claims(study), scale: .quick, figures: []
    ).text
    #expect(page.contains("## Sequences: is the seesaw a phenomenon or retraining noise?"))
    #expect(page.contains("No LSTM is shown to be better, as expected of labels without memory."))
    #expect(page.contains("The experiment `seesaw`, which answers this, has not been run"))
  }

  @Test func claimsOfBothPapersAreCounted() {
    let text = ClaimSection(
      claims: ["PLE section 5.2", "MoSE Figure 6"].map {
        Claim(statement: "s", source: $0, count: 1, rule: "r", finding: .contradicted)
      }, scale: .paper
    ).markdown
    #expect(text.contains("2 of 2 tested claims of the papers do not come out"))
    #expect(text.contains("### Where the papers' claims do not come out"))
  }

  @Test func dataWithoutACorrelationHaveNoP() throws {
    let study = try MadeUpSequences().study(withGates: true)
    let results = study.experiments.map { ExperimentResults($0, published: study.published) }
    let page = ReportPage(
      study: study, results: results, claims: ClaimTable.claims(study), scale: .quick,
      figures: results[0].figures.map(\.path)
    ).text
    #expect(!page.contains("p = -"))
    #expect(page.contains("**`sequential`**: 20 replicates. No run diverged."))
    #expect(page.contains("All replicates, with a module's experts ordered"))
    #expect(page.contains("MoSE with gate bias, mean of 20 replicates: 0.18 / 0.16"))
    #expect(!page.contains("private data"))
  }

  // MARK: Tables and figures

  @Test func errorsAreInThreeUnits() throws {
    let study = try MadeUpSequences().study()
    let table = SequenceErrors(study.experiments[0], published: study.published)
    let relative = try #require(table.row("mose", task: "task1", .relative))
    #expect(abs((relative.mean ?? 0) - 0.88) < 0.01)
    #expect(abs((relative.published ?? 0) - 0.396 / 0.448) < 1e-12)
    #expect(table.row("mose", task: "task1", .raw)?.published == 0.396)
    #expect(table.row("mose", task: "task1", .nmse)?.published == nil)
    #expect(table.row("single-task", task: "task1", .relative) == nil)
    #expect(table.row("ple", task: "task2", .relative)?.published == nil)
    #expect(table.table.columns == SequenceErrors.columns)
  }

  @Test func curvesHaveAFewSamplesOfAFewModes() throws {
    let source = try SequentialModes(
      SequentialModesSpec(), draw: RandomStream(seed: 1).stream("data").stream("replicate-000"))
    let table = ModeCurves.table(source)
    #expect(table.columns == ModeCurves.columns)
    #expect(table.rows.count == 3 * 3 * 500)
    #expect(TableKind.known(ModeCurves.columns) != nil)
    #expect(TableKind.known(SequenceErrors.columns) != nil)
  }

  /// Draws what a study has, and returns the notices.
  private func draw(
    _ study: Study, modes: Bool = false
  ) throws -> (names: [String], notices: [String]) {
    try MadeUpStudy.inFolder { folder in
      // A folder named here is kept, to look at the figures.
      let folder =
        ProcessInfo.processInfo.environment["KEEP_FIGURES"].map {
          "\($0)/\(study.experiments[0].sweep.replicates.count)"
        } ?? folder
      let result = ExperimentResults(study.experiments[0], published: study.published)
      let name = study.experiments[0].name
      for (file, table) in result.tables { try table.write(to: "\(folder)/\(name)/\(file)") }
      var figures = result.figures
      if modes {
        let source = try SequentialModes(
          SequentialModesSpec(), draw: RandomStream(seed: 1).stream("curves"))
        try ModeCurves.table(source).write(to: "\(folder)/\(name)/mode-curves.csv")
        figures.append(
          Figure(
            experiment: name, script: "mose-figure5", output: "mose-figure5.svg", title: "Modes"))
      }
      let drawn = try Drawing(folder: folder, scripts: MadeUpStudy.scriptsFolder).draw(figures)
      return (figures.map(\.script), drawn.notices)
    }
  }

  @Test func theFiguresOfSequencesAreDrawn() throws {
    guard Drawing.find("gnuplot") != nil else { return }
    let (names, notices) = try draw(MadeUpSequences().study(withGates: true), modes: true)
    #expect(
      names == [
        "mose-figure6", "seesaw-rates", "figure8", "figure8-ordered", "curves", "mose-figure5",
      ])
    #expect(notices == [])
    var one = MadeUpSequences()
    one.replicates = 1
    #expect(try draw(one.study()).notices == [])
  }

  @Test func theFiguresOfTheSweepAreDrawn() throws {
    guard Drawing.find("gnuplot") != nil else { return }
    let (names, notices) = try draw(MadeUpSequences.sweep { $0.replicates = 6 })
    #expect(names == ["seesaw-rates", "figure7", "gain-plane", "curves"])
    #expect(notices == [])
  }
}

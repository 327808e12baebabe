import Experiments
import Formats
import Foundation
import ModelZoo
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
    #expect(
      answer(.reproduced, .reproduced)
        == "**MoSE is best on both tasks here**: it is significantly better than every alternative (one-sided 95%)."
    )
    #expect(
      answer(.inconclusive, .contradicted).contains("by NMSE it is undecided whether MoSE is best"))
    #expect(answer(.contradicted, .contradicted).hasPrefix("**MoSE is not best on both tasks"))
    #expect(answer(.inconclusive, .inconclusive).hasPrefix("**Undecided**"))
    #expect(
      answer(.reproduced, .contradicted)
        == "**It depends on the metric**: by NMSE MoSE is best on both tasks, by raw MSE MoSE is not best on both tasks."
    )
  }

  @Test func everyComparisonIsAccountedFor() throws {
    let best = try section()
    #expect(best.hasPrefix("## Sequences: does MoSE's claim come out?"))
    #expect(
      best.contains(
        "By NMSE (MSE / Var(y)), 14 of 14 comparisons with another model on a task come out for MoSE (one-sided 95%), 0 against it"
      ))
    #expect(best.contains("By raw MSE every comparison has the same outcome."))
    #expect(!best.components(separatedBy: "Beyond the paper")[0].contains("In brackets"))
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
    #expect(text.contains("- MoSE's error on task 1 is 10.4% below multi-head's: here 19.9% ["))
    #expect(text.contains("on average (one-sided 95% bounds), single runs from "))
    #expect(text.contains("which is single-task here"))
    #expect(text.contains("Those are not comparable"))
    #expect(!text.contains("floor"))
  }

  /// A reverse with a p between .05/6 and .05/2 is one of a claim about two tasks.
  @Test func modelsBeyondThePaperAreJudgedAsInTheClaims() throws {
    var made = MadeUpSequences()
    made.spread = 0.08
    made.ratios["ple"] = [0.8, 0.965]
    let study = try made.study()
    let contest = try #require(MoSEContest.beyondPaper(study.experiments[0].sweep).last)
    #expect(contest.rivals == ["ple"])
    let claim = try #require(MoSEBestOnBothTasks().claims(study).last)
    #expect(claim.finding == contest.finding)
    let reversed = contest.outcomes(.nmse).reversed.map(\.name)
    #expect(reversed.first == "PLE on task 1")
    #expect(claim.detail.contains(Phrase.list(reversed)))
    let page = SequenceSection(study: study).markdown
    let line = try #require(page.split(separator: "\n").first { $0.contains("better than PLE") })
    #expect(
      line.hasPrefix("- MoSE is better than PLE on both tasks: not so here. By NMSE MoSE is "))
    for name in reversed {
      #expect(line.components(separatedBy: "; by raw")[0].contains(name))
    }
  }

  @Test func theSentencesOfAReversedModelHaveItsNumberOfTasks() throws {
    var made = MadeUpSequences()
    made.ratios["ple"] = [0.8, 0.8]
    let page = SequenceSection(study: try made.study()).markdown
    let line = try #require(page.split(separator: "\n").first { $0.contains("better than PLE") })
    #expect(line.contains("By NMSE MoSE is significantly worse than PLE on task 1 (-0.0"))
    #expect(line.contains("; by raw MSE it is significantly worse than PLE on task 1 (-0."))
    #expect(!line.contains("not told"))
  }

  @Test func thePageSaysWhatWasNotSearched() throws {
    let records = try MadeUpSequences().study().experiments[0]
    let size = SequenceSection.size(records)
    let plan = try #require(records.plan)
    let passes = plan.scale.epochCount ?? plan.experiment.epochCount
    #expect(size.contains("Each takes \(passes) passes"))
    #expect(size.contains("no search for the best architecture"))
    var alone = records
    alone.plan = nil
    #expect(SequenceSection.size(alone).isEmpty)
  }

  @Test func theDistanceToTheFloorIsGivenWhereItIsKnown() throws {
    let study = try MadeUpSequences().study()
    let records = study.experiments[0]
    let floor = SequenceReference(
      name: "floor", nmse: [[0.05, 0.05, 0.05], [0.1, 0.1, 0.1]])
    let errors = SequenceErrors(records, published: study.published, references: [floor])
    #expect(errors.row("floor", task: "task1", .nmse)?.mean == 0.05)
    let text = SequenceSection.references(errors, records.sweep)
    #expect(text.contains("times the floor of 0.0500, and on task 2"))
    #expect(!text.contains("To know"))
    let page = try section { $0.hasCards = true }
    #expect(page.contains("at every step, gives 0.0600 on task 1 and 0.120 on task 2"))
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
    var made = MadeUpSequences()
    made.hasCards = true
    let study = try made.study(withGates: true)
    let results = study.experiments.map { ExperimentResults($0, published: study.published) }
    let page = ReportPage(
      study: study, results: results, claims: ClaimTable.claims(study), scale: .quick,
      figures: results[0].figures.map(\.path)
    ).text
    #expect(!page.contains("p = -"))
    #expect(!page.contains("p is the cosine"))
    #expect(!page.contains("| p |"))
    #expect(!page.contains("| Paper |"))
    #expect(page.contains("the MoSE paper's (2000 samples x 500 steps x 10 inputs)"))
    #expect(page.contains("The synthetic study of *Multitask Mixture of Sequential Experts*"))
    #expect(
      page.contains(
        "**`sequential`**: 20 replicates. No run diverged. Models without a remark in brackets"))
    #expect(page.contains("All replicates, with a module's experts ordered"))
    #expect(page.contains("MoSE with gate bias, mean of 20 replicates: 0.18 / 0.16"))
    #expect(!page.contains("private data"))
  }

  @Test func tasksOfSequencesHaveVariancesOfTheirOwn() throws {
    var made = MadeUpSequences()
    made.hasCards = true
    let data = DataTable(cards: made.cards())
    #expect(
      data.table?.header == [
        "Replicates", "Label correlation", "Var(y) of task 1", "Var(y) of task 2",
      ])
    #expect(data.table?.rows.first?.suffix(2) == ["4.00 [4.00, 4.00]", "0.25 [0.25, 0.25]"])
    #expect(data.table?.numeric == [0, 1, 2, 3])
    let plain = DataTable(cards: MadeUpStudy().data())
    #expect(plain.table?.header[3] == "Var(y)")
    #expect(plain.note.hasPrefix("p is the cosine"))
  }

  /// A model of another kind, layers or form than its name says is not the model that a claim is about.
  @Test func modelsThatAreNotWhatTheirNamesSayAreNoSubject() throws {
    let others = [
      ModelChoice(name: "mose", kind: .cgc, levels: 1, layers: .lstm, bottomWidths: [16]),
      ModelChoice(name: "mose", kind: .mmoe, levels: 1, bottomWidths: [16]),
      ModelChoice(name: "mose", kind: .mmoe, levels: 1, layers: .lstm),
    ]
    for other in others {
      var made = MadeUpSequences()
      made.change = { $0 == "mose" ? other : nil }
      let study = try made.study(withGates: true)
      #expect(!ClaimTable.claims(study).contains { $0.statement.contains("MoSE") })
      let page = SequenceSection(study: study).markdown
      #expect(page.contains("Of `mose` nothing is said"))
      #expect(!page.contains("MoSE is"))
      let result = ExperimentResults(study.experiments[0], published: study.published)
      #expect(result.sequenceErrors?.row("mose", task: "task1", .raw) == nil)
      #expect(result.sequenceErrors?.row("ple", task: "task1", .raw) != nil)
    }
    var made = MadeUpSequences()
    made.change = {
      $0 == "multi-head" ? ModelChoice(name: $0, kind: .multiHead, levels: 1) : nil
    }
    let claim = try #require(MoSEBestOnBothTasks().claims(try made.study()).first)
    #expect(claim.rule.contains("in 12 parts"))
    #expect(!claim.statement.contains("multi-head,"))
  }

  @Test func aSeesawAgainstAnotherBaselineIsNone() throws {
    let study = try MadeUpSequences.sweep(
      with: ModelChoice(name: "single-task", kind: .singleTask, levels: 0))
    let claims = ClaimTable.claims(study)
    #expect(claims.map(\.source) == ["this study"])
    #expect(claims.first?.detail.contains("single-task") == false)
    let page = ReportPage(study: study, results: [], claims: claims, scale: .quick, figures: [])
      .text
    #expect(page.contains("was run with another baseline than its name says"))
    #expect(page.contains("Of `single-task` nothing is said"))
  }

  /// The widths of a model at a scale count as its own.
  @Test func aBottomMayComeFromTheScale() throws {
    var made = MadeUpSequences()
    made.change = {
      $0 == "mose" ? ModelChoice(name: $0, kind: .mmoe, levels: 1, layers: .lstm) : nil
    }
    made.scale.widths = [ModelWidths(model: "mose", bottomWidths: [16])]
    #expect(MoSEBestOnBothTasks().claims(try made.study()).count == 4)
  }

  @Test func ratesOfOtherNetworksAreNoneOfSharing() throws {
    let study = try MadeUpSequences().study()
    let result = ExperimentResults(study.experiments[0], published: study.published)
    let figure = try #require(result.figures.first { $0.script == "seesaw-rates" })
    let text = FigureSentences(result: result, study: study).about(figure)
    #expect(text.contains("the fully connected models differ in more than sharing"))
    #expect(FigureSentences.dense(try MadeUpSequences.sweep().experiments[0]) == "")
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
  private func draw(_ study: Study) throws -> (names: [String], notices: [String]) {
    try MadeUpStudy.inFolder { folder in
      // A folder named here is kept, to look at the figures.
      let folder =
        ProcessInfo.processInfo.environment["KEEP_FIGURES"].map {
          "\($0)/\(study.experiments[0].sweep.replicates.count)"
        } ?? folder
      let result = ExperimentResults(study.experiments[0], published: study.published)
      let name = study.experiments[0].name
      for (file, table) in result.tables { try table.write(to: "\(folder)/\(name)/\(file)") }
      let figures = result.figures
      let drawn = try Drawing(folder: folder, scripts: MadeUpStudy.scriptsFolder).draw(figures)
      return (figures.map(\.script), drawn.notices)
    }
  }

  @Test func theFiguresOfSequencesAreDrawn() throws {
    guard Drawing.find("gnuplot") != nil else { return }
    let (names, notices) = try draw(MadeUpSequences().study(withGates: true))
    #expect(
      names == [
        "mose-figure6", "mose-figure5", "seesaw-rates", "figure8", "figure8-ordered", "curves",
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

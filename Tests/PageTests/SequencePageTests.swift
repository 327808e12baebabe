import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

@testable import Page

/// The answers, tables and figures about sequences.
struct SequencePageTests {
  private func page(_ change: (inout MadeUpSequences) -> Void = { _ in }) throws -> MadeUpPage {
    var made = MadeUpSequences()
    change(&made)
    return try MadeUpPage(made.records().shown())
  }

  private func answers(_ change: (inout MadeUpSequences) -> Void = { _ in }) throws -> String {
    try page(change).answers
  }

  @Test func theAnswerFollowsTheFinding() {
    func answer(_ finding: Finding) -> String { BestOnBothTasksAnswer.answer("MoSE", finding) }
    let best =
      "**MoSE is best on both tasks here**: it is significantly better than every alternative (one-sided 95%)."
    #expect(answer(.supported) == best && answer(.negligible) == best)
    #expect(
      answer(.unsupported)
        == "**MoSE is not best on both tasks here**: against some alternative it is not better by .05."
    )
    #expect(answer(.inconclusive).hasPrefix("**Undecided**"))
  }

  @Test func everyComparisonIsAccountedFor() throws {
    let best = try answers()
    #expect(try page().experimentPage().contains("\n## Sequences: does MoSE's claim come out?\n"))
    #expect(
      best.contains(
        "14 of 14 comparisons with another model on a task come out for MoSE (one-sided 95%), 0 against it (Holm over 14), and 0 are open."
      ))
    let reversed = try answers {
      $0.ratios["multi-head"] = [1.1, 0.8]
      $0.ratios["fc-mmoe"] = [0.88, 1.1]
    }
    #expect(reversed.contains("12 of 14 comparisons"))
    #expect(reversed.contains("Significantly better than MoSE: multi-head on task 2 (-0.1"))
    #expect(reversed.contains("Open: MMoE (fully connected) on task 1 ("))
  }

  /// The question at the top of the report, with the other setting beside it.
  @Test func theFindingHasTheNoisyInputsBesideIt() throws {
    let text = try page().text
    let item = try #require(
      text.split(separator: "\n").first {
        $0.hasPrefix("- **On MoSE's sequences, is MoSE best on both tasks?** Seen: difference ")
      })
    #expect(item.contains("n = 20."))
    #expect(item.contains(" Beside it: MoSE is best on both tasks (noisy inputs): against single"))
    // The same rivals with other data are no other mixtures.
    let answers = try answers()
    #expect(
      answers.contains("\n\nIn the setting `noisy-inputs`: **MoSE is best on both tasks here**: "))
    let beyond = try #require(answers.components(separatedBy: "Beyond the paper,").last)
    #expect(!beyond.contains("noisy"))
  }

  @Test func thePagesNumbersAreThePapersAndOurs() throws {
    let text = try answers()
    #expect(text.contains("- MoSE's error on task 1 is 10.4% below multi-head's: here 20.0% ["))
    #expect(text.contains("on average (one-sided 95% bounds), single runs from "))
    #expect(text.contains("which is single-task here"))
    #expect(text.contains("Those are not comparable"))
    #expect(!text.contains("floor"))
  }

  /// A reverse with a p between .05/6 and .05/2 is one of a claim about two tasks.
  @Test func modelsBeyondThePaperAreJudgedAsInTheClaims() throws {
    let page = try page {
      $0.spread = 0.08
      $0.ratios["ple"] = [0.8, 0.965]
    }
    let contest = try #require(
      Contest(
        page.results(MadeUpSequences.modes), subject: "mose", rivals: ["ple"],
        setting: Arm.defaultSetting))
    let claim = try #require(page.claims.last { $0.id.hasSuffix("/best-on-both-tasks/mose/ple") })
    #expect(claim.finding == contest.finding)
    let reversed = contest.outcomes.reversed.map(\.name)
    #expect(reversed.first == "PLE on task 1")
    #expect(claim.detail.contains(Phrase.list(reversed)))
    let line = try #require(
      page.answers.split(separator: "\n").first { $0.contains("better than PLE") })
    #expect(line.hasPrefix("- MoSE is better than PLE on both tasks: not so here. MoSE is "))
    for name in reversed { #expect(line.contains(name)) }
  }

  @Test func theSentencesOfAReversedModelHaveItsNumberOfTasks() throws {
    let text = try answers { $0.ratios["ple"] = [0.8, 0.8] }
    let line = try #require(text.split(separator: "\n").first { $0.contains("better than PLE") })
    #expect(line.contains("MoSE is significantly worse than PLE on task 1 (-0.0"))
    #expect(line.contains("PLE on task 2 (-0.1"))
    #expect(!line.contains("not told") && !line.contains("better than PLE on task"))
  }

  @Test func thePageSaysWhatWasNotSearched() throws {
    let results = try page().results(MadeUpSequences.modes)
    let size = BestOnBothTasksAnswer.size(results)
    let passes = results.plan.scale.epochCount ?? results.plan.experiment.epochCount
    #expect(size.contains("Each takes \(passes) passes"))
    #expect(size.contains("no search for the best architecture"))
  }

  @Test func theDistanceToTheFloorIsGivenWhereItIsKnown() throws {
    let page = try page { $0.hasData = true }
    let errors = try #require(try page.results(MadeUpSequences.modes)[SequenceErrors.self])
    #expect(errors.row(SequenceErrors.floor, task: "task1", .nmse)?.mean == 0.05)
    #expect(page.answers.contains("times the floor of 0.0500, and on task 2"))
    #expect(page.answers.contains("at every step, gives 0.0600 on task 1 and 0.120 on task 2"))
    // Without modes there is no mean of a mode.
    var made = MadeUpSequences()
    made.hasData = true
    var records = try made.records()
    for index in records.data.indices { records.data[index].modeMeanErrors = [nil, nil] }
    let text = try MadeUpPage(records.shown()).answers
    #expect(text.contains("times the floor of 0.0500, and on task 2"))
    #expect(!text.contains("To know"))
  }

  /// The memoryless model is told beside LSTMs where there is one, and what it says is no verdict.
  @Test func theMemorylessModelIsDescribed() throws {
    let page = try MadeUpPage(MadeUpSequences.sweep { $0.draws = 6 }.shown())
    #expect(
      try page.experimentPage().contains(
        "No LSTM is shown to be better, as expected of labels without memory."))
    #expect(
      try page.experimentPage().contains("an LSTM is no better than the memoryless model | "))
    #expect(page.text.contains("The sequences of `sequential-seesaw` are this study's own"))
    #expect(!page.text.contains("## Findings"))
  }

  @Test func dataWithoutACorrelationHaveNoP() throws {
    let made = try page {
      $0.hasData = true
      $0.hasGates = true
    }
    let page = try made.text + made.experimentPage()
    #expect(!page.contains("p = -"))
    #expect(!page.contains("p is the cosine"))
    #expect(!page.contains("| p |"))
    #expect(!page.contains("| Paper |"))
    #expect(page.contains("the MoSE paper's (2000 samples x 500 steps x 10 inputs)"))
    #expect(page.contains("The synthetic study of *Multitask Mixture of Sequential Experts*"))
    #expect(
      page.contains("20 draws x 1 training. No run diverged. Models without a remark in brackets"))
    #expect(page.contains("All runs, with a module's experts ordered"))
    #expect(page.contains("MoSE with gate bias (-), mean of 20 draws: 0.18 / 0.16"))
    #expect(!page.contains("private data"))
  }

  @Test func tasksOfSequencesHaveVariancesOfTheirOwn() throws {
    let data = DataTable(
      cards: MadeUpSequences().data().filter { $0.setting == Arm.defaultSetting },
      isSequential: true)
    #expect(
      data.table?.header == [
        "Draws", "Label correlation", "Var(y) of task 1", "Var(y) of task 2",
      ])
    #expect(data.table?.rows.first?.first == "20")
    #expect(data.table?.rows.first?.suffix(2) == ["4.00 [4.00, 4.00]", "0.25 [0.25, 0.25]"])
    #expect(data.table?.numeric == [0, 1, 2, 3])
    let plain = DataTable(cards: MadeUpStudy().data(), isSequential: false)
    #expect(plain.table?.header[3] == "Var(y)")
    #expect(plain.note.hasPrefix("p is the cosine"))
  }

  @Test func seesawsOfOtherNetworksAreNoneOfSharing() throws {
    #expect(
      try page().experimentPage().contains(
        "The baseline is a network of LSTMs, from which the fully connected models differ in more than sharing: theirs "
          + "are no seesaws of sharing."))
    let sweep = try MadeUpPage(MadeUpSequences.sweep { $0.draws = 6 }.shown())
    #expect(try sweep.results(MadeUpSequences.sweepName).denseModelsRemark == nil)
  }

  // MARK: Tables and figures

  @Test func errorsAreInThreeUnits() throws {
    let table = try #require(try page().results(MadeUpSequences.modes)[SequenceErrors.self])
    let relative = try #require(table.row("mose", task: "task1", .relative))
    #expect(abs((relative.mean ?? 0) - 0.88) < 0.01)
    #expect(abs((relative.published ?? 0) - 0.396 / 0.448) < 1e-12)
    #expect(table.row("mose", task: "task1", .raw)?.published == 0.396)
    #expect(table.row("mose", task: "task1", .nmse)?.published == nil)
    #expect(table.row("single-task", task: "task1", .relative) == nil)
    #expect(table.row("ple", task: "task2", .relative)?.published == nil)
    #expect(SequenceErrors.description.taskCount(of: table.table.columns) == 0)
  }

  @Test func curvesHaveAFewSamplesOfAFewModes() throws {
    let results = try page().results(MadeUpSequences.modes)
    let curves = try #require(results[ModeCurves.self])
    #expect(ModeCurves.description.taskCount(of: curves.table.columns) == 0)
    #expect(curves.shown == (3, 9))
    #expect(curves.table.rows.count == 9 * (results.plan.scale.stepCount ?? 0))
  }

  /// Draws what an experiment has, and returns the notices.
  private func draw(_ experiment: ExperimentRecords) throws -> (names: [String], notices: [String])
  {
    try MadeUpStudy.inFolder { folder in
      // A folder named here is kept, to look at the figures.
      let folder =
        ProcessInfo.processInfo.environment["KEEP_FIGURES"].map {
          "\($0)/\(experiment.sweep.draws.count)"
        } ?? folder
      let page = try MadeUpPage(experiment.shown())
      let results = try page.results(experiment.name)
      for (file, table) in results.tables {
        try table.write(to: "\(folder)/\(results.name)/\(file)")
      }
      let drawn = try Drawing(folder: folder, scripts: Repository.scripts).draw(page.figures)
      return (page.figures.map(\.script), drawn.notices)
    }
  }

  @Test(.enabled(if: gnuplot != nil)) func theFiguresOfSequencesAreDrawn() throws {
    var made = MadeUpSequences()
    made.hasGates = true
    let (names, notices) = try draw(made.records())
    #expect(
      names == ["mose-figure6", "mose-figure5", "figure8-ordered", "curves"])
    #expect(notices == [])
    var one = MadeUpSequences()
    one.draws = 1
    #expect(try draw(one.records()).notices == [])
  }

  @Test(.enabled(if: gnuplot != nil)) func theFiguresOfTheSweepAreDrawn() throws {
    let (names, notices) = try draw(MadeUpSequences.sweep { $0.draws = 6 })
    #expect(names == ["seesaw", "figure7", "gains-by-correlation", "curves"])
    #expect(notices == [])
  }
}

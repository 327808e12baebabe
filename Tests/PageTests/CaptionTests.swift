// What captions say of the figures that carry findings.
import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Statistics
import Testing
import Training

@testable import Page

struct CaptionTests {
  private func caption(
    _ figure: any FigureKind.Type, of made: MadeUpStudy, _ name: String = "seesaw"
  ) throws -> String {
    let page = try MadeUpPage(made.records(name).shown())
    return try #require(try page.caption(figure, of: name))
  }

  // MARK: Seesaws

  @Test func lastingSeesawsAreNamedBetweenTheirControls() throws {
    var made = try MadeUpStudy.unequalTasks()
    func end() throws -> String {
      let caption = try caption(SeesawFigure.self, of: made, "unequal-tasks")
      return try #require(caption.components(separatedBy: "Grey: the controls. ").last)
    }
    #expect(try end() == "No model shows a lasting seesaw. The controls come out as they must.")
    made.seesaws[Arm(model: "mmoe", setting: "own-sinusoids")] = 0.4
    made.seesaws[Arm(model: "cgc")] = 0.4
    #expect(
      try end()
        == "Seen, each by its own bound without correction for their number: CGC and MMoE (own sinusoids). The controls come out as they must."
    )
    made.gains["planted"] = [0, 0]
    #expect(
      try end()
        == "The controls fail (default, own sinusoids, one linear, label scales and own sinusoids constant): no verdict."
    )
  }

  @Test func theFigureIsDrawnOfSettingsWithControls() throws {
    let made = try MadeUpStudy.unequalTasks()
    let page = try MadeUpPage(made.records("unequal-tasks").shown())
    #expect(
      SeesawFigure.variables(try page.results("unequal-tasks"))
        == [
          "settings": "- own-sinusoids one-linear label-scales own-sinusoids-constant",
          "threshold": ".05", "default_tasks": "equal tasks",
        ])
    let linear = try MadeUpPage(shippedStudy("linear-task", at: .paper))
    #expect(
      SeesawFigure.variables(try linear.results("linear-task"))
        == ["settings": "-", "threshold": ".05", "default_tasks": "unequal tasks"])
    // With one training on a draw nothing recurs.
    var single = MadeUpStudy.small
    single.trainings = 1
    #expect(
      try MadeUpPage(single.records("seesaw").shown()).caption(SeesawFigure.self, of: "seesaw")
        == nil)
  }

  // MARK: Gains

  @Test func theLargestGainIsNamedWithItsSide() throws {
    var made = MadeUpStudy()
    let text = try caption(GainsFigure.self, of: made)
    #expect(text.contains("with its single runs as diamonds."))
    #expect(
      text.contains("Averaged over correlations and tasks, PLE has the largest mean gain, +0.3"))
    #expect(text.hasSuffix("], above 0."))
    made.gains = made.gains.mapValues { _ in [-0.5, -0.5] }
    #expect(try caption(GainsFigure.self, of: made).hasSuffix("], below 0."))
    // What differs in more than sharing has no part in it.
    let sweep = try MadeUpPage(MadeUpSequences.sweep { $0.draws = 6 }.shown())
    let other = try #require(try sweep.caption(GainsFigure.self, of: MadeUpSequences.sweepName))
    #expect(
      other.contains(
        "Stepwise (memoryless), which differs from single-task in more than sharing, is left out"))
    #expect(other.contains("differences of MSE.") && other.contains("PLE has the largest"))
  }

  @Test func thePapersRunsAreHeldAgainstSingleRuns() throws {
    var made = MadeUpStudy()
    let start = "Dots are mean gains in log excess error over draws with 95% Student t intervals."
    // Three models of the paper's Figure 7, on two tasks at five correlations.
    let text = try caption(GainsByCorrelationFigure.self, of: made)
    #expect(text.hasPrefix(start + " In the paper's unit its run lies in the 95% prediction"))
    #expect(text.hasSuffix(" of 30 cells."))
    made.correlations = ["0.30"]
    #expect(try caption(GainsByCorrelationFigure.self, of: made) == start)
  }

  @Test func theBestModelIsNamedAtEveryRate() throws {
    var made = MadeUpStudy.small
    made = try made.adapted(to: "learning-rates")
    // One model that a high constant rate suits.
    made.settingGains[Arm(model: "cgc", setting: "constant-03")] = [0.6, 0.6]
    var file = try made.file("learning-rates")
    file.experiment.schedule = .linear
    let page = try MadeUpPage(records(made.metrics(), of: file).shown())
    let text = try #require(try page.caption(RateRankingFigure.self, of: "learning-rates"))
    #expect(
      text.hasSuffix(
        "Highest mean, without a test: PLE (linear, own rates), PLE (linear, 0.001), PLE (linear, 0.003), "
          + "PLE (linear, 0.01), PLE (linear, 0.03), PLE (constant, own rates), PLE (constant, 0.001), "
          + "PLE (constant, 0.003), PLE (constant, 0.01) and CGC (constant, 0.03)."))
    // Without a common rate there is no ranking by rate.
    #expect(
      try MadeUpPage(MadeUpStudy.small.records("seesaw").shown())
        .caption(RateRankingFigure.self, of: "seesaw") == nil)
  }

  // MARK: Simulations

  @Test func theFigureOfSizesTellsItsOwn() throws {
    var made = MadeUpStudy.small
    made.models = ["single-task", "mmoe"]
    made.draws = 12
    var records = try made.records("seesaw").shown()
    var presentation = records.presentation
    presentation.report.claims = []
    presentation.report.headline = nil
    presentation.report.figures = [Declaration(OperatingFigure.name)]
    let (tuning, sweep) = (records.tuning, records.sweep)
    records = ExperimentRecords([], plan: records.plan, presentation: presentation)
    records.tuning = tuning
    records.sweep = sweep
    let page = try MadeUpPage(records)
    let results = try page.results("seesaw")
    #expect(
      OperatingFigure.variables(results) == [
        "draws": "12", "trainings": "2", "default_tasks": "equal tasks",
      ])
    let table = try #require(results[OperatingTable.self])
    let placebo = try #require(table.row("-", draws: 12, trainings: 2, .placebo)?.outcome)
    let model = try #require(
      table.row("-", draws: 12, trainings: 2, .model, effect: 0.2)?.outcome)
    #expect(placebo.seen < 0.05 && placebo.notSeen > placebo.seen)
    #expect(model.seen > placebo.seen && model.recurrence > placebo.recurrence)
    let caption = try #require(page.figures.first?.caption)
    #expect(
      caption
        == "Simulated from the scatter of the tuning trials, 1000 studies per point, for this study's size (12 draws × 2 "
        + "trainings, solid) and others. Equal tasks: the placebo is not seen in \(Phrase.percent(placebo.notSeen)) and seen "
        + "in \(Phrase.percent(placebo.seen)) of studies; a lasting effect of .20 (rho "
        + "\(Phrase.significant(model.recurrence))) is seen in \(Phrase.percent(model.seen)).")
    // Without several trainings on a tuning draw there is no scatter.
    records.tuning.removeAll { $0.training != "0" }
    #expect(try MadeUpPage(records).figures.isEmpty)
  }
}

// What is said of trainings that diverged, learned nothing or have not converged; and figures with nothing to draw.
import Analysis
import Experiments
import Fixtures
import Formats
import Records
import Testing

@testable import Page

struct TrainingNoticeTests {
  /// Results of a study that was trained, with other tuning trials.
  private func results(
    _ change: (inout TuningRecord) -> Void = { _ in }, converging fall: Double? = nil
  ) throws -> ExperimentResults {
    let made = MadeUpStudy()
    var records = try records(made.metrics(), of: made.file("seesaw"))
    for arm in records.sweep.arms {
      for budget in fall == nil ? [1] : [1, 2] {
        for draw in 0..<2 {
          var trial = TuningRecord()
          trial.arm = arm
          trial.learningRate = 0.01
          trial.correlation = "0.50"
          trial.draw = String(draw)
          trial.training = "0"
          trial.budget = budget
          trial.task = "task1"
          trial.validationNMSE = 0.5
          trial.excessError = budget == 2 ? 0.1 : 0.1 * exp2(fall ?? 0)
          trial.chosen = .yes
          change(&trial)
          records.tuning.append(trial)
        }
      }
    }
    return ExperimentResults(records, published: PublishedValues())
  }

  private func exp2(_ value: Double) -> Double { value == 0 ? 1 : 2 }

  @Test func allIsWellWithoutASentence() throws {
    #expect(TrainingNotices(results: try results()).sentences.isEmpty)
  }

  @Test func divergedRunsAreNamedWithDrawTrainingAndSeed() throws {
    var made = MadeUpStudy()
    made.diverging = [("mmoe", "0.40", "003"), ("single-task", "0.75", "002")]
    let results = ExperimentResults(
      try records(made.metrics(), of: made.file("seesaw")), published: PublishedValues())
    let notices = TrainingNotices(results: results)
    let sentence = try #require(notices.diverged)
    let seed = results.plan.experiment.seed
    #expect(
      sentence.hasPrefix(
        "seesaw: 2 of \(results.divergence.runs) runs diverged (seed \(seed)), and"))
    #expect(sentence.contains("MMoE at p = 0.40, draw 003, training 0 (step 17)"))
    #expect(sentence.contains("Single-task at p = 0.75, draw 002, training 0 (step 17)"))
    #expect(notices.sentences == [sentence])
  }

  @Test func aModelThatNoRateTrainsIsNamed() throws {
    let wild = try results {
      if $0.arm.model == "mmoe" {
        $0.status = .diverged
        $0.validationNMSE = nil
        $0.excessError = nil
      }
      if $0.arm.model == "cgc" { $0.validationNMSE = 3 }
    }
    let sentences = TrainingNotices(results: wild).untunable
    #expect(sentences.count == 2)
    #expect(
      sentences.contains(
        "seesaw: MMoE diverged in some trial at every learning rate from 0.01 to 0.01, and is trained at the lowest."
      ))
    #expect(
      sentences.contains(
        "seesaw: CGC has learned nothing at its best learning rate, 0.01: its validation NMSE is 3 or more."
      ))
    #expect(Markdown.text(RunSection(results: wild).blocks).contains(sentences[0]))
  }

  @Test func modelsThatHaveNotConvergedAreNamed() throws {
    let sentence = try #require(TrainingNotices(results: try results(converging: 1)).unconverged)
    #expect(
      sentence.contains(
        " have not converged: with twice the passes log errors fall by .05 or more: "))
    #expect(sentence.contains("MMoE (0.693)"))
    #expect(TrainingNotices(results: try results(converging: 0)).unconverged == nil)
  }
}

struct FigureAbsenceTests {
  /// A run that learned nothing of one task is counted once, by model; one that diverged is not.
  @Test func stuckRunsAreCounted() throws {
    let made = MadeUpStudy()
    var metrics = made.metrics()
    let first = try #require(
      metrics.firstIndex { $0.run.arm.model == "mmoe" && $0.task == "task1" })
    metrics[first].nmse = 0.9
    metrics[first + 1].nmse = 1.2
    let other = try #require(metrics.lastIndex { $0.run.arm.model == "ple" })
    metrics[other].nmse = 0.95
    let results = ExperimentResults(
      try records(metrics, of: made.file("seesaw")), published: PublishedValues(), needed: [])
    let notices = TrainingNotices(results: results)
    let runs = metrics.count { $0.run.arm.model == "ple" } / 2
    #expect(notices.stuckCount == 2)
    #expect(
      notices.stuck
        == "2 runs learned next to nothing of some task (test NMSE of .9 or more); they count like all others: MMoE 1 of \(runs), PLE 1 of \(runs)."
    )
    #expect(notices.sentences.contains { $0.hasPrefix("seesaw: 2 runs learned next to nothing") })
    let sound = ExperimentResults(
      try records(made.metrics(), of: made.file("seesaw")), published: PublishedValues(), needed: []
    )
    #expect(TrainingNotices(results: sound).stuck == nil)
  }

  /// A figure whose table would have no value is not drawn, and the page says why.
  @Test func aFigureWithoutValuesIsExplainedAndNotDrawn() throws {
    let made = MadeUpStudy()
    var file = try made.file("seesaw")
    file.presentation.report.figures = [GainsFigure.name, CurvesFigure.name, GateMapFigure.name]
      .map { Declaration($0) }
    var diverged = made.metrics()
    for index in diverged.indices {
      diverged[index].status = .diverged
      diverged[index].mse = nil
      diverged[index].nmse = nil
      diverged[index].excessError = nil
    }
    for (metrics, drawn) in [(made.metrics(), [GainsFigure.name]), (diverged, [])] {
      let report = try DeclaredReport(file)
      let results = ExperimentResults(
        try records(metrics, of: file), published: PublishedValues(), needed: report.tables)
      let figures = report.figures(of: results)
      #expect(figures.map(\.script) == drawn)
      let missing = report.missing(figures, of: results)
      #expect(missing.map(\.title).contains(CurvesFigure.title))
      #expect(missing.count == 3 - drawn.count)
      if drawn.isEmpty {
        let runs = results.divergence.runs
        #expect(
          missing.first?.reason
            == "there would be no value in gains.csv: \(runs) of \(runs) runs diverged")
      }
    }
  }
}

// Studies of sequences: what is planned, and that they run.
import Foundation
import ModelZoo
import SyntheticData
import Testing
import Training

@testable import Experiments

struct SequentialStudyTests {
  @Test(arguments: tinyGenerators) func sizesComeFromTheScale(_ data: GeneratorSpec) throws {
    let plan = try Plan(tinySequences(data), at: .quick)
    for (key, run) in try plan.study(rates: plan.equalRates()) {
      let model = run.subject.model
      #expect(model.inputWidth == 3 && model.stepsPerSample == 5 && model.labelsPerTask == 2)
      #expect(run.subject.training.epochCount == 2, "\(key.model)")
      let source = try run.data.generator.source(
        correlation: run.data.correlation, draw: run.data.stream)
      #expect(source.inputWidth == 3 && source.stepCount == 5 && source.labelCount == 2)
    }
  }

  @Test func dataWithoutCorrelationsHaveOneCellPerDraw() throws {
    let modes = try Plan(tinySequences(tinyGenerators[0]), at: .quick)
    let study = try modes.study(rates: modes.equalRates())
    #expect(study.count == tinySequenceModels.count * 2)
    #expect(study.allSatisfy { $0.key.correlation == nil && $0.run.data.correlation == nil })
    #expect(StudyRunner.cells(of: study.map(\.run)).count == 2)
    #expect(try modes.trials(of: modes.tunedVariants[0], learningRate: 0.01).count == 1)
    let correlated = try Plan(tinySequences(tinyGenerators[1]), at: .quick)
    let other = try correlated.study(rates: correlated.equalRates())
    #expect(other.count == tinySequenceModels.count * 4)
  }

  /// Its choice states neither layers nor widths.
  @Test(arguments: tinyGenerators) func thePlaceboIsTheBaselineOverAgain(
    _ data: GeneratorSpec
  ) throws {
    let plan = try Plan(tinySequences(data), at: .quick)
    let study = try plan.study(rates: plan.equalRates())
    let placebos = study.filter { $0.key.model == "placebo" }
    #expect(placebos.count == study.count / tinySequenceModels.count)
    for (key, run) in placebos {
      let beside = study.first {
        $0.key.model == "single-task" && $0.key.draw == key.draw
          && $0.key.correlation == key.correlation
      }
      let baseline = try #require(beside).run.subject
      #expect(run.subject.model == baseline.model && run.subject.training == baseline.training)
      #expect(run.subject.model.layers == .lstm && run.subject.model.towerWidths == [5, 3])
      #expect(run.subject.initialisation == baseline.initialisation + "-placebo")
    }
  }

  @Test func widthsOfASingleModelReplaceAllOthers() throws {
    let experiment = tinySequences(tinyGenerators[0])
    let scale = try #require(experiment.scale(.quick))
    func spec(_ name: String) throws -> ModelSpec {
      let choice = try #require(experiment.models.first { $0.name == name })
      return try choice.spec(scale, taskCount: 2, in: experiment.settings[0])
    }
    let mose = try spec("mose")
    #expect(mose.levelWidths == [[3]] && mose.towerWidths == [2] && mose.bottomWidths == [5])
    let dense = try spec("fc-mmoe")
    #expect(dense.levelWidths == [[4]] && dense.towerWidths == [4, 3] && dense.bottomWidths == [4])
    #expect(dense.layers == nil && mose.layers == .lstm)
  }

  @Test(arguments: tinyGenerators) func aStudyOfSequencesDoesNotDependOnTheNumberOfJobs(
    _ data: GeneratorSpec
  ) async throws {
    try await withTemporaryFolder { folder in
      func records(_ store: String, jobs: Int) async throws -> [RunRecord] {
        let runner = StudyRunner(
          store: RunStore(folder: "\(folder)/\(store)", platform: testPlatform), jobs: jobs,
          report: { _ in })
        let results = try await runner.run([Plan(tinySequences(data), at: .quick)])
        return results.flatMap { $0.runs.map(\.record) }
      }
      let serial = try await records("one", jobs: 1)
      #expect(serial.count == tinySequenceModels.count * (data.hasCorrelation ? 4 : 2))
      #expect(serial.allSatisfy { $0.status == .ok && $0.scores.count == 2 })
      #expect(serial.allSatisfy { $0.card?.noiseFloors?.count == 2 })
      #expect(try await records("two", jobs: 2) == serial)
      // Read from the store what was written to it.
      #expect(try await records("one", jobs: 2) == serial)
    }
  }

  @Test func workIsCountedByAllInputsOfASample() throws {
    let plan = try Plan(tinySequences(tinyGenerators[0]), at: .quick)
    let runs = try plan.study(rates: plan.equalRates()).map(\.run)
    let work = StudyRunner.cells(of: runs).reduce(0) { $0 + $1.work }
    let inputs = 200 * 2 * 5 * 3
    #expect(work == Double(inputs * runs.count))
    #expect(work == plan.studyWork)
  }
}

// Errors on the training samples, and on test samples that do not carry the label.
import LinearAlgebra
import ModelZoo
import SyntheticData
import Testing
import Training

@testable import Experiments

struct TrainingErrorTests {
  private func plan(_ measures: Measures?) throws -> Plan {
    var experiment = tinyExperiment()
    experiment.data.labels?.labelShares = [1, 0.4]
    experiment.measures = measures
    return try Plan(experiment, at: .quick)
  }

  private func run(_ plan: Plan) throws -> RunSpec {
    let variant = try #require(plan.variants.first { $0.choice.name == "cgc" })
    return try plan.studyRun(
      of: variant, correlation: 0.5, draw: 1, training: 0, rates: plan.equalRates())
  }

  private func record(_ run: RunSpec) throws -> RunRecord {
    try #require(try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }.first)
  }

  /// Sample by sample, one at a time: mean squared distances from labels and noise-free labels, and how many there are.
  private func naive(
    _ trained: TrainedRun, _ samples: Range<Int>, masked: Bool
  ) -> [(mse: Double, excess: Double, count: Int)] {
    let batch = Batch(capacity: 1, of: trained.source, hasNoiseFreeLabels: true)
    var sums = Array(repeating: (mse: 0.0, excess: 0.0, count: 0), count: 2)
    for sample in samples {
      trained.source.fill(batch, with: sample..<sample + 1)
      trained.learner.model.forward(batch.inputs.baseAddress!, count: 1)
      for task in 0..<2 where !masked || batch.masks[task] != 0 {
        let own = Double(trained.learner.model.predictions(task: task, count: 1).row(0)[0])
        let (label, noiseFree) = (
          Double(batch.labels[task]), Double(batch.noiseFreeLabels![task])
        )
        sums[task].mse += (own - label) * (own - label)
        sums[task].excess += (own - noiseFree) * (own - noiseFree)
        sums[task].count += 1
      }
    }
    return sums.map { ($0.mse / Double($0.count), $0.excess / Double($0.count), $0.count) }
  }

  @Test func errorsAreThoseOfTheTrainedModelOnItsSamples() throws {
    let run = try run(plan(Measures(trainingErrors: true, unlabelledTestSamples: true)))
    let found = try record(run)
    var trained = try TrainedRun(run)
    trained.train { _ in }
    let training = try #require(found.training)
    let expected = naive(trained, trained.splits.train, masked: true)
    let test = naive(trained, trained.splits.test, masked: false)
    #expect(training.labelCounts == expected.map(\.count) && expected[0].count == 480)
    #expect(expected[1].count > 150 && expected[1].count < 240)
    for task in 0..<2 {
      for (score, known) in [
        (training.scores[task], expected[task]), (found.scores[task], test[task]),
      ] {
        #expect(abs(score.meanSquaredError / known.mse - 1) < 1e-4)
        #expect(abs((score.meanExcessError ?? 0) / known.excess - 1) < 1e-4)
      }
    }
  }

  /// Measuring more changes nothing of what was measured before, but for the samples that errors are over.
  @Test func nothingElseMoves() throws {
    let usual = try record(run(plan(nil)))
    var training = try record(run(plan(Measures(trainingErrors: true))))
    #expect(usual.training == nil && training.isWhole && usual.isWhole)
    #expect(training.scores == usual.scores && training.curve == usual.curve)
    training.training = nil
    #expect(!training.isWhole, "a record that lost them is none")
    let all = try record(run(plan(Measures(unlabelledTestSamples: true))))
    #expect(all.scores[0] == usual.scores[0] && all.scores[1] != usual.scores[1])
    #expect(all.labelVariances[0] == usual.labelVariances[0])
    #expect(all.labelVariances[1] != usual.labelVariances[1] && all.curve == usual.curve)
  }
}

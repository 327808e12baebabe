// Tasks that few samples are labelled for: enough samples are measured, or a sentence says how many are needed.
import ModelZoo
import SyntheticData
import Testing
import Training

@testable import Experiments

struct LabelShareTests {
  /// The least file with label shares and a number of samples.
  private func file(_ shares: String, samples: Int) throws -> ExperimentFile {
    try parsed(
      leastExperiment.replacing("taskCount: 3", with: "taskCount: 3\n  labelShares: \(shares)")
        .replacing(/sampleCount: \d+/, with: "sampleCount: \(samples)"))
  }

  @Test func aRareLabelIsMeasuredOnMoreSamples() throws {
    for (shares, count) in [
      ("[1, 1, 0.01]", 2000), ("[0.004, 1, 1]", 5000), ("[1, 1, 0.02]", 1024),
    ] {
      let plan = try Plan(file(shares, samples: 50_000).experiment, at: .quick)
      let rates = plan.equalRates()
      let runs =
        try plan.study(rates: rates).map(\.run)
        + plan.trials(of: plan.tunedVariants[0], learningRate: 0.01).map(\.run)
      #expect(Set(runs.map(\.measurement.curveSampleCount)) == [count], "\(shares)")
    }
  }

  /// A share at which every size was refused.
  @Test func theNeededSizeIsSaidAndAccepted() throws {
    let error = try #require(throws: ExperimentFileError.self) {
      try file("[1, 0.01, 1]", samples: 4000)
    }
    #expect(error.problem.contains("labelShares[1] is 0.01, but must be at least 0.05 with"))
    #expect(error.problem.contains("or sampleCount at least 20000"))
    _ = try file("[1, 0.01, 1]", samples: 20_000)
    _ = try file("[1, 0.05, 1]", samples: 4000)
    let hopeless = try #require(throws: ExperimentFileError.self) {
      try file("[1, 1e-300, 1]", samples: 4000)
    }
    #expect(!hopeless.problem.contains("or sampleCount"), "no size is enough")
  }

  @Test func aCurveOfARareLabelHasAllItsPoints() throws {
    var experiment = try file("[1, 1, 0.01]", samples: 20_000).experiment
    experiment.models = [experiment.models[0]]
    let plan = try Plan(experiment, at: .quick)
    let run = try plan.studyRun(
      of: plan.variants[0], correlation: plan.correlations(of: plan.variants[0])[0], draw: 0,
      training: 0, rates: plan.equalRates())
    let record = try #require(
      try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }.first)
    #expect(record.curve.count == LockStep.curvePointCount)
    #expect(record.scores.count == 3 && record.scores.allSatisfy { $0.meanSquaredError > 0 })
    #expect(record.labelVariances.allSatisfy { $0 > 0 })
  }
}

/// Weights of the joint loss.
struct JointWeightTests {
  private func experiment(_ weights: [TaskWeight]) -> Experiment {
    var experiment = tinyExperiment()
    experiment.taskWeights = weights
    experiment.epochCount = 2
    return experiment
  }

  /// Single-task networks are what they are without weights, whatever the weights; joint ones have them.
  @Test func weightsAreThoseOfJointModels() throws {
    let weights = [TaskWeight(initial: 1, decay: 1e-9), TaskWeight(initial: 0, decay: 1)]
    let (weighted, plain) = (
      try Plan(experiment(weights), at: .quick),
      try Plan(experiment([TaskWeight(), TaskWeight()]), at: .quick)
    )
    for (own, other) in zip(weighted.variants, plain.variants) {
      func run(_ plan: Plan, _ variant: Variant) throws -> RunSpec {
        try plan.studyRun(
          of: variant, correlation: 0.5, draw: 0, training: 0, rates: plan.equalRates())
      }
      let isJoint = own.choice.kind.definition.isJoint
      #expect(try (run(weighted, own) == run(plain, other)) == !isJoint, "\(own.choice.name)")
      #expect(
        try run(weighted, own).subject.training.taskWeights
          == (isJoint ? weights : [TaskWeight(), TaskWeight()]))
    }
  }

  /// A task without weight is not learned by a joint model, and is by the baseline.
  @Test func aTaskWithoutWeightIsLearnedByTheBaselineAlone() throws {
    let plan = try Plan(
      experiment([TaskWeight(initial: 1, decay: 1), TaskWeight(initial: 0, decay: 1)]), at: .quick)
    let runs = try plan.variants.filter {
      ["single-task", "shared-bottom"].contains($0.choice.name)
    }
    .map {
      try plan.studyRun(
        of: $0, correlation: 0.5, draw: 0, training: 0, rates: plan.equalRates(0.03))
    }
    let records = try Cell(spec: runs[0].cell, runs: runs).train(on: testPlatform) { _ in }
    #expect(records.allSatisfy { $0.status == .ok })
    func nmse(_ record: RunRecord, _ task: Int) -> Double {
      record.scores[task].meanSquaredError / record.labelVariances[task]
    }
    #expect(nmse(records[0], 1) < 0.7 * nmse(records[1], 1))
    #expect(nmse(records[1], 0) < 1)
  }

  @Test(arguments: [
    (
      "{initial: 1001, decay: 1}",
      "training.taskWeights[1].initial is 1001, but must be at most 1000"
    ),
    (
      "{initial: 1, decay: 32}",
      "training.taskWeights[1].decay is 32, but must be smaller: the weight grows beyond 1000 within 6 passes"
    ),
  ])
  func weightsThatGrowBeyondSinglePrecisionAreRefused(_ weight: String, _ problem: String) throws {
    let error = try #require(throws: ExperimentFileError.self) {
      try parsed(wholeFile.replacing("{initial: 0.5, decay: 0.9}", with: weight))
    }
    #expect(error.problem == problem)
  }
}

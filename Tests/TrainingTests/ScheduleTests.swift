// Learning rates that fall to 0: closed forms, and what stays as it was.
import LinearAlgebra
import ModelZoo
import Randomness
import SyntheticData
import Testing
import Training

/// x = 1 and y = 0 for every sample: the loss of a linear model with bias is (w + b)².
private struct Ones: SampleSource {
  let inputWidth = 1
  let taskCount = 1

  func fill(_ batch: Batch, with samples: Range<Int>) {
    batch.count = samples.count
    for i in 0..<samples.count {
      (batch.inputs[i], batch.labels[i], batch.masks[i]) = (1, 0, 1)
    }
  }
}

private func linear(
  optimiser: OptimiserKind, schedule: LearningRateSchedule?, learningRate: Double = 0.02,
  epochCount: Int = 1, isWaiting: Bool = false
) throws -> Learner {
  let learner = try Learner(
    ModelSpec(kind: .singleTask, inputWidth: 1, taskCount: 1, levelWidths: [], towerWidths: []),
    training: TrainingSpec(
      batchSize: 8, epochCount: epochCount, learningRate: learningRate,
      taskWeights: [TaskWeight()], optimiser: optimiser, schedule: schedule),
    initialisation: RandomStream(seed: 1), isWaiting: isWaiting)
  for place in 0..<2 { learner.model.parameters.base[place] = 0.5 }
  return learner
}

private func train(_ learners: [Learner], samples: Int = 100) throws {
  _ = LockStep(source: Ones(), splits: try Splits(sampleCount: samples)).train(
    learners, batch: Batch(capacity: 8, of: Ones()), progress: { _ in })
}

private func prediction(_ learner: Learner) -> Double {
  Double(learner.model.parameters.base[0]) + Double(learner.model.parameters.base[1])
}

@Suite struct ScheduleTests {
  @Test func aLinearRateFallsFromAllToOneStepsShare() {
    let factors = (1...5).map { LearningRateSchedule.linear.factor(step: $0, of: 5) }
    #expect(factors == [1, 0.8, 0.6, 0.4, 0.2])
    #expect(LearningRateSchedule.linear.factor(step: 1, of: 1) == 1)
    #expect((1...5).allSatisfy { LearningRateSchedule.constant.factor(step: $0, of: 5) == 1 })
  }

  /// w and b both lose α_t·2(w + b), so every step multiplies w + b by 1 − 4α_t.
  @Test(arguments: [1, 3])
  func gradientDescentOnAQuadraticHasItsClosedForm(epochCount: Int) throws {
    let decaying = try linear(optimiser: .sgd, schedule: .linear, epochCount: epochCount)
    let steady = try linear(optimiser: .sgd, schedule: nil, epochCount: epochCount)
    try train([decaying, steady])
    // 80 training samples in batches of 8.
    let stepCount = 10 * epochCount
    #expect(decaying.stepCount == stepCount)
    let expected = (1...stepCount).reduce(1.0) { product, step in
      product * (1 - 4 * 0.02 * (1 - Double(step - 1) / Double(stepCount)))
    }
    #expect(abs(prediction(decaying) / expected - 1) < 1e-5)
    let constant = (0..<stepCount).reduce(1.0) { product, _ in product * (1 - 4 * 0.02) }
    #expect(abs(prediction(steady) / constant - 1) < 1e-5)
    #expect(abs(expected / constant - 1) > 0.1)
  }

  /// With a constant gradient m̂/√v̂ is 1 at every step, so that step t is as long as its rate: the bias
  /// correction knows nothing of the schedule.
  @Test func adamsStepsAreAsLongAsTheirRates() {
    let parameters = FloatBuffer(count: 1)
    let gradients = FloatBuffer(count: 1)
    gradients.base[0] = 3
    let optimiser = Adam(count: 1, learningRate: 0.1)
    let stepCount = 20
    for step in 1...stepCount {
      let before = parameters.base[0]
      let factor = LearningRateSchedule.linear.factor(step: step, of: stepCount)
      optimiser.step(parameters, gradients: gradients, rateFactor: factor)
      #expect(abs(Double(before - parameters.base[0]) - 0.1 * factor) < 2e-6)
    }
    // α/T·(1 + … + T) = α(T + 1)/2.
    #expect(abs(Double(parameters.base[0]) + 0.1 * 21 / 2) < 1e-5)
  }

  @Test(arguments: OptimiserKind.allCases)
  func aConstantRateIsWhatThereWasBefore(_ optimiser: OptimiserKind) throws {
    #expect(
      TrainingSpec(
        batchSize: 1, learningRate: 0.1, taskWeights: [], optimiser: optimiser, schedule: .constant)
        == TrainingSpec(
          batchSize: 1, learningRate: 0.1, taskWeights: [], optimiser: optimiser))
    let (stated, silent, falling) = (
      try linear(optimiser: optimiser, schedule: .constant),
      try linear(optimiser: optimiser, schedule: nil),
      try linear(optimiser: optimiser, schedule: .linear)
    )
    try train([stated, silent, falling])
    func bits(_ learner: Learner) -> [UInt32] { learner.model.parameters.all.map(\.bitPattern) }
    #expect(bits(stated) == bits(silent))
    #expect(bits(falling) != bits(silent))
  }

  /// The rate of a learner that starts at another is that of the step at which all are: one that starts
  /// at a twin of itself after half of the steps ends where the twin does. SGD keeps no state.
  @Test func aWarmStartedLearnerTakesUpTheDecayOfTheWholeTraining() throws {
    let spec = CorrelatedTasksSpec(inputWidth: 6, sineCount: 2)
    let source = try CorrelatedTasks(spec, correlation: 0.5, draw: RandomStream(seed: 8))
    func learner(_ kind: ModelKind, isWaiting: Bool = false) throws -> Learner {
      try Learner(
        ModelSpec(
          kind: kind, inputWidth: 6, taskCount: 2, levelWidths: [[5]], towerWidths: [3],
          taskExpertCounts: kind == .cgc ? [1, 1] : [], sharedExpertCount: kind == .cgc ? 1 : 3),
        training: TrainingSpec(
          batchSize: 16, learningRate: 0.05, taskWeights: [TaskWeight(), TaskWeight()],
          optimiser: .sgd, schedule: .linear),
        initialisation: RandomStream(seed: 3).stream("weights"), isWaiting: isWaiting)
    }
    let lockStep = LockStep(source: source, splits: try Splits(sampleCount: 800))
    let batch = Batch(capacity: 16, of: source)
    let (donor, model) = (try learner(.cgc), try learner(.mmoe, isWaiting: true))
    let start = WarmStart(after: 0.5, offset: nil)
    _ = lockStep.train(
      [donor, model], warmStarts: [1: LockStep.ScheduledStart(donor: 0, start: start)],
      batch: batch, progress: { _ in })
    #expect(donor.stepCount == 40 && model.stepCount == 20)
    // An offset of −∞ keeps excluded experts at 0 and without a gradient, so that both stay one model.
    donor.model.forward(batch.inputs.baseAddress!, count: batch.count)
    model.model.forward(batch.inputs.baseAddress!, count: batch.count)
    for task in 0..<2 {
      let own = model.model.predictions(task: task, count: batch.count)
      let other = donor.model.predictions(task: task, count: batch.count)
      for i in 0..<batch.count { #expect(abs(own.row(i)[0] - other.row(i)[0]) < 1e-5) }
    }
  }
}

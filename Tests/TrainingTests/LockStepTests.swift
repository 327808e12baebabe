import LinearAlgebra
import ModelZoo
import Randomness
import SyntheticData
import Testing
import Training

/// y_k = x₀ + k·x₁ without noise; sample i depends on i only.
private struct LinearSource: SampleSource {
  let inputWidth = 3
  let taskCount = 2
  var scale: Float = 1

  func fill(_ batch: Batch, with samples: Range<Int>) {
    batch.count = samples.count
    for (row, sample) in samples.enumerated() {
      let stream = RandomStream(seed: 9).stream("sample", sample)
      stream.fillNormal(
        UnsafeMutableBufferPointer(rebasing: batch.inputs[row * 3..<row * 3 + 3]))
      for task in 0..<2 {
        batch.labels[row * 2 + task] =
          scale * (batch.inputs[row * 3] + Float(task) * batch.inputs[row * 3 + 1])
        batch.masks[row * 2 + task] = 1
      }
    }
  }
}

private let specs = ModelDefinition.all.map { definition in
  ModelSpec(
    kind: definition.kind, inputWidth: 3, taskCount: 2,
    levelWidths: definition.levels.upperBound == 0
      ? [] : Array(repeating: [4], count: min(2, definition.levels.upperBound)),
    towerWidths: definition.hasTowers ? [3] : [],
    taskExpertCounts: definition.hasTaskExperts ? [1, 2] : [],
    sharedExpertCount: definition.hasTaskExperts ? 1 : definition.hasGates ? 2 : 0)
}

private func learner(_ spec: ModelSpec, rate: Double = 0.01) throws -> Learner {
  try Learner(
    spec,
    training: TrainingSpec(
      batchSize: 10, learningRate: rate, taskWeights: [TaskWeight(), TaskWeight()]),
    initialisation: RandomStream(seed: 4).stream("weights"))
}

private func bits(_ learner: Learner) -> [UInt32] {
  learner.model.parameters.all.map(\.bitPattern)
}

private func train(
  _ learners: [Learner], samples: Int = 400, source: LinearSource = LinearSource()
) throws -> [[CurvePoint]] {
  LockStep(source: source, splits: try Splits(sampleCount: samples))
    .train(
      learners, batch: Batch(capacity: 10, inputWidth: 3, taskCount: 2), progress: { _ in })
}

@Test(arguments: specs) func theLossFalls(_ spec: ModelSpec) throws {
  let curve = try train([learner(spec)], samples: 4000)[0]
  #expect(curve.count == LockStep.curvePointCount)
  #expect(curve.last?.step == 320 && curve.last?.samples == 3200)
  let first = try #require(curve.first).validationNMSE
  let last = try #require(curve.last).validationNMSE
  #expect(last < 0.5 * first, "\(spec.kind): from \(first) to \(last)")
}

@Test(arguments: specs) func bitsDoNotDependOnCompanions(_ spec: ModelSpec) throws {
  let alone = try learner(spec)
  _ = try train([alone])
  let together = try specs.map { try learner($0) }
  _ = try train(together)
  let same = try #require(together.first { $0.model.spec == spec })
  #expect(bits(same) == bits(alone))
  // The comparison is meaningful: training changed the parameters.
  #expect(try bits(learner(spec)) != bits(alone))
}

@Test func aPartialLastBatchIsUsed() throws {
  let subject = try learner(specs[0])
  _ = try train([subject], samples: 50 * 10 / 4)  // 100 training samples of 125: 10 steps.
  #expect(subject.stepCount == 10)
  let odd = try learner(specs[0])
  let curves = try train([odd], samples: 131)  // 104 training samples: 10 steps and 4 samples.
  #expect(odd.stepCount == 11)
  #expect(curves[0].last?.samples == 104)
}

@Test func aDivergedRunStopsAloneAndRecordsItsStep() throws {
  let wild = try learner(specs[1], rate: 1e30)
  let calm = try learner(specs[1])
  let alone = try learner(specs[1])
  _ = try train([wild, calm])
  _ = try train([alone])
  let step = try #require(wild.divergedAt)
  #expect(step >= 2 && step <= 32 && wild.stepCount == step)
  #expect(calm.divergedAt == nil && bits(calm) == bits(alone))
  let scores = Evaluation.score(
    [wild, calm], on: LinearSource(), samples: 0..<20,
    batch: Batch(capacity: 10, inputWidth: 3, taskCount: 2))
  #expect(scores[0] == nil)
  #expect(try #require(scores[1]).allSatisfy { $0.meanSquaredError > 0 })
}

@Test func anErrorIsTheMeanOverSamples() throws {
  let learners = [try learner(specs[0]), try learner(specs[3])]
  _ = try train(learners)
  let batch = Batch(capacity: 10, inputWidth: 3, taskCount: 2)
  let scores = Evaluation.score(
    learners, on: LinearSource(), samples: 320..<400, batch: batch)
  // The same from stored predictions.
  var errors: [[Double]] = [[], []]
  for start in stride(from: 320, to: 400, by: 10) {
    LinearSource().fill(batch, with: start..<start + 10)
    for (index, learner) in learners.enumerated() {
      learner.model.forward(try #require(batch.inputs.baseAddress), count: 10)
      for i in 0..<10 {
        let error =
          Double(
            learner.model.predictions(task: 1, count: 10).row(i)[0])
          - Double(batch.labels[i * 2 + 1])
        errors[index].append(error * error)
      }
    }
  }
  for (score, errors) in zip(scores, errors) {
    let task = try #require(score)[1]
    #expect(abs(task.meanSquaredError - errors.reduce(0, +) / 80) < 1e-12)
  }
}

@Test func invalidTrainingIsRejectedByField() {
  let bad = TrainingSpec(batchSize: 0, learningRate: 0.1, taskWeights: [TaskWeight()])
  #expect(throws: (any Error).self) { try bad.validate(taskCount: 1) }
  let weights = TrainingSpec(batchSize: 1, learningRate: 0.1, taskWeights: [TaskWeight()])
  let error = #expect(throws: (any Error).self) { try weights.validate(taskCount: 2) }
  #expect("\(error.map { "\($0)" } ?? "")".contains("2 weights, one per task"))
}

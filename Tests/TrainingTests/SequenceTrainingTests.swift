// Losses, errors and gates of samples with several labels and steps.
import LinearAlgebra
import ModelZoo
import Randomness
import SyntheticData
import Testing
import Training

private let (stepCount, labelCount) = (6, 3)

/// Task k's label at a step is the mean of this and the last step's first input, times k + 1; task
/// 2's labels are missing, and NaN, in every fourth sample.
private struct RunningMeans: SampleSource {
  let inputWidth = 2
  let taskCount = 2
  let stepCount = 6
  let labelCount = 3

  func fill(_ batch: Batch, with samples: Range<Int>) {
    batch.count = samples.count
    let width = stepCount * inputWidth
    for (i, sample) in samples.enumerated() {
      let x = UnsafeMutableBufferPointer(rebasing: batch.inputs[i * width..<(i + 1) * width])
      RandomStream(seed: 9).fillNormal(x, row: sample)
      for task in 0..<2 {
        let isMissing = task == 1 && sample % 4 == 0
        batch.masks[i * 2 + task] = isMissing ? 0 : 1
        for s in 0..<labelCount {
          let step = stepCount - labelCount + s
          let mean = (x[step * 2] + x[(step - 1) * 2]) / 2
          batch.labels[(i * 2 + task) * labelCount + s] =
            isMissing ? .nan : Float(task + 1) * mean
        }
      }
    }
  }
}

private func spec(_ kind: ModelKind, layers: LayerKind) -> ModelSpec {
  let definition = kind.definition
  return ModelSpec(
    kind: kind, inputWidth: 2, taskCount: 2,
    levelWidths: definition.levels.upperBound == 0
      ? [] : Array(repeating: [8], count: min(2, definition.levels.upperBound)),
    towerWidths: definition.hasTowers ? [8] : [],
    taskExpertCounts: definition.hasTaskExperts ? [1, 1] : [],
    sharedExpertCount: definition.hasTaskExperts ? 1 : definition.hasGates ? 2 : 0,
    stepCount: stepCount, labelCount: labelCount, layers: layers)
}

private func learner(_ spec: ModelSpec) throws -> Learner {
  try Learner(
    spec,
    training: TrainingSpec(
      batchSize: 16, learningRate: 0.02, taskWeights: [TaskWeight(), TaskWeight(initial: 0.5)]),
    initialisation: RandomStream(seed: 4))
}

/// Labels depend on two steps, so a model without memory cannot learn them.
private let specs = ModelDefinition.all.flatMap { definition in
  [LayerKind.dense, .lstm].map { spec(definition.kind, layers: $0) }
}

@Suite struct SequenceTrainingTests {
  /// The loss against an explicit sum, and the derivative against a finite difference.
  @Test func theLossIsTheMeanOverSamplesAndLabels() throws {
    let learner = try learner(spec(.sharedBottom, layers: .lstm))
    let model = learner.model
    let batch = Batch(capacity: 16, of: RunningMeans())
    RunningMeans().fill(batch, with: 0..<10)
    let x = try #require(batch.inputs.baseAddress)
    model.forward(x, count: 10)
    func loss() -> Double { JointLoss.differentiate(model, on: batch, weights: [1, 0.5]) }
    var expected = 0.0
    for (task, weight) in [1, 0.5].enumerated() {
      let samples = (0..<10).filter { task == 0 || $0 % 4 != 0 }
      var sum = 0.0
      for i in samples {
        for s in 0..<labelCount {
          let prediction = model.predictions(task: task, count: 10).row(i)[s]
          let error = Double(prediction) - Double(batch.labels[(i * 2 + task) * labelCount + s])
          sum += error * error
        }
      }
      expected += weight * sum / Double(samples.count * labelCount)
    }
    #expect(abs(loss() - expected) < 1e-6)
    for task in 0..<2 {
      for (i, s) in [(1, 0), (4, 2), (9, 1)] {
        let slope = Double(model.predictionGradient(task: task, count: 10).row(i)[s])
        let prediction = model.predictions(task: task, count: 10).row(i) + s
        let middle = prediction.pointee
        prediction.pointee = middle + 0.125
        let above = loss()
        prediction.pointee = middle - 0.125
        let below = loss()
        prediction.pointee = middle
        _ = loss()
        // A square's central difference is exact.
        #expect(abs(slope - (above - below) / 0.25) < 1e-5)
        #expect((slope == 0) == (task == 1 && i % 4 == 0))
      }
    }
  }

  @Test(arguments: specs) func theLossFallsOnSequences(_ spec: ModelSpec) throws {
    let source = RunningMeans()
    let curve = LockStep(source: source, splits: try Splits(sampleCount: 4000))
      .train([try learner(spec)], batch: Batch(capacity: 16, of: source), progress: { _ in })[0]
    let last = try #require(curve.last).validationNMSE
    #expect(last < 0.25, "\(spec.kind) \(spec.layerKind): \(last)")
  }

  /// A sample's squared error is the mean over its labels.
  @Test func scoresAreOverSamplesOfMeansOverLabels() throws {
    let source = RunningMeans()
    let learners = [
      try learner(spec(.singleTask, layers: .lstm)), try learner(spec(.mmoe, layers: .lstm)),
    ]
    let batch = Batch(capacity: 16, of: source)
    let scores = Evaluation.score(
      learners, on: source, samples: 5..<45, batch: batch)
    let all = Batch(capacity: 40, of: source)
    source.fill(all, with: 5..<45)
    for task in 0..<2 {
      var errors: [[Double]] = []
      for learner in learners {
        let model = try Model(learner.model.spec, batchCapacity: 40)
        for i in 0..<model.parameterCount {
          model.parameters.base[i] = learner.model.parameters.base[i]
        }
        let x = try #require(all.inputs.baseAddress)
        model.forward(x, count: 40)
        let samples = (0..<40).filter { all.masks[$0 * 2 + task] == 1 }
        errors.append(
          samples.map { i in
            (0..<labelCount).reduce(0.0) { sum, s in
              let error =
                Double(model.predictions(task: task, count: 40).row(i)[s])
                - Double(all.labels[(i * 2 + task) * labelCount + s])
              return sum + error * error / Double(labelCount)
            }
          })
      }
      let count = Double(errors[0].count)
      for (index, own) in errors.enumerated() {
        let score = try #require(scores[index])
        #expect(abs(score[task].meanSquaredError - own.reduce(0, +) / count) < 1e-6)
      }
    }
    // Var((a + b)/2) = ½ of a standard normal's, times (k + 1)²; missing labels do not count.
    let variances = Evaluation.labelVariances(source, samples: 0..<4000, batch: batch)
    #expect(abs(variances[0] - 0.5) < 0.05 && abs(variances[1] - 2) < 0.2)
  }

  /// E‖g_e f_e‖ over all steps, not over the last step.
  @Test func contributionsAreOverAllSteps() throws {
    let model = try learner(spec(.mmoe, layers: .lstm)).model
    let batch = Batch(capacity: 16, of: RunningMeans())
    RunningMeans().fill(batch, with: 0..<16)
    let x = try #require(batch.inputs.baseAddress)
    model.forward(x, count: 16)
    let recorder = GateRecorder(model)
    recorder.record(count: 16)
    let record = try #require(recorder.records().first)
    var masses = [0.0, 0.0]
    for e in 0..<2 {
      let output = model.expertOutput(gate: 0, expert: e, count: 16)
      #expect(output.rows == 16 * stepCount)
      for i in 0..<16 {
        var squares = 0.0
        for t in 0..<stepCount {
          for j in 0..<output.columns {
            let value = Double(output.row(t * 16 + i)[j])
            squares += value * value
          }
        }
        masses[e] += Double(model.weights(gate: 0, count: 16).row(i)[e]) * squares.squareRoot()
      }
    }
    for e in 0..<2 {
      #expect(abs(record.experts[e].contribution - masses[e] / (masses[0] + masses[1])) < 1e-9)
    }
    #expect(record.firstSamples.count == 16)
  }

  @Test func aBatchWithOtherLabelsStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let model = try Model(spec(.sharedBottom, layers: .lstm), batchCapacity: 2)
      let batch = Batch(capacity: 2, inputWidth: 2, taskCount: 2, stepCount: 6)
      batch.count = 2
      _ = JointLoss.differentiate(model, on: batch, weights: [1, 1])
    }
  }
}

// Warm starts.
import LinearAlgebra
import ModelZoo
import Randomness
import SyntheticData
import Testing

@testable import Training

private func spec(_ kind: ModelKind, selector: GateSelector? = nil) -> ModelSpec {
  let isUpper = kind == .ple || kind == .mlMMoE
  let isSplit = kind == .ple || kind == .cgc
  return ModelSpec(
    kind: kind, inputWidth: 6, taskCount: 2, levelWidths: isUpper ? [[5], [4]] : [[5]],
    towerWidths: [3], taskExpertCounts: isSplit ? [1, 1] : [],
    sharedExpertCount: isSplit ? 1 : 3, selector: selector)
}

private func learner(
  _ spec: ModelSpec, optimiser: OptimiserKind? = nil, isWaiting: Bool = false
) throws -> Learner {
  try Learner(
    spec,
    training: TrainingSpec(
      batchSize: 16, learningRate: 0.02, taskWeights: [TaskWeight(), TaskWeight()],
      optimiser: optimiser),
    initialisation: RandomStream(seed: 3).stream("weights"), isWaiting: isWaiting)
}

private struct Data {
  let lockStep: LockStep
  let batch: Batch

  init(samples: Int = 800) throws {
    let source = try CorrelatedTasks(
      CorrelatedTasksSpec(inputWidth: 6, sineCount: 2), correlation: 0.5,
      draw: RandomStream(seed: 8))
    lockStep = LockStep(source: source, splits: try Splits(sampleCount: samples))
    batch = Batch(capacity: 16, of: source)
  }

  func train(_ donor: Learner, _ model: Learner, _ start: WarmStart) -> [[CurvePoint]] {
    lockStep.train(
      [donor, model], warmStarts: [1: LockStep.ScheduledStart(donor: 0, start: start)],
      batch: batch,
      progress: { _ in })
  }

  /// Mean weight of an expert in a gate over the test samples.
  func weight(_ learner: Learner, gate: Int, expert: Int) -> Double {
    let recorder = GateRecorder(learner.model)
    _ = Evaluation.score(
      [learner], on: lockStep.source, samples: lockStep.splits.test, batch: batch,
      recorders: [recorder])
    return recorder.records()[gate].experts[expert].mean
  }
}

@Suite struct WarmStartTests {
  /// 40 steps, 20 points: the model learns from step 20 on, and its curve begins there.
  @Test func aModelWaitsForItsStart() throws {
    let data = try Data()
    let (donor, model) = (try learner(spec(.cgc)), try learner(spec(.mmoe), isWaiting: true))
    #expect(!model.isRunning)
    let curves = data.train(donor, model, WarmStart(after: 0.5, offset: -4))
    #expect(donor.stepCount == 40 && model.stepCount == 20)
    #expect(curves[0].map(\.step) == (1...20).map { 2 * $0 })
    #expect(curves[1].map(\.step) == (10...20).map { 2 * $0 })
    #expect(
      LockStep.curveSteps(
        trainingSamples: 640, batchSize: 16, epochCount: 1, start: WarmStart(after: 0.5, offset: -4)
      )
        == curves[1].map(\.step))
  }

  /// The donor does not depend on the model.
  @Test func aWarmStartDoesNotChangeTheDonor() throws {
    let data = try Data()
    let (donor, alone) = (try learner(spec(.cgc)), try learner(spec(.cgc)))
    _ = data.train(
      donor, try learner(spec(.mmoe), isWaiting: true), WarmStart(after: 0.5, offset: -4))
    _ = data.lockStep.train([alone], batch: data.batch, progress: { _ in })
    #expect(
      donor.model.parameters.all.map(\.bitPattern) == alone.model.parameters.all.map(\.bitPattern))
  }

  @Test func aModelStartedAtTheEndEqualsItsDonor() throws {
    let data = try Data()
    let (donor, model) = (try learner(spec(.cgc)), try learner(spec(.mmoe), isWaiting: true))
    let curves = data.train(donor, model, WarmStart(after: 1, offset: nil))
    #expect(model.stepCount == 0 && curves[1].map(\.step) == [40])
    #expect(model.start.map(\.excludedExperts) == [["expert02"], ["expert01"]])
    for record in model.start {
      #expect(record.largestDifference < 1e-6 && record.excludedWeight == 0)
    }
  }

  /// A logit of −∞ has no gradient.
  @Test(arguments: OptimiserKind.allCases)
  func expertsExcludedWithMinusInfinityRemainExcluded(_ optimiser: OptimiserKind) throws {
    let data = try Data()
    let model = try learner(spec(.mmoe), optimiser: optimiser, isWaiting: true)
    _ = data.train(try learner(spec(.cgc)), model, WarmStart(after: 0.25, offset: nil))
    #expect(model.stepCount == 30)
    #expect(data.weight(model, gate: 0, expert: 1) == 0)
    #expect(data.weight(model, gate: 1, expert: 0) == 0)
    #expect(data.weight(model, gate: 0, expert: 0) > 0)
  }

  /// The record equals an independent measurement on the test samples.
  @Test func theRecordIsMeasuredOnTheTestSamples() throws {
    let data = try Data()
    let (donor, model) = (try learner(spec(.ple)), try learner(spec(.mlMMoE), isWaiting: true))
    _ = data.train(donor, model, WarmStart(after: 1, offset: nil))
    var largest = [0.0, 0.0]
    var squares = [0.0, 0.0]
    for sample in data.lockStep.splits.test {
      data.lockStep.source.fill(data.batch, with: sample..<sample + 1)
      for subject in [donor.model, model.model] {
        subject.forward(try #require(data.batch.inputs.baseAddress), count: 1)
      }
      for task in 0..<2 {
        let difference =
          Double(model.model.predictions(task: task, count: 1).row(0)[0])
          - Double(donor.model.predictions(task: task, count: 1).row(0)[0])
        largest[task] = max(largest[task], abs(difference))
        squares[task] += difference * difference / 80
      }
    }
    for task in 0..<2 {
      let record = model.start[task]
      #expect(abs(record.largestDifference - largest[task]) < 1e-5)
      #expect(abs(record.rootMeanSquareDifference - squares[task].squareRoot()) < 1e-5)
      #expect(record.largestDifference > 1e-4, "gates of x are not gates of a fusion")
    }
  }

  /// Among gates that read x, the fitted one is optimal: changed parameters increase the error.
  @Test func upperGatesAreFittedToTheDonors() throws {
    let data = try Data()
    let (donor, model) = (try learner(spec(.ple)), try learner(spec(.mlMMoE), isWaiting: true))
    _ = data.train(donor, model, WarmStart(after: 1, offset: nil))
    let bias = try #require(model.model["level2.gate.task1.bias"])
    let weight = try #require(model.model["level2.gate.task1.weight"])
    let donorGate = try #require(
      donor.model.gates.firstIndex { $0.level == 2 && $0.name == "task1" })
    let gate = try #require(
      model.model.gates.firstIndex { $0.level == 2 && $0.name == "task1" })
    // The sum of squared differences of the two weighed logits over the training samples of the
    // fit.
    func error() -> Double {
      var sum = 0.0
      for sample in data.lockStep.splits.train {
        data.lockStep.source.fill(data.batch, with: sample..<sample + 1)
        guard let x = data.batch.inputs.baseAddress else { continue }
        donor.model.forward(x, count: 1)
        model.model.forward(x, count: 1)
        let own = model.model.weights(gate: gate, count: 1).row(0)
        let other = donor.model.weights(gate: donorGate, count: 1).row(0)
        let difference =
          Double(VectorFunctions.log(own[0] / own[2]) - VectorFunctions.log(other[0] / other[1]))
        sum += difference * difference
      }
      return sum
    }
    let fitted = error()
    for change in [Float(-0.05), 0.05] {
      bias[0] += change
      #expect(error() > fitted)
      bias[0] -= change
      weight[3] += change
      #expect(error() > fitted)
      weight[3] -= change
    }
  }

  @Test func aModelWithADivergedDonorCountsAsDiverged() throws {
    let data = try Data()
    let donor = try learner(spec(.cgc))
    donor.model.parameters.all[0] = .infinity
    let model = try learner(spec(.mmoe), isWaiting: true)
    let curves = data.train(donor, model, WarmStart(after: 0.5, offset: -2))
    #expect(model.divergedAt == donor.divergedAt && model.divergedAt != nil)
    #expect(model.start.isEmpty && curves[1].isEmpty)
  }

  @Test func gradientDescentStepsAgainstTheGradient() {
    let (parameters, gradients) = (FloatBuffer(count: 3), FloatBuffer(count: 3))
    for (i, values) in [(1, 4), (-2, 0), (0.5, -8)].enumerated() {
      parameters.all[i] = Float(values.0)
      gradients.all[i] = Float(values.1)
    }
    GradientDescent(learningRate: 0.25).step(parameters, gradients: gradients)
    #expect(Array(parameters.all) == [0, -2, 2.5])
  }
}

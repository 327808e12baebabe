// Errors against the noise-free label: of models that predict it exactly, and beside the errors against
// the label itself.
import LinearAlgebra
import ModelZoo
import Randomness
import SyntheticData
import Testing
import Training

private let draw = RandomStream(seed: 12)

private func learner(
  _ source: any SampleSource, towerWidths: [Int] = [], batchSize: Int
) throws -> Learner {
  let isSequential = source.stepCount > 1
  return try Learner(
    ModelSpec(
      kind: .singleTask, inputWidth: source.inputWidth, taskCount: source.taskCount,
      levelWidths: [], towerWidths: towerWidths,
      stepCount: isSequential ? source.stepCount : nil,
      labelCount: isSequential ? source.labelCount : nil),
    training: TrainingSpec(
      batchSize: batchSize, learningRate: 0.01,
      taskWeights: Array(repeating: TaskWeight(), count: source.taskCount)),
    initialisation: RandomStream(seed: 4).stream("weights"))
}

private func scores(
  _ learners: [Learner], on source: any SampleSource, samples: Range<Int>, capacity: Int,
  hasNoiseFreeLabels: Bool = true
) throws -> [[TaskScore]] {
  try Evaluation.score(
    learners, on: source, samples: samples,
    batch: Batch(capacity: capacity, of: source, hasNoiseFreeLabels: hasNoiseFreeLabels)
  ).map { try #require($0) }
}

/// Task k's label is x_k with noise of variance 1; task 2's is missing in every third sample, where NaN
/// stands in its place.
private struct NoisyInputs: SampleSource {
  let inputWidth = 2
  let taskCount = 2
  var writesNoiseFreeLabels = true

  func fill(_ batch: Batch, with samples: Range<Int>) {
    batch.count = samples.count
    for (i, sample) in samples.enumerated() {
      let row = i * 2..<i * 2 + 2
      draw.stream("x").fillNormal(.init(rebasing: batch.inputs[row]), row: sample)
      draw.stream("noise").fillNormal(.init(rebasing: batch.labels[row]), row: sample)
      for task in 0..<2 {
        let isMissing = task == 1 && sample % 3 == 0
        batch.masks[i * 2 + task] = isMissing ? 0 : 1
        let signal = isMissing ? .nan : batch.inputs[i * 2 + task]
        batch.labels[i * 2 + task] += signal
        if writesNoiseFreeLabels { batch.noiseFreeLabels?[i * 2 + task] = signal }
      }
    }
  }
}

/// The model that predicts a source's noise-free labels to the bit.
private func perfectLearner(
  _ source: any SampleSource, _ write: (Model, Int) throws -> Void
) throws -> Learner {
  let learner = try learner(source, batchSize: 64)
  learner.model.parameters.clear()
  for task in 0..<source.taskCount { try write(learner.model, task) }
  return learner
}

@Suite struct ExcessErrorTests {
  /// With one input and no sines a label is w·x and noise, and so is a linear model's prediction.
  @Test func aModelThatPredictsCorrelatedLabelsWithoutTheirNoiseHasNone() throws {
    let spec = CorrelatedTasksSpec(inputWidth: 1, sineCount: 0, noiseVariance: 0.5)
    let source = try CorrelatedTasks(spec, correlation: 1, draw: draw)
    let perfect = try perfectLearner(source) { model, task in
      try #require(model["tower\(task + 1).output.weight"])[0] = source.weights[task]
    }
    for score in try scores([perfect], on: source, samples: 0..<4000, capacity: 64)[0] {
      #expect(score.meanExcessError == 0)
      #expect(abs(score.meanSquaredError / 0.5 - 1) < 0.1)
    }
  }

  /// The labels of the last two of three steps, from the inputs of the same steps.
  @Test func soHasOneOfCorrelatedSequences() throws {
    let spec = CorrelatedSequencesSpec(
      tasks: CorrelatedTasksSpec(inputWidth: 1, sineCount: 0, noiseVariance: 0.5),
      sequence: SequenceSpec(stepCount: 3, labelCount: 2, stepsAhead: 0))
    let source = try CorrelatedSequences(spec, correlation: 1, draw: draw)
    let perfect = try perfectLearner(source) { model, task in
      let weights = try #require(model["tower\(task + 1).output.weight"])
      #expect(weights.count == 6)
      for s in 0..<2 { weights[s * 3 + 1 + s] = source.weights[task] }
    }
    for score in try scores([perfect], on: source, samples: 0..<2000, capacity: 64)[0] {
      #expect(score.meanExcessError == 0)
      #expect(abs(score.meanSquaredError / 0.5 - 1) < 0.1)
    }
  }

  /// Factors of 0 leave the noise alone: out1 has the mean 0, out2 that of sin(Σ b2 + ε).
  @Test func soHasOneOfModes() throws {
    let noise = PhaseNoise(standardDeviation: 0.35, drawn: .dimensionAndStep)
    let spec = SequentialModesSpec(
      inputWidth: 2, modeCount: 1, sequence: SequenceSpec(stepCount: 3, labelCount: 2),
      firstFactors: .uniform(from: 0, to: 0), secondFactors: .uniform(from: 0, to: 0),
      secondOffsets: .uniform(from: 0.4, to: 0.4), firstNoise: noise, secondNoise: noise)
    let source = try SequentialModes(spec, draw: draw)
    // sin(0.8)·exp(−σ²/2)², for two inputs.
    let expected = Float(0.7173560909 * 0.8847059249)
    let perfect = try perfectLearner(source) { model, task in
      let bias = try #require(model["tower\(task + 1).output.bias"])
      let batch = Batch(capacity: 1, of: source, hasNoiseFreeLabels: true)
      source.fill(batch, with: 0..<1)
      try withExtendedLifetime(batch) {
        let labels = try #require(batch.noiseFreeLabels)
        for s in 0..<2 { bias[s] = labels[task * 2 + s] }
      }
      for s in 0..<2 { #expect(abs(bias[s] - (task == 0 ? 0 : expected)) < 1e-6) }
    }
    let floors = try #require(source.card(splits: try Splits(sampleCount: 100)).noiseFloors)
    let found = try scores([perfect], on: source, samples: 0..<4000, capacity: 64)[0]
    for (score, floor) in zip(found, floors) {
      #expect(score.meanExcessError == 0)
      #expect(abs(score.meanSquaredError / floor - 1) < 0.1)
    }
  }

  /// E(y − ŷ)² = E(f − ŷ)² + Var ε for the noise-free label f and any ŷ that does not know ε; within
  /// five standard errors of ε² + 2ε(f − ŷ), whose variance is 2σ⁴ + 4σ²(f − ŷ)².
  @Test func theErrorIsTheExcessErrorAndTheNoise() throws {
    let (variance, count) = (0.3, 20_000)
    let spec = CorrelatedTasksSpec(inputWidth: 8, sineCount: 4, noiseVariance: variance)
    let source = try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
    let learner = try learner(source, towerWidths: [6], batchSize: 100)
    for score in try scores([learner], on: source, samples: 0..<count, capacity: 100)[0] {
      let excess = try #require(score.meanExcessError)
      let standardError =
        ((2 * variance * variance + 4 * variance * excess) / Double(count)).squareRoot()
      #expect(excess > 0.1, "an untrained model is far from the signal")
      #expect(abs(score.meanSquaredError - excess - variance) < 5 * standardError)
    }
  }

  /// The same of modes, where the noise is the data card's floor; standard errors are those of samples,
  /// as the labels of a sample share their ε.
  @Test(arguments: PhaseNoise.Drawing.allCases)
  func theErrorOfModesIsTheExcessErrorAndTheFloor(drawn: PhaseNoise.Drawing) throws {
    let noise = PhaseNoise(standardDeviation: 0.35, drawn: drawn)
    let spec = SequentialModesSpec(
      inputWidth: 3, modeCount: 3, sequence: SequenceSpec(stepCount: 6, labelCount: 2),
      firstNoise: noise, secondNoise: noise)
    let source = try SequentialModes(spec, draw: draw)
    let splits = try Splits(sampleCount: 40_000)
    let count = splits.test.count
    let floors = try #require(source.card(splits: splits).noiseFloors)
    let learner = try learner(source, towerWidths: [6], batchSize: count)
    let found = try scores([learner], on: source, samples: splits.test, capacity: count)[0]

    // Both errors once more, sample by sample, from a batch of all of them.
    let batch = Batch(capacity: count, of: source, hasNoiseFreeLabels: true)
    source.fill(batch, with: splits.test)
    let noiseFree = try #require(batch.noiseFreeLabels)
    learner.model.forward(try #require(batch.inputs.baseAddress), count: count)
    for task in 0..<2 {
      let predictions = learner.model.predictions(task: task, count: count)
      var excess = Moments()
      var noise: [Double] = []
      for i in 0..<count {
        var (own, whole) = (0.0, 0.0)
        for s in 0..<2 {
          let place = (i * 2 + task) * 2 + s
          let prediction = Double(predictions.row(i)[s])
          own += (prediction - Double(noiseFree[place])) * (prediction - Double(noiseFree[place]))
          whole +=
            (prediction - Double(batch.labels[place])) * (prediction - Double(batch.labels[place]))
        }
        excess.add(own / 2)
        noise.append((whole - own) / 2)
      }
      let measured = try #require(found[task].meanExcessError)
      #expect(abs(measured / excess.mean - 1) < 1e-12)
      let gap = found[task].meanSquaredError - measured
      let mean = noise.reduce(0, +) / Double(count)
      #expect(abs(gap - mean) < 1e-12)
      let squares = noise.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let standardError = (squares / Double((count - 1) * count)).squareRoot()
      #expect(
        abs(gap - floors[task]) < 5 * standardError,
        "task \(task + 1): \(gap) beside a floor of \(floors[task]) ± \(standardError)")
    }
  }

  /// NaN stands where a label is missing.
  @Test func samplesWithoutTheLabelDoNotCount() throws {
    let source = NoisyInputs()
    let learner = try learner(source, batchSize: 16)
    let found = try scores([learner], on: source, samples: 5..<95, capacity: 16)[0]
    let batch = Batch(capacity: 1, of: source)
    for task in 0..<2 {
      var mean = Moments()
      for sample in 5..<95 where task == 0 || sample % 3 != 0 {
        source.fill(batch, with: sample..<sample + 1)
        learner.model.forward(try #require(batch.inputs.baseAddress), count: 1)
        let error =
          learner.model.predictions(task: task, count: 1).row(0)[0] - batch.inputs[task]
        mean.add(Double(error) * Double(error))
      }
      #expect(mean.count == [90, 60][task])
      #expect(abs(try #require(found[task].meanExcessError) / mean.mean - 1) < 1e-5)
    }
  }

  /// With one input, since the last bits of wider products depend on the rows of a product.
  @Test func bitsDoNotDependOnTheBatch() throws {
    let spec = CorrelatedTasksSpec(inputWidth: 1, sineCount: 4, labelShares: [1, 0.5])
    let source = try CorrelatedTasks(spec, correlation: 1, draw: draw)
    let learners = try (0..<2).map { _ in try learner(source, batchSize: 128) }
    for place in 0..<4 { learners[1].model.parameters.base[place] *= 0.5 }
    let whole = try scores(learners, on: source, samples: 3..<300, capacity: 128)
    #expect(whole.joined().allSatisfy { $0.meanExcessError ?? 0 > 0 })
    for capacity in [1, 16, 33, 100] {
      #expect(try scores(learners, on: source, samples: 3..<300, capacity: capacity) == whole)
    }
  }

  @Test func withoutNoiseFreeLabelsThereIsNoExcessErrorAndAllElseIsTheSame() throws {
    let source = NoisyInputs()
    let learners = try [
      learner(source, batchSize: 16), learner(source, towerWidths: [3], batchSize: 16),
    ]
    let with = try scores(learners, on: source, samples: 0..<90, capacity: 16)
    let without = try scores(
      learners, on: source, samples: 0..<90, capacity: 16, hasNoiseFreeLabels: false)
    #expect(without.joined().allSatisfy { $0.meanExcessError == nil })
    #expect(with.joined().map(\.meanSquaredError) == without.joined().map(\.meanSquaredError))
    // A source that does not know them gives no error either.
    let silent = NoisyInputs(writesNoiseFreeLabels: false)
    let unknown = try scores(learners, on: silent, samples: 0..<90, capacity: 16)
    #expect(unknown.joined().allSatisfy { $0.meanExcessError == nil })
  }
}

// Labels without their noise: y − ε of correlated tasks and sequences, conditional means of modes.
import Foundation
import Randomness
import SyntheticData
import Testing

#if canImport(AllocationCounter)
  import AllocationCounter
#endif

private let draw = RandomStream(seed: 5).stream("draw", 0)

/// Three tasks, of which some samples lack labels, with much noise or none.
private func tasks(noiseVariance: Double, inputWidth: Int = 5) -> CorrelatedTasksSpec {
  CorrelatedTasksSpec(
    inputWidth: inputWidth, taskCount: 3, sineCount: 4, noiseVariance: noiseVariance,
    perTaskPhases: true, labelShares: [1, 0.5, 0.7], taskSineCounts: [4, 0, 2])
}

private func sequences(noiseVariance: Double, stepsAhead: Int) -> CorrelatedSequencesSpec {
  CorrelatedSequencesSpec(
    tasks: tasks(noiseVariance: noiseVariance),
    sequence: SequenceSpec(stepCount: 9, labelCount: 3, stepsAhead: stepsAhead))
}

private func modes(
  shape: PhaseNoise.Shape = .normal, drawn: PhaseNoise.Drawing = .sample, deviation: Double = 0.35
) -> SequentialModesSpec {
  let noise = PhaseNoise(shape: shape, standardDeviation: deviation, drawn: drawn)
  return SequentialModesSpec(
    inputWidth: 4, modeCount: 3, sequence: SequenceSpec(stepCount: 15, labelCount: 4),
    secondOffsets: .uniform(from: -0.5, to: 0.5), inputNoise: noise, firstNoise: noise,
    secondNoise: noise)
}

/// Every generator, with more samples in a batch than correlated labels have in a block.
private let sources: [any SampleSource] = [
  try! CorrelatedTasks(tasks(noiseVariance: 0.5), correlation: 0.5, draw: draw),
  try! CorrelatedSequences(
    sequences(noiseVariance: 0.5, stepsAhead: 0), correlation: 0.5, draw: draw),
  try! CorrelatedSequences(
    sequences(noiseVariance: 0.5, stepsAhead: 1), correlation: 0.5, draw: draw),
  try! SequentialModes(modes(), draw: draw),
]

/// The noise-free labels of a range, made in batches of `capacity`.
private func noiseFreeLabels(
  _ source: any SampleSource, _ range: Range<Int>, capacity: Int
) throws -> [Float] {
  let batch = Batch(capacity: capacity, of: source, hasNoiseFreeLabels: true)
  return try withExtendedLifetime(batch) {
    let labels = try #require(batch.noiseFreeLabels)
    return stride(from: range.lowerBound, to: range.upperBound, by: capacity).flatMap { start in
      source.fill(batch, with: start..<min(start + capacity, range.upperBound))
      return Array(labels[..<(batch.count * source.taskCount * source.labelCount)])
    }
  }
}

@Suite struct NoiseFreeLabelTests {
  /// Noise comes from a stream of its own, so the same draw without noise has the noise-free labels as
  /// its labels, to the bit, whether a mask is 1 or 0.
  @Test(arguments: [
    (
      0,
      try! CorrelatedTasks(tasks(noiseVariance: 0), correlation: 0.5, draw: draw)
        as any SampleSource
    ),
    (
      1,
      try! CorrelatedSequences(
        sequences(noiseVariance: 0, stepsAhead: 0), correlation: 0.5, draw: draw)
    ),
    (
      2,
      try! CorrelatedSequences(
        sequences(noiseVariance: 0, stepsAhead: 1), correlation: 0.5, draw: draw)
    ),
  ])
  func correlatedLabelsLoseTheirNoiseAndNothingElse(
    _ index: Int, _ silent: any SampleSource
  ) throws {
    let noisy = sources[index]
    let labels = try noiseFreeLabels(noisy, 30..<230, capacity: 200)
    #expect(labels == Samples(silent, 30..<230).labels)
    let noise = zip(Samples(noisy, 30..<230).labels, labels).map { Double($0) - Double($1) }
    #expect(abs(variance(noise) / 0.5 - 1) < 0.2)
  }

  /// z + Σ sin(αz + β) once more, naively and in Double.
  @Test func theSignalOfCorrelatedTasksIsItsFormula() throws {
    let source = try CorrelatedTasks(tasks(noiseVariance: 0.5), correlation: 0.5, draw: draw)
    let inputs = Samples(source, 0..<100).inputs
    let labels = try noiseFreeLabels(source, 0..<100, capacity: 100)
    for sample in 0..<100 {
      for (task, sineCount) in [4, 0, 2].enumerated() {
        let z = (0..<5).reduce(0.0) {
          $0 + Double(inputs[sample * 5 + $1]) * Double(source.weights[task * 5 + $1])
        }
        let expected = (0..<sineCount).reduce(z) { sum, i in
          sum
            + sin(
              Double(source.frequencies[task * 4 + i]) * z + Double(source.phases[task * 4 + i]))
        }
        #expect(abs(Double(labels[sample * 3 + task]) - expected) < 1e-5)
      }
    }
  }

  /// Scaled as the labels are, also of sequences: the rest is s·ε.
  @Test func theSignalIsScaledAsTheLabelIs() throws {
    let scales: [Float] = [2, 0.25, 5]
    for (index, plain) in sources[..<3].enumerated() {
      var spec = tasks(noiseVariance: 0.5)
      spec.labelScales = scales.map(Double.init)
      var sequence = sequences(noiseVariance: 0.5, stepsAhead: index == 2 ? 1 : 0)
      sequence.tasks = spec
      let scaled: any SampleSource =
        index == 0
        ? try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
        : try CorrelatedSequences(sequence, correlation: 0.5, draw: draw)
      for (values, own) in [
        (Samples(plain, 0..<90).labels, Samples(scaled, 0..<90).labels),
        (
          try noiseFreeLabels(plain, 0..<90, capacity: 90),
          try noiseFreeLabels(scaled, 0..<90, capacity: 90)
        ),
      ] {
        let expected = values.enumerated().map { place, value in
          scales[place / plain.labelCount % 3] * value
        }
        #expect(own == expected)
      }
    }
  }

  /// The means over outputs' noise that is drawn anew, again and again, with the inputs as they are;
  /// within five standard errors.
  @Test(arguments: PhaseNoise.Drawing.allCases, PhaseNoise.Shape.allCases)
  func aModesLabelWithoutNoiseIsItsMeanOverTheNoise(
    drawn: PhaseNoise.Drawing, shape: PhaseNoise.Shape
  ) throws {
    let spec = modes(shape: shape, drawn: drawn)
    let source = try SequentialModes(spec, draw: draw)
    let oracle = SequentialOracle(spec: spec, draw: draw)
    let repetitions = 4000
    for sample in 0..<3 {
      let means = try noiseFreeLabels(source, sample..<sample + 1, capacity: 1)
      // Labels of the steps 13 … 16.
      for step in [13, 16] {
        let inputs = oracle.inputs(mode: source.mode(of: sample), sample: sample, step: step)
        let stream = RandomStream(seed: 78).stream("noise", sample * 16 + step)
        /// One ε for each dimension of every repetition, or one for all dimensions.
        func epsilon(_ name: String) -> [[Double]] {
          let count = drawn == .sample || drawn == .step ? 1 : 4
          let numbers =
            shape == .normal
            ? stream.stream(name).normals(count * repetitions)
            : stream.stream(name).uniforms(count * repetitions).map {
              (2 * $0 - 1) * 3.0.squareRoot()
            }
          return (0..<repetitions).map { index in
            (0..<4).map { 0.35 * numbers[index * count + $0 % count] }
          }
        }
        let labels = zip(epsilon("first"), epsilon("second")).map {
          oracle.labels(
            mode: source.mode(of: sample), inputs: inputs, firstNoise: $0, secondNoise: $1)
        }
        for (task, values) in [labels.map(\.first), labels.map(\.second)].enumerated() {
          let own = Double(means[task * 4 + step - 13])
          let standardError = (variance(values) / Double(repetitions)).squareRoot()
          #expect(
            abs(own - mean(values)) < 5 * standardError + 1e-5,
            "task \(task + 1): \(own), by chance \(mean(values)) ± \(standardError)")
        }
      }
    }
  }

  @Test func modesWithoutOutputNoiseHaveTheirLabelsToTheBit() throws {
    var spec = modes(drawn: .dimensionAndStep)
    spec.firstNoise.standardDeviation = 0
    spec.secondNoise.standardDeviation = 0
    let source = try SequentialModes(spec, draw: draw)
    #expect(try noiseFreeLabels(source, 7..<40, capacity: 8) == Samples(source, 7..<40).labels)
  }

  @Test(arguments: sources.indices)
  func bitsDoNotDependOnTheBatch(_ index: Int) throws {
    let source = sources[index]
    let whole = try noiseFreeLabels(source, 10..<180, capacity: 170)
    #expect(whole.allSatisfy { $0.isFinite })
    for capacity in [1, 7, 64, 100] {
      #expect(try noiseFreeLabels(source, 10..<180, capacity: capacity) == whole)
    }
    // Asking for them moves nothing else.
    let asked = Batch(capacity: 170, of: source, hasNoiseFreeLabels: true)
    source.fill(asked, with: 10..<180)
    let plain = Samples(source, 10..<180)
    #expect(Array(asked.labels) == plain.labels && Array(asked.inputs) == plain.inputs)
    #expect(Array(asked.masks) == plain.masks)
  }

  @Test func aBatchHasRoomForThemWhereAskedFor() throws {
    #expect(Batch(capacity: 5, of: sources[1]).noiseFreeLabels == nil)
    let batch = Batch(capacity: 5, of: sources[1], hasNoiseFreeLabels: true)
    try withExtendedLifetime(batch) {
      let labels = try #require(batch.noiseFreeLabels)
      #expect(labels.count == 5 * 3 * 3)
      #expect(labels.allSatisfy { $0.isNaN }, "no source has written them")
      #expect(UInt(bitPattern: labels.baseAddress) % 64 == 0)
    }
  }

  #if canImport(AllocationCounter)
    @Test(arguments: sources.indices)
    func fillingThemAgainAsksForNoMemory(_ index: Int) {
      let source = sources[index]
      let batch = Batch(capacity: 8, of: source, hasNoiseFreeLabels: true)
      source.fill(batch, with: 0..<8)
      let before = allocation_count()
      for step in 1..<20 { source.fill(batch, with: step * 8..<step * 8 + 8) }
      #expect(allocation_count() == before)
    }
  #endif
}

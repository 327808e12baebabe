import Formats
import Foundation
import Randomness
import SyntheticData
import Testing

private let draw = RandomStream(seed: 1).stream("draw", 0)

private func modesSpec(_ change: (inout SequentialModesSpec) -> Void = { _ in })
  -> SequentialModesSpec
{
  var spec = SequentialModesSpec(
    inputWidth: 4, modeCount: 3, sequence: SequenceSpec(stepCount: 15, labelCount: 4))
  change(&spec)
  return spec
}

/// Mean square of the difference.
private func error(_ values: [Double], _ predictions: [Double]) -> Double {
  precondition(values.count == predictions.count)
  return mean(zip(values, predictions).map { ($0 - $1) * ($0 - $1) })
}

/// Estimates the floors by repeated draws of the outputs' noise with fixed inputs.
@Test(arguments: PhaseNoise.Drawing.allCases, PhaseNoise.Shape.allCases)
func theFloorIsTheVarianceOfLabelsWithTheSameInputs(
  drawn: PhaseNoise.Drawing, shape: PhaseNoise.Shape
) throws {
  let noise = PhaseNoise(shape: shape, standardDeviation: 0.35, drawn: drawn)
  let spec = modesSpec {
    ($0.inputNoise, $0.firstNoise, $0.secondNoise) = (noise, noise, noise)
    $0.secondOffsets = .uniform(from: -0.5, to: 0.5)
  }
  let source = try SequentialModes(spec, draw: draw)
  let splits = try Splits(sampleCount: 40)
  let floors = try #require(source.card(splits: splits).noiseFloors)

  let oracle = SequentialOracle(spec: spec, draw: draw)
  let repetitions = 20_000
  var sums = [0.0, 0.0]
  var stream = 0
  /// One ε for each dimension of every repetition.
  func epsilon() -> [[Double]] {
    stream += 1
    let uniform = RandomStream(seed: 77).stream("uniform", stream)
    let normal = RandomStream(seed: 77).stream("normal", stream)
    let count = noise.drawn == .sample || noise.drawn == .step ? 1 : 4
    let numbers =
      shape == .normal
      ? normal.normals(count * repetitions)
      : uniform.uniforms(count * repetitions).map { (2 * $0 - 1) * 3.0.squareRoot() }
    return (0..<repetitions).map { index in
      (0..<4).map { 0.35 * numbers[index * count + $0 % count] }
    }
  }
  for sample in splits.test {
    let mode = source.mode(of: sample)
    for step in 13...16 {
      let inputs = oracle.inputs(mode: mode, sample: sample, step: step)
      let labels = zip(epsilon(), epsilon()).map {
        oracle.labels(mode: mode, inputs: inputs, firstNoise: $0, secondNoise: $1)
      }
      sums[0] += variance(labels.map(\.first))
      sums[1] += variance(labels.map(\.second))
    }
  }
  for task in 0..<2 {
    let expected = sums[task] / Double(splits.test.count * 4)
    #expect(abs(floors[task] / expected - 1) < 0.03, "\(floors[task]), by chance \(expected)")
  }
}

@Test func withoutOutputNoiseTheFloorIsZero() throws {
  let spec = modesSpec {
    $0.firstNoise.standardDeviation = 0
    $0.secondNoise.standardDeviation = 0
  }
  let card = try SequentialModes(spec, draw: draw).card(splits: Splits(sampleCount: 100))
  #expect(card.noiseFloors == [0, 0])
}

@Test(arguments: [0, 1])
func baselinesFollowTheirDefinitions(stepsAhead: Int) throws {
  let spec = modesSpec { $0.sequence.stepsAhead = stepsAhead }
  let source = try SequentialModes(spec, draw: draw)
  var longer = spec
  longer.sequence.labelCount = 5
  let before = try SequentialModes(longer, draw: draw)
  let splits = try Splits(sampleCount: 300)
  let card = source.card(splits: splits)
  let (train, test) = (Samples(source, splits.train), Samples(source, splits.test))
  let wide = Samples(before, splits.test)
  let trainModes = splits.train.map { source.mode(of: $0) }
  for task in 0..<2 {
    let labels = test.labels(of: task, source)
    let known = wide.labels(of: task, before)
    // Five labels per sample; the first one is repeated four times.
    let repeated = labels.indices.map { known[$0 / 4 * 5] }
    #expect(abs(try #require(card.persistenceErrors)[task] - error(labels, repeated)) < 1e-9)

    let training = train.labels(of: task, source)
    let means = labels.indices.map { place in
      let mode = source.mode(of: splits.test.lowerBound + place / 4)
      return mean(
        trainModes.indices.filter { trainModes[$0] == mode }.map { training[$0 * 4 + place % 4] })
    }
    #expect(abs(try #require(card.modeMeanErrors)[task] - error(labels, means)) < 1e-9)
    #expect(abs(card.labelVariances[task] - variance(labels)) < 1e-9)
  }
  let (first, second) = (test.labels(of: 0, source), test.labels(of: 1, source))
  #expect(abs(try #require(card.labelPearson) - pearson(first, second)) < 1e-9)
  #expect(card.cosine == nil && card.linearPearson == nil && card.nonlinearShares == nil)
}

@Test func aModeWithoutTrainingSamplesHasTheOverallMean() throws {
  let spec = modesSpec { $0.modeShares = [0.98, 0.01, 0.01] }
  // A draw with a mode that test samples have and training samples do not.
  let splits = try Splits(sampleCount: 40)
  let found = try #require(
    try (0..<500).lazy.map {
      try SequentialModes(spec, draw: RandomStream(seed: 9).stream("draw", $0))
    }.first { source in
      !Set(splits.test.map(source.mode)).isSubset(of: Set(splits.train.map(source.mode)))
    })
  let trainModes = splits.train.map { found.mode(of: $0) }
  let training = Samples(found, splits.train).labels(of: 0, found)
  let labels = Samples(found, splits.test).labels(of: 0, found)
  let means = labels.indices.map { place in
    let mode = found.mode(of: splits.test.lowerBound + place / 4)
    let same = trainModes.indices.filter { trainModes[$0] == mode }
    return mean(
      (same.isEmpty ? Array(trainModes.indices) : same).map { training[$0 * 4 + place % 4] })
  }
  let errors = try #require(found.card(splits: splits).modeMeanErrors)
  #expect(abs(errors[0] - error(labels, means)) < 1e-9)
}

@Test func persistenceIsNilIfLabelsBeginAtTheFirstStep() throws {
  let spec = modesSpec {
    $0.sequence.labelCount = 15
    $0.sequence.stepsAhead = 0
  }
  let splits = try Splits(sampleCount: 100)
  #expect(try SequentialModes(spec, draw: draw).card(splits: splits).persistenceErrors == nil)
  let ahead = modesSpec { $0.sequence.labelCount = 15 }
  #expect(try SequentialModes(ahead, draw: draw).card(splits: splits).persistenceErrors != nil)
}

@Test(arguments: [0, 1])
func theCardOfCorrelatedSequencesIsMeasuredOverItsLabelSteps(stepsAhead: Int) throws {
  let spec = CorrelatedSequencesSpec(
    tasks: CorrelatedTasksSpec(inputWidth: 5, noiseVariance: 0.2),
    sequence: SequenceSpec(stepCount: 9, labelCount: 3, stepsAhead: stepsAhead))
  let source = try CorrelatedSequences(spec, correlation: 0.3, draw: draw)
  let splits = try Splits(sampleCount: 3000)
  let card = source.card(splits: splits)
  // Without sines and noise a label is its linear part.
  var plain = spec
  plain.tasks.sineCount = 0
  plain.tasks.noiseVariance = 0
  let linear = try CorrelatedSequences(plain, correlation: 0.3, draw: draw)
  let (data, parts) = (Samples(source, splits.test), Samples(linear, splits.test))
  let (first, second) = (data.labels(of: 0, source), data.labels(of: 1, source))
  let (z, other) = (parts.labels(of: 0, linear), parts.labels(of: 1, linear))
  #expect(abs(try #require(card.cosine) - 0.3) < 1e-6)
  #expect(abs(try #require(card.linearPearson) - pearson(z, other)) < 1e-6)
  #expect(abs(try #require(card.labelPearson) - pearson(first, second)) < 1e-9)
  #expect(abs(card.labelVariances[1] - variance(second)) < 1e-9)
  #expect(abs(try #require(card.nonlinearShares)[0] - (1 - pow(pearson(z, first), 2))) < 1e-6)
  #expect(card.noiseFloors == [0.2, 0.2])
  #expect(card.persistenceErrors == nil && card.modeMeanErrors == nil)
}

@Test func checksumsCoverWholeSequences() throws {
  let source = try SequentialModes(modesSpec(), draw: draw)
  let splits = try Splits(sampleCount: 100)
  let card = source.card(splits: splits)
  for (range, checksum) in [
    (splits.train, card.trainChecksum), (splits.validation, card.validationChecksum),
    (splits.test, card.testChecksum),
  ] {
    let data = Samples(source, range)
    var bytes = Checksum()
    for values in [data.inputs, data.labels, data.masks] {
      values.withUnsafeBufferPointer { bytes.combine($0) }
    }
    #expect(checksum == bytes.hex)
  }
}

/// These data use no libm, so their bits are the same on every machine.
@Test func bitsOfTheDefaultModesAreTheSameOnEveryMachine() throws {
  let card = try SequentialModes(SequentialModesSpec(), draw: draw).card(
    splits: Splits(sampleCount: 200))
  #expect(card.trainChecksum == "6f83ac8f3bf93457")
  #expect(card.validationChecksum == "7dc71d489487bf1a")
  #expect(card.testChecksum == "b876b0827dc93865")
}

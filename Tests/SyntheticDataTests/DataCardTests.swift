import Formats
import Foundation
import Randomness
import SyntheticData
import Testing

private let draw = RandomStream(seed: 1).stream("draw", 0)

/// Labels and linear parts per task over a range, and its bytes' checksum.
private func direct(
  _ source: CorrelatedTasks, _ range: Range<Int>
) -> (labels: [[Double]], linear: [[Double]], checksum: String) {
  let (width, tasks) = (source.inputWidth, source.taskCount)
  let batch = Batch(capacity: range.count, inputWidth: width, taskCount: tasks)
  source.fill(batch, with: range)
  let labels = (0..<tasks).map { k in
    (0..<range.count).map { Double(batch.labels[$0 * tasks + k]) }
  }
  let linear = (0..<tasks).map { k in
    (0..<range.count).map { sample in
      (0..<width).reduce(0) {
        $0 + Double(source.weights[k * width + $1]) * Double(batch.inputs[sample * width + $1])
      }
    }
  }
  var bytes = Checksum()
  for buffer in [batch.inputs, batch.labels, batch.masks] {
    for value in buffer {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.combine($0) }
    }
  }
  return (labels, linear, bytes.hex)
}

@Test(arguments: [1, 2, 3])
func aCardAgreesWithDirectMeasurements(taskCount: Int) throws {
  let spec = CorrelatedTasksSpec(inputWidth: 12, taskCount: taskCount)
  let source = try CorrelatedTasks(spec, correlation: 0.4, draw: draw)
  let splits = try Splits(sampleCount: 25_000)
  let card = source.card(splits: splits)
  let (labels, linear, _) = direct(source, splits.test)
  for k in 0..<taskCount {
    #expect(abs(card.labelVariances[k] / variance(labels[k]) - 1) < 1e-12)
    let share = 1 - pow(pearson(linear[k], labels[k]), 2)
    #expect(abs(try #require(card.nonlinearShares)[k] - share) < 1e-6)
  }
  #expect(card.noiseFloors == Array(repeating: 0.01, count: taskCount))
  #expect(card.persistenceErrors == nil && card.modeMeanErrors == nil)
  if taskCount == 1 {
    #expect(card.cosine == nil && card.labelPearson == nil && card.linearPearson == nil)
  } else {
    let pairs = (0..<taskCount).flatMap { a in (0..<a).map { pearson(labels[a], labels[$0]) } }
    #expect(abs(try #require(card.labelPearson) - mean(pairs)) < 1e-12)
    #expect(abs(try #require(card.cosine) - 0.4) < 1e-6)
    let linearPairs = (0..<taskCount).flatMap { a in
      (0..<a).map { pearson(linear[a], linear[$0]) }
    }
    #expect(abs(try #require(card.linearPearson) - mean(linearPairs)) < 1e-6)
  }
}

@Test func checksumsAreOfTheFirstSamplesOfEachSplit() throws {
  let spec = CorrelatedTasksSpec(inputWidth: 5, labelShares: [0.5, 1])
  let source = try CorrelatedTasks(spec, correlation: 0.4, draw: draw)
  let splits = try Splits(sampleCount: 12_000)
  let card = source.card(splits: splits)
  #expect(card.trainChecksum == direct(source, splits.train.prefix(1024)).checksum)
  #expect(card.validationChecksum == direct(source, splits.validation.prefix(1024)).checksum)
  #expect(card.testChecksum == direct(source, splits.test.prefix(1024)).checksum)
  #expect(Set([card.trainChecksum, card.validationChecksum, card.testChecksum]).count == 3)
}

@Test func smallSplitsHaveACardToo() throws {
  let source = try CorrelatedTasks(
    CorrelatedTasksSpec(inputWidth: 5), correlation: 0.4, draw: draw)
  let splits = try Splits(sampleCount: 40)
  let card = source.card(splits: splits)
  #expect(card.testChecksum == direct(source, splits.test).checksum)
  #expect(card.labelVariances.allSatisfy { $0 > 0 })
}

@Test func withoutSinesTheNonlinearShareIsTheNoise() throws {
  let spec = CorrelatedTasksSpec(inputWidth: 4, sineCount: 0, noiseVariance: 0.25)
  let source = try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
  let card = source.card(splits: try Splits(sampleCount: 400_000))
  for k in 0..<2 {
    // Var(y) = 1 + .25 and the share .25/1.25; five standard errors at 40 000 samples.
    #expect(abs(card.labelVariances[k] - 1.25) < 5 * 1.25 * (2.0 / 40_000).squareRoot())
    #expect(abs(try #require(card.nonlinearShares)[k] - 0.2) < 0.01)
  }
  // Corr(y_1, y_2) = p/1.25.
  #expect(abs(try #require(card.labelPearson) - 0.4) < 0.025)
}

/// A scale s makes a label's variance and its noise s² times as large, and leaves shares and correlations.
@Test func aLabelsScaleIsInItsVarianceAndItsNoiseFloor() throws {
  let splits = try Splits(sampleCount: 2000)
  let scales = [0.5, 4]
  let cards = try [nil, scales].map {
    try CorrelatedTasks(
      CorrelatedTasksSpec(inputWidth: 5, noiseVariance: 0.25, labelScales: $0), correlation: 0.4,
      draw: draw
    ).card(splits: splits)
  }
  #expect(cards[0].noiseFloors == [0.25, 0.25])
  #expect(cards[1].noiseFloors == [0.0625, 4])
  for k in 0..<2 {
    let ratio = cards[1].labelVariances[k] / cards[0].labelVariances[k]
    #expect(abs(ratio / (scales[k] * scales[k]) - 1) < 1e-12)
    let shares = try cards.map { try #require($0.nonlinearShares)[k] }
    #expect(abs(shares[1] - shares[0]) < 1e-12)
  }
  let correlations = try cards.map { try #require($0.labelPearson) }
  #expect(abs(correlations[1] - correlations[0]) < 1e-12)
  #expect(cards[0].cosine == cards[1].cosine)
}

@Test func aCardIsUnchangedByCoding() throws {
  let source = try CorrelatedTasks(
    CorrelatedTasksSpec(inputWidth: 5), correlation: 0.4, draw: draw)
  let card = source.card(splits: try Splits(sampleCount: 100))
  let coded = try JSONEncoder().encode(card)
  #expect(try JSONDecoder().decode(DataCard.self, from: coded) == card)
}

/// Two tasks of two label steps: y_1 = sample + 10·step and y_2 = −y_1, except that task 2's label
/// at the second step is 0.
private struct StepSource: SampleSource {
  let inputWidth = 1
  let taskCount = 2
  let stepCount = 3
  let labelCount = 2

  func fill(_ batch: Batch, with samples: Range<Int>) {
    batch.count = samples.count
    for (place, sample) in samples.enumerated() {
      for step in 0..<3 { batch.inputs[place * 3 + step] = Float(sample * 3 + step) }
      let labels: [Float] = [Float(sample), Float(sample + 10), -Float(sample), 0]
      for (index, label) in labels.enumerated() { batch.labels[place * 4 + index] = label }
      for task in 0..<2 { batch.masks[place * 2 + task] = Float(sample % 2) }
    }
  }
}

@Test func anySourceHasACardOverAllItsLabelSteps() throws {
  let splits = try Splits(sampleCount: 40)
  let card = StepSource().card(splits: splits)
  let first = splits.test.flatMap { sample -> [Double] in [Double(sample), Double(sample + 10)] }
  let second = splits.test.flatMap { sample -> [Double] in [-Double(sample), 0] }
  #expect(abs(card.labelVariances[0] - variance(first)) < 1e-9)
  #expect(abs(card.labelVariances[1] - variance(second)) < 1e-9)
  #expect(abs(try #require(card.labelPearson) - pearson(first, second)) < 1e-12)
  #expect(card.cosine == nil && card.nonlinearShares == nil && card.noiseFloors == nil)
  // Inputs of all steps, then labels of all steps, then masks.
  var floats: [Float] = splits.test.flatMap { sample in (0..<3).map { Float(sample * 3 + $0) } }
  for sample in splits.test {
    floats += [Float(sample), Float(sample + 10), -Float(sample), 0]
  }
  for sample in splits.test { floats += [Float(sample % 2), Float(sample % 2)] }
  var bytes = Checksum()
  floats.withUnsafeBufferPointer { bytes.combine($0) }
  #expect(card.testChecksum == bytes.hex)
}

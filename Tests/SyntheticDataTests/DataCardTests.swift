import Formats
import Foundation
import Randomness
import SyntheticData
import Testing

private let draw = RandomStream(seed: 1).stream("draw", 0)

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

private func covariance(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  let (centerA, centerB) = (mean(a), mean(b))
  return mean(zip(a, b).map { ($0 - centerA) * ($1 - centerB) })
}

private func pearson(_ a: [Double], _ b: [Double]) -> Double {
  covariance(a, b) / (covariance(a, a) * covariance(b, b)).squareRoot()
}

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
func aCardHoldsWhatIsMeasuredDirectly(taskCount: Int) throws {
  let spec = CorrelatedTasksSpec(inputWidth: 12, taskCount: taskCount)
  let source = try CorrelatedTasks(spec, correlation: 0.4, draw: draw)
  let splits = try Splits(sampleCount: 25_000)
  let card = DataCard(measuring: source, splits: splits)
  let (labels, linear, _) = direct(source, splits.test)
  for k in 0..<taskCount {
    #expect(abs(card.labelVariances[k] / covariance(labels[k], labels[k]) - 1) < 1e-12)
    let share = 1 - pow(pearson(linear[k], labels[k]), 2)
    #expect(abs(card.nonlinearShares[k] - share) < 1e-6)
  }
  if taskCount == 1 {
    #expect(card.cosine == nil && card.labelPearson == nil)
  } else {
    let pairs = (0..<taskCount).flatMap { a in (0..<a).map { pearson(labels[a], labels[$0]) } }
    #expect(abs(try #require(card.labelPearson) - mean(pairs)) < 1e-12)
    #expect(abs(try #require(card.cosine) - 0.4) < 1e-6)
  }
}

@Test func checksumsAreOfTheFirstSamplesOfEachSplit() throws {
  let spec = CorrelatedTasksSpec(inputWidth: 5, labelShares: [0.5, 1])
  let source = try CorrelatedTasks(spec, correlation: 0.4, draw: draw)
  let splits = try Splits(sampleCount: 12_000)
  let card = DataCard(measuring: source, splits: splits)
  #expect(card.trainChecksum == direct(source, splits.train.prefix(1024)).checksum)
  #expect(card.validationChecksum == direct(source, splits.validation.prefix(1024)).checksum)
  #expect(card.testChecksum == direct(source, splits.test.prefix(1024)).checksum)
  #expect(Set([card.trainChecksum, card.validationChecksum, card.testChecksum]).count == 3)
}

@Test func smallSplitsHaveACardToo() throws {
  let source = try CorrelatedTasks(
    CorrelatedTasksSpec(inputWidth: 5), correlation: 0.4, draw: draw)
  let splits = try Splits(sampleCount: 40)
  let card = DataCard(measuring: source, splits: splits)
  #expect(card.testChecksum == direct(source, splits.test).checksum)
  #expect(card.labelVariances.allSatisfy { $0 > 0 })
}

@Test func withoutSinesOnlyNoiseIsNonlinear() throws {
  let spec = CorrelatedTasksSpec(inputWidth: 4, sineCount: 0, noiseVariance: 0.25)
  let source = try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
  let card = DataCard(measuring: source, splits: try Splits(sampleCount: 400_000))
  for k in 0..<2 {
    // Var(y) = 1 + .25 and the share .25/1.25; five standard errors at 40 000 samples.
    #expect(abs(card.labelVariances[k] - 1.25) < 5 * 1.25 * (2.0 / 40_000).squareRoot())
    #expect(abs(card.nonlinearShares[k] - 0.2) < 0.01)
  }
  // Corr(y_1, y_2) = p/1.25.
  #expect(abs(try #require(card.labelPearson) - 0.4) < 0.025)
}

@Test func aCardSurvivesItsCodedForm() throws {
  let source = try CorrelatedTasks(
    CorrelatedTasksSpec(inputWidth: 5), correlation: 0.4, draw: draw)
  let card = DataCard(measuring: source, splits: try Splits(sampleCount: 100))
  let coded = try JSONEncoder().encode(card)
  #expect(try JSONDecoder().decode(DataCard.self, from: coded) == card)
}

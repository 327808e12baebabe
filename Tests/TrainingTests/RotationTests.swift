// Trainings that begin at another place of the training range.
import LinearAlgebra
import ModelZoo
import Randomness
import Synchronization
import SyntheticData
import Testing
import Training

/// Correlated tasks, noting which samples are asked for.
private final class WatchedTasks: SampleSource {
  let inputWidth = 3
  let taskCount = 2
  let ranges = Mutex([Range<Int>]())
  private let tasks = try! CorrelatedTasks(
    CorrelatedTasksSpec(inputWidth: 3, sineCount: 2), correlation: 0.5,
    draw: RandomStream(seed: 6))

  func fill(_ batch: Batch, with samples: Range<Int>) {
    ranges.withLock { $0.append(samples) }
    tasks.fill(batch, with: samples)
  }
}

/// 104 training samples in batches of 10: ten whole ones and one of 4.
private let (trainingCount, batchSize, stepsPerEpoch, epochCount) = (104, 10, 11, 2)

private struct Training {
  let learners: [Learner]
  /// The batches of the training range, in the order in which they were asked for.
  let ranges: [Range<Int>]
  let curve: [CurvePoint]
  var bits: [[UInt32]] { learners.map { $0.model.parameters.all.map(\.bitPattern) } }

  /// - Parameter rotation: nil for a training without any word of it.
  init(rotation: Double?) throws {
    let source = WatchedTasks()
    let splits = try Splits(sampleCount: 131)
    #expect(splits.train == 0..<trainingCount)
    learners = try [[4], [3, 2]].map { widths in
      try Learner(
        ModelSpec(
          kind: .singleTask, inputWidth: 3, taskCount: 2, levelWidths: [], towerWidths: widths),
        training: TrainingSpec(
          batchSize: batchSize, epochCount: epochCount, learningRate: 0.01,
          taskWeights: [TaskWeight(), TaskWeight(decay: 0.5)]),
        initialisation: RandomStream(seed: 4).stream("weights"))
    }
    let batch = Batch(capacity: batchSize, of: source)
    let lockStep = LockStep(source: source, splits: splits)
    if let rotation {
      curve = lockStep.train(learners, rotation: rotation, batch: batch, progress: { _ in })[0]
    } else {
      curve = lockStep.train(learners, batch: batch, progress: { _ in })[0]
    }
    ranges = source.ranges.withLock { $0.filter { $0.upperBound <= trainingCount } }
  }
}

@Suite struct RotationTests {
  @Test(arguments: [(0.0, 0), (0.25, 2), (0.5, 5), (0.97, 10), (0.999, 10), (1.0.nextDown, 10)])
  func everyEpochHasTheSameBatchesFromAnotherOneOn(rotation: Double, firstBatch: Int) throws {
    let training = try Training(rotation: rotation)
    #expect(training.ranges.count == stepsPerEpoch * epochCount)
    for epoch in 0..<epochCount {
      let ranges = training.ranges[epoch * stepsPerEpoch..<(epoch + 1) * stepsPerEpoch]
      let expected = (0..<stepsPerEpoch).map { step in
        let start = (firstBatch + step) % stepsPerEpoch * batchSize
        return start..<min(start + batchSize, trainingCount)
      }
      #expect(Array(ranges) == expected)
      #expect(ranges.joined().sorted() == Array(0..<trainingCount))
    }
  }

  @Test func aRotationOfZeroIsNone() throws {
    let (none, zero) = (try Training(rotation: nil), try Training(rotation: 0))
    #expect(none.ranges == zero.ranges && none.bits == zero.bits && none.curve == zero.curve)
    // Less than a batch is rounded down to none.
    #expect(try Training(rotation: 0.09).bits == none.bits)
  }

  @Test func twoRotationsGiveDifferentWeights() throws {
    let trainings = try [0, 0.25, 0.5].map { try Training(rotation: $0) }
    for model in 0..<2 {
      #expect(Set(trainings.map { $0.bits[model] }).count == 3)
      #expect(trainings.allSatisfy { $0.learners[model].divergedAt == nil })
    }
    #expect(try Training(rotation: 0.25).bits == trainings[1].bits, "the same twice")
  }

  /// Points after the same steps; the samples seen are counted, the short batch where it comes.
  @Test func curvePointsKeepTheirMeaning() throws {
    let (plain, rotated) = (try Training(rotation: 0), try Training(rotation: 0.5))
    #expect(rotated.curve.map(\.step) == plain.curve.map(\.step))
    for training in [plain, rotated] {
      for point in training.curve {
        #expect(point.samples == training.ranges[..<point.step].reduce(0) { $0 + $1.count })
      }
      #expect(training.curve.last?.samples == trainingCount * epochCount)
    }
    #expect(rotated.curve.map(\.samples) != plain.curve.map(\.samples))
  }

  @Test func noEpochBeginsAtTheEndOfTheRange() async {
    await #expect(processExitsWith: .failure) { _ = try Training(rotation: 1) }
    await #expect(processExitsWith: .failure) { _ = try Training(rotation: .nan) }
  }
}

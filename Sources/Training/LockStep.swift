// Lock-step training: all models of a cell learn from the same stream of batches. Data is generated
// once, every model sees the same samples in the same order, and a model's bits do not depend on
// the other models.
public import SyntheticData

/// One point of a learning curve.
public struct CurvePoint: Codable, Hashable, Sendable {
  /// The number of steps taken.
  public var step: Int
  /// The number of training samples seen.
  public var samples: Int
  /// The mean over tasks of MSE / Var(y_k) on the first validation samples.
  public var validationNMSE: Double
  /// Each gate's smallest mean weight over the same samples, in the order of the model's gates.
  public var smallestWeights: [Double]
  /// Each gate's largest mean weight.
  public var largestWeights: [Double]
}

/// Trains learners in lock-step.
public struct LockStep {
  /// The number of points of a learning curve.
  public static let curvePointCount = 20
  /// The number of validation samples of a point where nothing asks for more.
  public static let curveSampleCount = 1024
  /// Where an epoch can begin, as a share of the training range.
  public static let rotations = 0.0..<1.0

  /// The source of samples.
  public let source: any SampleSource
  /// The splits into training, validation and test samples.
  public let splits: Splits
  /// The number of points of a learning curve, at most one per step; 0 for no curve.
  public let curvePointCount: Int
  /// The number of validation samples of a point of a curve; all, if there are fewer.
  public let curveSampleCount: Int

  /// Training on one data set.
  public init(
    source: any SampleSource, splits: Splits, curvePointCount: Int = Self.curvePointCount,
    curveSampleCount: Int = Self.curveSampleCount
  ) {
    self.source = source
    self.splits = splits
    self.curvePointCount = curvePointCount
    self.curveSampleCount = curveSampleCount
  }

  /// The steps after which a curve has a point, unless the learner has diverged.
  ///
  /// - Parameter start: the learner's warm start, at which its curve begins; nil for none.
  public static func curveSteps(
    trainingSamples: Int, batchSize: Int, epochCount: Int, start: WarmStart? = nil
  ) -> [Int] {
    let stepCount =
      stepsPerEpoch(trainingSamples: trainingSamples, batchSize: batchSize) * epochCount
    let first = start?.step(of: stepCount) ?? 1
    return (first..<stepCount + 1).filter {
      hasCurvePoint(after: $0, of: stepCount, count: curvePointCount)
    }
  }

  private static func stepsPerEpoch(trainingSamples: Int, batchSize: Int) -> Int {
    (trainingSamples + batchSize - 1) / batchSize
  }

  /// Points are evenly spaced; the last one is at the end.
  private static func hasCurvePoint(after step: Int, of stepCount: Int, count: Int) -> Bool {
    step * count / stepCount > (step - 1) * count / stepCount
  }

  /// A learner's warm start.
  public struct ScheduledStart {
    /// The index of the donor.
    public let donor: Int
    /// The time and manner of the start.
    public let start: WarmStart

    /// A scheduled.
    public init(donor: Int, start: WarmStart) {
      self.donor = donor
      self.start = start
    }
  }

  /// Trains all learners and returns their curves, empty ones where no points are asked for.
  ///
  /// - Parameters:
  ///   - warmStarts: those that wait for others, by position.
  ///   - rotation: where every epoch begins, as a share of the training range: at least 0 and below 1,
  ///     rounded down to a whole batch. An epoch goes on to the end of the range and then from its
  ///     beginning: the same batches, the short one among them, in the order of another beginning.
  ///   - batch: at least as large as every learner's batch; all learners' batches are equal.
  ///   - point: called with every point of a curve as it is measured, and its learner's position.
  ///   - progress: called about a hundred times with the share done; throwing ends the training.
  public func train(
    _ learners: [Learner], warmStarts: [Int: ScheduledStart] = [:], rotation: Double = 0,
    batch: Batch, point: (Int, CurvePoint) -> Void = { _, _ in },
    progress: (Double) throws -> Void
  ) rethrows -> [[CurvePoint]] {
    guard let first = learners.first?.training else { return [] }
    precondition(
      learners.allSatisfy {
        $0.training.batchSize == first.batchSize && $0.training.epochCount == first.epochCount
          && $0.training.batchSize <= batch.capacity
      }, "learners in lock-step share batch size and number of epochs")
    precondition(
      Self.rotations.contains(rotation),
      "an epoch cannot begin at \(rotation) of the training range")
    let stepsPerEpoch = Self.stepsPerEpoch(
      trainingSamples: splits.train.count, batchSize: first.batchSize)
    let firstBatch = Int(rotation * Double(splits.train.count)) / first.batchSize
    let stepCount = stepsPerEpoch * first.epochCount
    let curveRange =
      splits.validation
      .lowerBound..<min(
        splits.validation.lowerBound + curveSampleCount, splits.validation.upperBound)
    let variances =
      curvePointCount > 0
      ? Evaluation.labelVariances(source, samples: curveRange, batch: batch) : []
    let report = max(1, stepCount / 100)
    var curves = learners.map { _ in [CurvePoint]() }
    var samples = 0
    for step in 1...stepCount {
      let epoch = (step - 1) / stepsPerEpoch
      let place = (firstBatch + step - 1) % stepsPerEpoch
      let start = splits.train.lowerBound + place * first.batchSize
      let range = start..<min(start + first.batchSize, splits.train.upperBound)
      source.fill(batch, with: range)
      samples += range.count
      for learner in learners {
        // A learner that starts at another takes up the decay where its donor stands, as if the donor
        // trained on: a decay of its own would begin at the full rate, and undo what the donor learned
        // at small ones.
        let schedule = learner.training.schedule ?? .constant
        learner.learn(
          batch, epoch: epoch, rateFactor: schedule.factor(step: step, of: stepCount))
      }
      for (index, learner) in learners.enumerated() {
        guard let scheduled = warmStarts[index], scheduled.start.step(of: stepCount) == step else {
          continue
        }
        learner.begin(scheduled.start, at: learners[scheduled.donor], on: self, batch: batch)
      }
      if Self.hasCurvePoint(after: step, of: stepCount, count: curvePointCount) {
        let gates = learners.map { GateMeans($0.model) }
        let scores = Evaluation.score(
          learners, on: source, samples: curveRange, batch: batch, recorders: gates)
        for (index, score) in scores.enumerated() {
          guard let score else { continue }
          let nmse = zip(score, variances).map { $0.meanSquaredError / $1 }
          let mean = nmse.reduce(0, +) / Double(nmse.count)
          guard mean.isFinite else { continue }  // Labels have no variance.
          let measured = CurvePoint(
            step: step, samples: samples, validationNMSE: mean,
            smallestWeights: gates[index].smallest, largestWeights: gates[index].largest)
          curves[index].append(measured)
          point(index, measured)
        }
      }
      if step % report == 0 || step == stepCount {
        try progress(Double(step) / Double(stepCount))
      }
    }
    return curves
  }
}

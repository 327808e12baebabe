// One run with its model: a study keeps what it measured, and trains anew, to the same bits, where the
// weights are wanted.
internal import Formats
internal import ModelZoo
public import SyntheticData
public import Training

/// A run's data and its model, before or after training.
public struct TrainedRun {
  /// The run.
  public let run: RunSpec
  /// The samples.
  public let source: any SampleSource
  /// Their splits.
  public let splits: Splits
  /// The model with its optimiser.
  public let learner: Learner
  /// The learning curve; empty before training.
  public private(set) var curve: [CurvePoint] = []
  private var donor: Learner?

  /// A run with its first weights; what starts at another model has none of its own before it starts.
  ///
  /// - Throws: `SpecError` if the run is impossible.
  public init(_ run: RunSpec) throws {
    self.run = run
    source = try run.data.generator.source(correlation: run.data.correlation, draw: run.data.stream)
    splits = try Splits(sampleCount: run.data.sampleCount)
    guard LockStep.rotations.contains(run.rotation ?? 0) else {
      throw SpecError(
        field: "rotation", value: "\(run.rotation ?? 0)", allowed: "at least 0 and below 1")
    }
    func prepared(_ subject: SubjectSpec, isWaiting: Bool) throws -> Learner {
      try Learner(
        subject.model, training: subject.training,
        initialisation: subject.stream(seed: run.data.seed), isWaiting: isWaiting)
    }
    learner = try prepared(run.subject, isWaiting: run.origin != nil)
    donor = try run.origin.map { try prepared($0.donor, isWaiting: false) }
  }

  /// Trains the model as a study does: to the same bits, as a model's bits do not depend on those that
  /// are trained beside it.
  ///
  /// - Parameters:
  ///   - point: called with every point of the curve as it is measured.
  ///   - progress: called with the share done; throwing ends the training.
  public mutating func train(
    point: (CurvePoint) -> Void = { _ in }, progress: (Double) throws -> Void
  ) rethrows {
    var learners = [learner]
    var warmStarts: [Int: LockStep.ScheduledStart] = [:]
    if let donor, let origin = run.origin {
      learners.append(donor)
      warmStarts[0] = LockStep.ScheduledStart(donor: 1, start: origin.start)
    }
    let batch = Batch(capacity: run.subject.training.batchSize, of: source)
    curve = try LockStep(
      // A curve to look at, also where the study measures none.
      source: source, splits: splits, curveSampleCount: run.measurement.curveSampleCount
    ).train(
      learners, warmStarts: warmStarts, rotation: run.rotation ?? 0, batch: batch,
      point: { index, measured in if index == 0 { point(measured) } }, progress: progress)[0]
  }

  /// Errors on the test samples, as a study records them; nil where the model has diverged.
  public func scores() -> [TaskScore]? {
    let batch = Batch(
      capacity: run.subject.training.batchSize, of: source, hasNoiseFreeLabels: true)
    return Evaluation.score([learner], on: source, samples: splits.test, batch: batch)[0]
  }
}

// One model on its way through the training samples.
public import ModelZoo
public import Randomness
public import SyntheticData

/// A model with its optimiser; stops learning when its loss stops being finite.
public final class Learner {
  /// The model that learns.
  public let model: Model
  /// How it learns.
  public let training: TrainingSpec
  /// Steps taken.
  public private(set) var stepCount = 0
  /// The step, from 1, whose loss was not finite; nil while all went well.
  public private(set) var divergedAt: Int?
  /// The joint loss of the last batch.
  public private(set) var lastLoss = 0.0
  private let optimiser: any Optimiser
  /// Whether the model still waits for the weights of another, untrained and unmeasured.
  public private(set) var isWaiting: Bool
  /// How near it was to that other one when it started, task by task; empty without one.
  public private(set) var start: [WarmStartRecord] = []
  private var weights: [Double]
  private var weightsEpoch = 0

  /// A freshly initialised model.
  ///
  /// - Parameters:
  ///   - initialisation: the stream of its first weights.
  ///   - isWaiting: whether it takes over those of another model later, and does nothing before.
  /// - Throws: `SpecError` when the model or the training is impossible.
  public init(
    _ spec: ModelSpec, training: TrainingSpec, initialisation: RandomStream,
    isWaiting: Bool = false
  ) throws {
    try training.validate(taskCount: spec.taskCount)
    self.training = training
    model = try Model(spec, batchCapacity: training.batchSize)
    model.initialise(from: initialisation)
    weights = training.taskWeights.map { $0.value(epoch: 0) }
    optimiser = (training.optimiser ?? .adam).optimiser(
      count: model.parameterCount, learningRate: training.learningRate)
    self.isWaiting = isWaiting
  }

  /// The memory that learning keeps: the model's, and two moments of every parameter.
  public var byteCount: Int {
    model.byteCount + 2 * model.parameterCount * MemoryLayout<Float>.stride
  }

  /// One step on one batch of an epoch (from 0). Allocates nothing.
  public func learn(_ batch: Batch, epoch: Int) {
    guard isRunning else { return }
    if epoch != weightsEpoch {
      for task in weights.indices { weights[task] = training.taskWeights[task].value(epoch: epoch) }
      weightsEpoch = epoch
    }
    stepCount += 1
    guard let x = batch.inputs.baseAddress else { return }
    model.forward(x, count: batch.count)
    lastLoss = JointLoss.differentiate(model, on: batch, weights: weights)
    guard lastLoss.isFinite else {
      divergedAt = stepCount
      return
    }
    model.backward(x, count: batch.count)
    optimiser.step(model.parameters, gradients: model.gradients)
  }

  /// Whether there is a model to train and to measure.
  public var isRunning: Bool { divergedAt == nil && !isWaiting }

  /// Takes over the weights of a donor, with a fresh optimiser, as one who loads them would.
  /// The donor is a model that this one can hold.
  func begin(_ start: WarmStart, at donor: Learner, on data: LockStep, batch: Batch) {
    precondition(isWaiting, "a model starts once")
    isWaiting = false
    divergedAt = donor.divergedAt
    guard divergedAt == nil else { return }
    let records = WarmStart.Transfer(
      donor: donor.model, model: model, start: start, source: data.source, splits: data.splits
    ).begin(batch)
    // A donor whose last step left it without finite predictions is no start.
    guard records.allSatisfy(\.largestDifference.isFinite) else { return markDiverged() }
    self.start = records
  }

  /// Records that the model, though its losses were finite, has no finite predictions.
  public func markDiverged() {
    if divergedAt == nil { divergedAt = max(1, stepCount) }
  }
}

// One model in training.
public import ModelZoo
public import Randomness
public import SyntheticData

/// A model with its optimiser; it stops learning if its loss is not finite.
public final class Learner {
  /// The model.
  public let model: Model
  /// The training specification.
  public let training: TrainingSpec
  /// Steps taken.
  public private(set) var stepCount = 0
  /// The step, from 1, whose loss was not finite; nil if none.
  public private(set) var divergedAt: Int?
  /// The joint loss of the last batch.
  public private(set) var lastLoss = 0.0
  private let optimiser: any Optimiser
  /// Whether the model waits for the weights of a donor; until then it is neither trained nor
  /// evaluated.
  public private(set) var isWaiting: Bool
  /// Its difference from the donor at the warm start, per task; empty without a warm start.
  public private(set) var start: [WarmStartRecord] = []
  private var weights: [Double]
  private var weightsEpoch = 0

  /// A freshly initialised model.
  ///
  /// - Parameters:
  ///   - initialisation: the stream of its initial weights.
  ///   - isWaiting: whether it waits for a warm start.
  /// - Throws: `SpecError` if the model or the training is invalid.
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

  /// Bytes of memory: the model's, and two moments of every parameter.
  public var byteCount: Int {
    model.byteCount + 2 * model.parameterCount * MemoryLayout<Float>.stride
  }

  /// One step on one batch of an epoch (from 0). Allocates nothing.
  ///
  /// - Parameter rateFactor: what the training's schedule has at this step.
  public func learn(_ batch: Batch, epoch: Int, rateFactor: Double = 1) {
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
    model.clearFrozenGradients()
    optimiser.step(model.parameters, gradients: model.gradients, rateFactor: rateFactor)
  }

  /// Whether the model is trained and evaluated: it has not diverged and does not wait.
  public var isRunning: Bool { divergedAt == nil && !isWaiting }

  /// Copies the weights of a donor and starts with a new optimiser, as when loading a checkpoint.
  /// The donor must pass ``WeightTransfer/validate(_:holding:)``.
  func begin(_ start: WarmStart, at donor: Learner, on data: LockStep, batch: Batch) {
    precondition(isWaiting, "a model starts once")
    isWaiting = false
    divergedAt = donor.divergedAt
    guard divergedAt == nil else { return }
    let records = WarmStart.Transfer(
      donor: donor.model, model: model, start: start, source: data.source, splits: data.splits
    ).begin(batch)
    // A donor with non-finite predictions after its last step counts as diverged.
    guard records.allSatisfy(\.largestDifference.isFinite) else { return markDiverged() }
    self.start = records
  }

  /// Marks the model as diverged because its predictions, though not its losses, are not finite.
  public func markDiverged() {
    if divergedAt == nil { divergedAt = max(1, stepCount) }
  }
}

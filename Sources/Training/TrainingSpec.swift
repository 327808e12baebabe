// The specification of a training, without the data and the model.
public import Formats

/// ω_k(t) = initial · decay^t, the weight of task k's loss in epoch t (PLE equation 9).
public struct TaskWeight: Codable, Hashable, Sendable {
  /// ω_{k,0}.
  public var initial: Double
  /// γ_k.
  public var decay: Double

  /// A weight that changes by the factor `decay` from epoch to epoch.
  public init(initial: Double = 1, decay: Double = 1) {
    self.initial = initial
    self.decay = decay
  }

  /// ω_k(t).
  public func value(epoch: Int) -> Double {
    var weight = initial
    for _ in 0..<epoch { weight *= decay }
    return weight
  }
}

/// Minibatch training in a fixed order of samples.
public struct TrainingSpec: Codable, Hashable, Sendable {
  /// B, the samples per step; the last step of an epoch takes the remaining ones.
  public var batchSize: Int
  /// The number of passes over the training range.
  public var epochCount: Int
  /// The optimiser's step size; with a schedule that of the first step.
  public var learningRate: Double
  /// One weight per task.
  public var taskWeights: [TaskWeight]
  /// The optimiser; nil for Adam.
  public var optimiser: OptimiserKind?
  /// How the rate changes over the steps of all epochs; constant where absent. An initialiser leaves
  /// `constant` out, so that the same training has the same JSON.
  public var schedule: LearningRateSchedule?

  /// A specification, not yet validated.
  public init(
    batchSize: Int, epochCount: Int = 1, learningRate: Double, taskWeights: [TaskWeight],
    optimiser: OptimiserKind? = nil, schedule: LearningRateSchedule? = nil
  ) {
    self.batchSize = batchSize
    self.epochCount = epochCount
    self.learningRate = learningRate
    self.taskWeights = taskWeights
    self.optimiser = optimiser
    self.schedule = schedule == .constant ? nil : schedule
  }

  /// Throws a `SpecError` for the first invalid field.
  public func validate(taskCount: Int) throws(SpecError) {
    guard batchSize >= 1 else {
      throw SpecError(field: "batchSize", value: "\(batchSize)", allowed: "at least 1")
    }
    guard epochCount >= 1 else {
      throw SpecError(field: "epochCount", value: "\(epochCount)", allowed: "at least 1")
    }
    guard learningRate > 0, learningRate.isFinite else {
      throw SpecError(
        field: "learningRate", value: "\(learningRate)", allowed: "a finite number above 0")
    }
    guard taskWeights.count == taskCount else {
      throw SpecError(
        field: "taskWeights", value: "\(taskWeights.count) weights",
        allowed: "\(taskCount) weights, one per task")
    }
    for (task, weight) in taskWeights.enumerated() {
      guard weight.initial >= 0, weight.initial.isFinite, weight.decay > 0, weight.decay.isFinite
      else {
        throw SpecError(
          field: "taskWeights[\(task)]", value: "\(weight.initial) · \(weight.decay)^epoch",
          allowed: "an initial weight of at least 0 and a decay above 0, both finite")
      }
    }
  }
}

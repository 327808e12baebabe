// One draw (a data set) and the trainings on it: a model's, and the single-task network's as
// references.

/// The log errors of all trainings of a model and of the single-task network on one draw.
///
/// Letters: K tasks, J trainings j of the model, L trainings l of the single-task network. The gain
/// of task k in the pair (j, l) is the log error of l minus that of j: positive where the model is
/// better. A placebo is scored by giving its trainings as `models` and only the baseline's as
/// `references`.
public struct TrainedDraw: Hashable, Sendable {
  /// One training on the draw.
  public struct Training: Hashable, Sendable {
    /// The cell. Trainings of one cell share the order of batches, so they are not independent
    /// given the draw; trainings of different cells are.
    public var cell: Int
    /// The log error of each of the K tasks.
    public var logErrors: [Double]

    /// A training of a cell with K finite log errors.
    public init(cell: Int, logErrors: [Double]) {
      requireFinite(logErrors)
      self.cell = cell
      self.logErrors = logErrors
    }
  }

  /// The model's J trainings, at least one.
  public let models: [Training]
  /// The single-task network's L trainings, at least one.
  public let references: [Training]

  /// The draw of these trainings, which all have the same K ≥ 1 tasks.
  public init(models: [Training], references: [Training]) {
    precondition(
      !models.isEmpty && !references.isEmpty,
      "a draw has trainings of both: \(models.count) models, \(references.count) references")
    let counts = Set((models + references).map(\.logErrors.count))
    precondition(
      counts.count == 1 && !counts.contains(0),
      "all trainings of a draw have the same tasks, not \(counts.sorted())")
    self.models = models
    self.references = references
  }

  /// K.
  public var taskCount: Int { models[0].logErrors.count }

  /// The gain of each task: its mean log error over the references minus that over the models.
  public var meanGains: [Double] {
    (0..<taskCount).map { task in
      meanLogError(references, task) - meanLogError(models, task)
    }
  }

  /// Half the first task's mean gain minus the second's: what the first task gains at the second's
  /// expense. Nil unless there are two tasks.
  public var antisymmetricGain: Double? {
    let gains = meanGains
    return gains.count == 2 ? (gains[0] - gains[1]) / 2 : nil
  }

  /// The share of all pairs (j, l) in which two tasks have gains of opposite signs, both beyond the
  /// margin: what a table of single runs shows.
  ///
  /// One gain is above the margin and another below minus the margin.
  public func oppositeShare(margin: Double = 0) -> Double {
    requireMargin(margin)
    var opposite = 0
    for model in models {
      for reference in references {
        let gains = zip(reference.logErrors, model.logErrors).lazy.map { $0 - $1 }
        if gains.contains(where: { $0 > margin }) && gains.contains(where: { $0 < -margin }) {
          opposite += 1
        }
      }
    }
    return Double(opposite) / Double(models.count * references.count)
  }

  /// The draw with a planted effect: every gain of a task is raised by its entry in `gains`.
  ///
  /// The positive control: a placebo with a planted effect has a lasting seesaw of known size.
  public func planting(_ gains: [Double]) -> TrainedDraw {
    precondition(
      gains.count == taskCount, "\(taskCount) tasks have as many planted gains, not \(gains.count)")
    let planted = models.map { model in
      Training(cell: model.cell, logErrors: zip(model.logErrors, gains).map { $0 - $1 })
    }
    return TrainedDraw(models: planted, references: references)
  }
}

/// The mean log error of a task.
private func meanLogError(_ trainings: [TrainedDraw.Training], _ task: Int) -> Double {
  trainings.reduce(0) { $0 + $1.logErrors[task] } / Double(trainings.count)
}

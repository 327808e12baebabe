// Errors of models over a range of samples; all models see the same batches.
internal import LinearAlgebra
internal import ModelZoo
public import SyntheticData

/// The errors of one model on one task.
public struct TaskScore: Codable, Hashable, Sendable {
  /// Mean squared error over the samples that have the task's labels, and over their S labels.
  public var meanSquaredError: Double
  /// Mean of (ŷ − noise-free label)² over the samples that carry the task's label, and over their S
  /// labels; nil where the batch has no noise-free labels.
  public var meanExcessError: Double?

  /// A score.
  public init(meanSquaredError: Double, meanExcessError: Double? = nil) {
    self.meanSquaredError = meanSquaredError
    self.meanExcessError = meanExcessError
  }
}

/// Called after each forward pass of an evaluation.
public protocol EvaluationObserver: AnyObject {
  /// Records the `count` samples of the last forward pass.
  func record(count: Int)
}

/// Scores models together in one pass; memory does not grow with the number of samples.
public enum Evaluation {
  /// Returns one score per task for each learner, or nil if it has diverged or predicts non-finite
  /// values.
  ///
  /// - Parameters:
  ///   - batch: with noise-free labels, excess errors are measured too.
  ///   - recorders: one per learner; nil where nothing is watched.
  ///   - countingUnlabelled: whether samples that do not carry a task's label count too: a generator knows it all the same.
  public static func score(
    _ learners: [Learner], on source: any SampleSource, samples: Range<Int>, batch: Batch,
    recorders: [(any EvaluationObserver)?] = [], countingUnlabelled: Bool = false
  ) -> [[TaskScore]?] {
    let tasks = source.taskCount
    let labels = batch.labelCount
    var errors = learners.map { _ in Array(repeating: Moments(), count: tasks) }
    var excesses = errors
    let running = learners.map(\.isRunning)
    var start = samples.lowerBound
    while start < samples.upperBound {
      let range = start..<min(start + batch.capacity, samples.upperBound)
      source.fill(batch, with: range)
      let count = range.count
      for (index, learner) in learners.enumerated() where running[index] {
        learner.model.forward(batch.inputs.baseAddress!, count: count)
        if index < recorders.count { recorders[index]?.record(count: count) }
      }
      for (index, learner) in learners.enumerated() where running[index] {
        for task in 0..<tasks {
          let own = learner.model.predictions(task: task, count: count)
          for i in 0..<count
          where countingUnlabelled || batch.masks[i * tasks + task] != 0 {
            let truth = batch.labels.baseAddress! + (i * tasks + task) * labels
            errors[index][task].add(squaredError(own.row(i), truth, count: labels))
            if let noiseFree = batch.noiseFreeLabels?.baseAddress {
              excesses[index][task].add(
                squaredError(
                  own.row(i), noiseFree + (i * tasks + task) * labels, count: labels))
            }
          }
        }
      }
      start = range.upperBound
    }
    return learners.indices.map { index in
      guard running[index], errors[index].allSatisfy({ $0.mean.isFinite }) else { return nil }
      return (0..<tasks).map { task in
        let excess = excesses[index][task]
        return TaskScore(
          meanSquaredError: errors[index][task].mean,
          meanExcessError: excess.count > 0 && excess.mean.isFinite ? excess.mean : nil)
      }
    }
  }

  /// The mean over a sample's labels of (ŷ − y)².
  private static func squaredError(
    _ predictions: UnsafePointer<Float>, _ labels: UnsafePointer<Float>, count: Int
  ) -> Double {
    var sum = 0.0
    for s in 0..<count {
      let error = Double(predictions[s]) - Double(labels[s])
      sum += error * error
    }
    return sum / Double(count)
  }

  /// Var(y_k) per task, over the samples of a range that have the label, or all of them, and over their S labels.
  public static func labelVariances(
    _ source: any SampleSource, samples: Range<Int>, batch: Batch, countingUnlabelled: Bool = false
  ) -> [Double] {
    let tasks = source.taskCount
    let labels = batch.labelCount
    var moments = Array(repeating: Moments(), count: tasks)
    var start = samples.lowerBound
    while start < samples.upperBound {
      let range = start..<min(start + batch.capacity, samples.upperBound)
      source.fill(batch, with: range)
      for i in 0..<range.count {
        for task in 0..<tasks
        where countingUnlabelled || batch.masks[i * tasks + task] != 0 {
          for s in 0..<labels {
            moments[task].add(Double(batch.labels[(i * tasks + task) * labels + s]))
          }
        }
      }
      start = range.upperBound
    }
    return moments.map(\.populationVariance)
  }

  /// How many samples of a range carry a task's label, per task.
  public static func labelCounts(
    _ source: any SampleSource, samples: Range<Int>, batch: Batch
  ) -> [Int] {
    var counts = Array(repeating: 0, count: source.taskCount)
    var start = samples.lowerBound
    while start < samples.upperBound {
      let range = start..<min(start + batch.capacity, samples.upperBound)
      source.fill(batch, with: range)
      for i in 0..<range.count {
        for task in counts.indices where batch.masks[i * counts.count + task] != 0 {
          counts[task] += 1
        }
      }
      start = range.upperBound
    }
    return counts
  }
}

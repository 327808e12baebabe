// PLE's joint loss, section 4.3, equations 8–9, with the squared error as each task's loss.
internal import LinearAlgebra
public import ModelZoo
public import SyntheticData

/// L = Σ_k ω_k L_k, where each L_k is averaged over task k's own sample space:
/// L_k = Σ_i δ_k^i ‖ŷ_k^i − y_k^i‖² / (S·Σ_i δ_k^i), where δ_k^i is 1 if sample i has task k's
/// S labels. L_k is 0 for a batch without labels of task k.
public enum JointLoss {
  /// Writes dL/dŷ of every task into the model and returns L.
  ///
  /// - Parameter weights: ω_k, one per task.
  public static func differentiate(
    _ model: Model, on batch: Batch, weights: [Double]
  ) -> Double {
    let count = batch.count
    let tasks = model.spec.taskCount
    let labels = model.spec.labelsPerTask
    precondition(
      batch.taskCount == tasks && batch.labelCount == labels,
      "a batch with \(batch.taskCount)·\(batch.labelCount) labels for \(tasks)·\(labels) predictions"
    )
    var loss = 0.0
    for task in 0..<tasks {
      let predictions = model.predictions(task: task, count: count)
      let gradient = model.predictionGradient(task: task, count: count)
      var labelled: Float = 0
      for i in 0..<count { labelled += batch.masks[i * tasks + task] }
      let number = Double(labelled) * Double(labels)
      let scale = labelled > 0 ? Float(2 * weights[task] / number) : 0
      var sum = 0.0
      for i in 0..<count {
        let mask = batch.masks[i * tasks + task]
        for s in 0..<labels {
          // A sample without the label contributes nothing, whatever the value of its label.
          let label = batch.labels[(i * tasks + task) * labels + s]
          let error = mask == 0 ? 0 : predictions.row(i)[s] - label
          gradient.row(i)[s] = scale * error
          sum += Double(error) * Double(error)
        }
      }
      if labelled > 0 { loss += weights[task] * sum / number }
    }
    return loss
  }
}

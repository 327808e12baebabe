// PLE's joint loss, section 4.3, equations 8–9, with the squared error as each task's loss.
internal import LinearAlgebra
public import ModelZoo
public import SyntheticData

/// L = Σ_k ω_k L_k, each L_k averaged over task k's own sample space:
/// L_k = Σ_i δ_k^i (ŷ_k^i − y_k^i)² / Σ_i δ_k^i, where δ_k^i is 1 if sample i carries task k's label.
/// A batch without labels of a task has L_k = 0.
public enum JointLoss {
  /// Writes dL/dŷ of every task into the model and returns L.
  ///
  /// - Parameter weights: ω_k, one per task.
  public static func differentiate(
    _ model: Model, on batch: Batch, weights: [Double]
  ) -> Double {
    let count = batch.count
    let tasks = model.spec.taskCount
    var loss = 0.0
    for task in 0..<tasks {
      let predictions = model.predictions(task: task, count: count)
      let gradient = model.predictionGradient(task: task, count: count)
      var labelled: Float = 0
      for i in 0..<count { labelled += batch.masks[i * tasks + task] }
      let scale = labelled > 0 ? Float(2 * weights[task] / Double(labelled)) : 0
      var sum = 0.0
      for i in 0..<count {
        let mask = batch.masks[i * tasks + task]
        // A sample without the label adds nothing, whatever stands in its place.
        let error = mask == 0 ? 0 : predictions.row(i)[0] - batch.labels[i * tasks + task]
        gradient.row(i)[0] = scale * error
        sum += Double(error) * Double(error)
      }
      if labelled > 0 { loss += weights[task] * sum / Double(labelled) }
    }
    return loss
  }
}

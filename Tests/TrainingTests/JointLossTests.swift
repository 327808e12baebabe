import LinearAlgebra
import ModelZoo
import Randomness
import SyntheticData
import Testing
import Training

/// A linear two-task model on a batch of three with chosen masks.
private func lossAndGradients(
  masks: [Float], weights: [Double], hiddenLabel: Float = 5
) throws -> (loss: Double, gradients: [[Float]], predictions: [[Float]]) {
  let model = try Model(
    ModelSpec(kind: .singleTask, inputWidth: 2, taskCount: 2, levelWidths: [], towerWidths: []),
    batchCapacity: 3)
  model.initialise(from: RandomStream(seed: 1))
  let batch = Batch(capacity: 3, inputWidth: 2, taskCount: 2)
  batch.count = 3
  for (index, value) in [1, 2, -1, 0.5, 0.25, 3].enumerated() { batch.inputs[index] = Float(value) }
  for index in 0..<6 {
    batch.labels[index] = masks[index] == 0 ? hiddenLabel : Float(index)
    batch.masks[index] = masks[index]
  }
  let x = try #require(batch.inputs.baseAddress)
  model.forward(x, count: 3)
  let predictions = (0..<2).map { task in
    (0..<3).map { model.predictions(task: task, count: 3).row($0)[0] }
  }
  let loss = JointLoss.differentiate(model, on: batch, weights: weights)
  let gradients = (0..<2).map { task in
    (0..<3).map { model.predictionGradient(task: task, count: 3).row($0)[0] }
  }
  return (loss, gradients, predictions)
}

@Test func jointLossAveragesEachTaskOverItsOwnSamples() throws {
  let masks: [Float] = [1, 0, 1, 1, 1, 0]
  let (loss, gradients, predictions) = try lossAndGradients(masks: masks, weights: [1, 0.5])
  var expected = 0.0
  for (task, weight) in [1, 0.5].enumerated() {
    let labelled = (0..<3).filter { masks[$0 * 2 + task] == 1 }
    for i in 0..<3 {
      let error = Double(predictions[task][i]) - Double(i * 2 + task)
      let slope = labelled.contains(i) ? weight * 2 * error / Double(labelled.count) : 0
      #expect(abs(Double(gradients[task][i]) - slope) < 1e-6)
      if labelled.contains(i) { expected += weight * error * error / Double(labelled.count) }
    }
  }
  #expect(abs(loss - expected) < 1e-6)
}

@Test func labelsOutsideTheSampleSpaceHaveNoEffect() throws {
  let masks: [Float] = [1, 0, 1, 1, 1, 0]
  let plain = try lossAndGradients(masks: masks, weights: [1, 1])
  let absurd = try lossAndGradients(masks: masks, weights: [1, 1], hiddenLabel: .nan)
  #expect(plain.loss == absurd.loss)
  #expect(plain.gradients == absurd.gradients)
}

@Test func aTaskWithoutLabelsInABatchHasNoLoss() throws {
  let result = try lossAndGradients(masks: [1, 0, 1, 0, 1, 0], weights: [1, 1])
  #expect(result.gradients[1] == [0, 0, 0])
  #expect(result.loss.isFinite)
}

@Test func taskWeightsDecayByEpoch() {
  let weight = TaskWeight(initial: 0.5, decay: 0.9)
  #expect(weight.value(epoch: 0) == 0.5)
  #expect(abs(weight.value(epoch: 3) - 0.5 * 0.729) < 1e-15)
}

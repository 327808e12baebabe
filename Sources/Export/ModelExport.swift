// A model as files that NumPy and PyTorch open: weights, test samples, predictions and gate weights.

public import Experiments
internal import Formats
internal import Foundation
internal import LinearAlgebra
internal import ModelZoo
internal import SyntheticData
internal import Training

/// The model of a run with what it says of test samples.
public struct ModelExport {
  private let trained: TrainedRun
  private let samples: Range<Int>

  /// The model of a run as it is now, with its first test samples.
  ///
  /// - Parameter sampleCount: at most as many as there are test samples are written.
  public init(_ trained: TrainedRun, sampleCount: Int) {
    self.trained = trained
    let test = trained.splits.test
    samples = test.lowerBound..<min(test.upperBound, test.lowerBound + sampleCount)
  }

  private var model: Model { trained.learner.model }

  /// Writes the folder: `model.safetensors`; `inputs.npy`, `labels.npy`, `noise_free_labels.npy` and
  /// `masks.npy` with `data.json`; `predictions.npy`, shaped like the labels; `gates/*.npy`, [B, E];
  /// `curve.csv` of a trained model; `README.md`.
  ///
  /// - Throws: `FileError`.
  public func write(to folder: String) throws {
    try WeightFile.write(model, to: "\(folder)/model.safetensors", metadata: try metadata())
    try DataExport(trained.run.data, samples: samples).writeArrays(to: folder)
    try writePredictions(to: folder)
    if !trained.curve.isEmpty { try AtomicFile.write(curve, to: "\(folder)/curve.csv") }
    try AtomicFile.write(try page(), to: "\(folder)/README.md")
  }

  /// Everything that decides the weights, as JSON.
  func metadata() throws -> [String: String] {
    func json(_ value: some Encodable) throws -> String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    let run = trained.run
    return [
      "run": try run.canonical(), "model": try json(run.subject.model),
      "training": try json(run.subject.training), "data": try json(run.data),
      "steps": "\(trained.learner.stepCount)", "numericsVersion": "\(numericsVersion)",
    ]
  }

  private func writePredictions(to folder: String) throws {
    let spec = model.spec
    let (tasks, labels) = (spec.taskCount, spec.labelsPerTask)
    let shape = [tasks] + (trained.run.data.generator.isSequential ? [labels] : [])
    let predictions = try NumPyFile.stream(
      to: "\(folder)/predictions.npy", shape: [samples.count] + shape)
    let gates = try model.gates.map { gate in
      try NumPyFile.stream(
        to: "\(folder)/gates/level\(gate.level).\(gate.name).npy",
        shape: [samples.count, gate.experts.count])
    }
    let batch = Batch(capacity: model.batchCapacity, of: trained.source)
    for first in stride(from: samples.lowerBound, to: samples.upperBound, by: batch.capacity) {
      trained.source.fill(batch, with: first..<min(first + batch.capacity, samples.upperBound))
      guard let x = batch.inputs.baseAddress else { continue }
      model.forward(x, count: batch.count)
      let views = (0..<tasks).map { model.predictions(task: $0, count: batch.count) }
      for row in 0..<batch.count {
        for view in views {
          try predictions.append(UnsafeBufferPointer(start: view.row(row), count: labels))
        }
      }
      for (index, file) in gates.enumerated() {
        let weights = model.weights(gate: index, count: batch.count)
        for row in 0..<batch.count {
          try file.append(UnsafeBufferPointer(start: weights.row(row), count: weights.columns))
        }
      }
    }
    for file in [predictions] + gates { try file.finish() }
  }

  private var curve: String {
    var text = "step,samples,validation_nmse\n"
    for point in trained.curve {
      text += "\(point.step),\(point.samples),\(NumberFormat.measured(point.validationNMSE))\n"
    }
    return text
  }
}

extension ModelExport {
  /// What the files are and how to open them.
  func page() throws -> String {
    let (run, spec) = (trained.run, model.spec)
    let isSequential = run.data.generator.isSequential
    let inputs =
      isSequential
      ? "[B, T, D] = [\(samples.count), \(spec.stepsPerSample), \(spec.inputWidth)]"
      : "[B, D] = [\(samples.count), \(spec.inputWidth)]"
    let labels =
      isSequential
      ? "[B, K, S] = [\(samples.count), \(spec.taskCount), \(spec.labelsPerTask)]"
      : "[B, K] = [\(samples.count), \(spec.taskCount)]"
    let steps = trained.learner.stepCount
    let correlation = run.data.correlation.map { ", p = \($0)" } ?? ""
    let title =
      spec.kind.definition.title
      + (spec.layerKind == .dense ? "" : " of \(spec.layerKind.rawValue) layers")
    var text = """
      # \(title), \(steps == 0 ? "first weights" : "trained for \(steps) steps")

      \(model.parameterCount) parameters. Data: \(run.data.generator.name), seed \(run.data.seed), \
      \(run.data.draw)\(correlation). Initialisation: \(run.subject.initialisation).

      | File | Content |
      |---|---|
      | `model.safetensors` | weights; in its metadata `run`, the whole specification as JSON, and its parts `model`, \
      `training` and `data` |
      | `inputs.npy` | test samples \(samples.lowerBound) to \(samples.upperBound - 1), \(inputs) |
      | `labels.npy`, `noise_free_labels.npy` | \(labels) |
      | `masks.npy` | [B, K], 1 where a sample has a task's label |
      | `predictions.npy` | the model's, shaped like the labels |
      | `data.json` | the data set and the samples |

      """
    if !trained.curve.isEmpty {
      text +=
        "| `curve.csv` | the learning curve: mean over tasks of MSE / Var(y) on validation samples |\n"
    }
    for gate in model.gates {
      let experts = gate.experts.map { "\($0.name) (\($0.owner))" }.joined(separator: ", ")
      text +=
        "| `gates/level\(gate.level).\(gate.name).npy` | weights [B, \(gate.experts.count)] of \(experts) |\n"
    }
    text += """

      All numbers are float32, row-major. A weight is [outputs, inputs], as in PyTorch's `Linear`; an LSTM's gates are \
      i, f, g, o, as in PyTorch's `LSTM`, whose second bias is 0 and must not be trained.

      ```python
      # NumPy: pip install numpy safetensors
      import numpy as np
      from safetensors.numpy import load_file

      weights = load_file("model.safetensors")  # name → array
      x, y, predicted = (np.load(f"{name}.npy") for name in ("inputs", "labels", "predictions"))
      ```

      ```python
      # PyTorch: pip install torch safetensors; run in this folder, for models.py
      import json, numpy as np, torch
      from safetensors import safe_open
      from safetensors.torch import load_file
      from models import build

      with safe_open("model.safetensors", "pt") as file:
          model = build(json.loads(file.metadata()["model"]))
      model.load_state_dict(load_file("model.safetensors"))
      with torch.no_grad():
          predicted = model(torch.from_numpy(np.load("inputs.npy")))  # [B, K, S]
      gates = model.gate_weights()  # by the names of gates/*.npy
      expected = torch.from_numpy(np.load("predictions.npy")).reshape(predicted.shape)
      print("largest difference:", (predicted - expected).abs().max().item())
      ```

      """
    if let scores = trained.scores() {
      text +=
        "\nErrors over all test samples:\n\n| Task | MSE | MSE from the noise-free label |\n|---|--:|--:|\n"
      for (task, score) in scores.enumerated() {
        text +=
          "| \(task + 1) | \(NumberFormat.measured(score.meanSquaredError)) | "
          + "\(NumberFormat.measured(score.meanExcessError)) |\n"
      }
    }
    return text
  }
}

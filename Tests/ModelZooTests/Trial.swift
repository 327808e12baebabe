// A model with parameters, a batch and a joint loss.
import LinearAlgebra
import ModelZoo
import Randomness
import Testing

/// One specimen, ready to be compared with the oracle.
///
/// Inputs are standard normal. With `awayFromKinks`, samples that bring a ReLU unit's
/// pre-activation within 1e-3 of 0 are skipped, so that neither rounding nor a finite difference
/// crosses a kink.
final class Trial {
  let model: Model
  let oracle: Oracle
  let count: Int
  /// The inputs, [B, T·D].
  let x: FloatBuffer
  /// T·D, the inputs of a sample.
  var inputsPerSample: Int { spec.stepsPerSample * spec.inputWidth }
  /// The number of skipped samples.
  private var passedOver = 0

  /// A trial with random weights and biases.
  init(
    _ spec: ModelSpec, count: Int = 7, batchCapacity: Int? = nil, seed: UInt64 = 1,
    awayFromKinks: Bool = true
  ) throws {
    let stream = RandomStream(seed: seed)
    model = try Model(spec, batchCapacity: batchCapacity ?? count)
    model.initialise(from: stream.stream("parameters"))
    for slice in model.table where slice.isBias {
      stream.stream("biases").stream(slice.name).fillUniform(
        model.parameters.slice(slice.range), in: -0.25..<0.75)
    }
    oracle = Oracle(spec, table: model.table)
    self.count = count
    let width = spec.stepsPerSample * spec.inputWidth
    x = FloatBuffer(count: count * width)
    let parameters = model.parameters.all.map(Double.init)
    for i in 0..<count {
      let row = x.slice(i * width..<(i + 1) * width)
      while true {
        stream.stream("inputs").fillNormal(row, row: i + passedOver)
        guard awayFromKinks else { break }
        if try oracle.evaluate(parameters, at: row.map(Double.init)).margin > 1e-3 { break }
        passedOver += 1
        try #require(passedOver <= 2 * count + 8, "most samples lie at a kink")
      }
    }
  }

  var spec: ModelSpec { model.spec }

  /// The model's parameters in Double.
  var parameters: [Double] { model.parameters.all.map(Double.init) }

  /// The model's gradients in Double.
  var gradients: [Double] { model.gradients.all.map(Double.init) }

  /// A sample's input in Double.
  func input(_ sample: Int) -> [Double] {
    x.slice(sample * inputsPerSample..<(sample + 1) * inputsPerSample).map(Double.init)
  }

  /// Makes all ReLU units active for every sample, so that no path is blocked: all layers except
  /// gates get small weights and the bias 1.
  func openReLUs() throws {
    for slice in model.table where slice.name.contains(".layer") {
      for i in slice.range {
        model.parameters.base[i] = slice.isBias ? 1 : 0.1 * model.parameters.base[i]
      }
    }
    for i in 0..<count {
      try #require(oracle.evaluate(parameters, at: input(i)).open.allSatisfy { $0 })
    }
  }

  // MARK: Passes

  /// Runs the batch forward.
  func forward() { model.forward(x.base, count: count) }

  /// The model's predictions after `forward`, [task][sample · S + label].
  func predictions() -> [[Double]] { Self.predictions(of: model, count: count) }

  /// A model's predictions for its last batch, [task][sample · S + label].
  static func predictions(of model: Model, count: Int) -> [[Double]] {
    (0..<model.spec.taskCount).map { task in
      let view = model.predictions(task: task, count: count)
      return (0..<count).flatMap { i in (0..<view.columns).map { Double(view.row(i)[$0]) } }
    }
  }

  /// The weights of a gate for its last batch, [sample][expert].
  func weights(gate: Int) -> [[Double]] {
    let view = model.weights(gate: gate, count: count)
    return (0..<count).map { i in (0..<view.columns).map { Double(view.row(i)[$0]) } }
  }

  /// Writes dL/dŷ, [task][sample · S + label], and runs the batch backward.
  func backward(_ gradients: (_ task: Int, _ prediction: Int) -> Double) {
    Self.write(gradients, to: model, count: count)
    model.backward(x.base, count: count)
  }

  /// Writes dL/dŷ, [task][sample · S + label].
  static func write(
    _ gradients: (_ task: Int, _ prediction: Int) -> Double, to model: Model, count: Int
  ) {
    for task in 0..<model.spec.taskCount {
      let view = model.predictionGradient(task: task, count: count)
      for i in 0..<count {
        for s in 0..<view.columns {
          view.row(i)[s] = Float(gradients(task, i * view.columns + s))
        }
      }
    }
  }

  /// The largest |entry| of the gradient by each parameter slice.
  func largestGradients() -> [String: Float] {
    Dictionary(
      uniqueKeysWithValues: model.table.map { slice in
        (slice.name, model.gradients.slice(slice.range).reduce(0) { max($0, abs($1)) })
      })
  }
}

/// L = Σ_k ω_k · (mean of (ŷ_k − y_k)² over task k's own sample space and S labels): PLE equations
/// 8–9.
struct MaskedSquaredError {
  let labels: [[Double]]
  let masks: [[Bool]]
  let taskWeights: [Double]
  private let labelCount: Int

  /// Arbitrary labels; tasks differ in missing samples and in weights.
  init(taskCount: Int, count: Int, labelCount: Int = 1) {
    self.labelCount = labelCount
    let labels = RandomStream(seed: 2).stream("labels")
    self.labels = (0..<taskCount).map { labels.normals(count * labelCount, row: $0) }
    masks = (0..<taskCount).map { task in
      (0..<count).map { count == 1 || ($0 + task) % 3 != 0 }
    }
    taskWeights = (0..<taskCount).map { 1 + Double($0) / 4 }
  }

  /// For a model's tasks and labels.
  init(_ spec: ModelSpec, count: Int) {
    self.init(taskCount: spec.taskCount, count: count, labelCount: spec.labelsPerTask)
  }

  func value(_ predictions: [[Double]]) -> Double {
    var loss = 0.0
    for (task, row) in predictions.enumerated() {
      for (i, prediction) in row.enumerated() {
        loss += factor(task, i) * (prediction - labels[task][i]) * (prediction - labels[task][i])
      }
    }
    return loss
  }

  /// dL/dŷ.
  func derivative(_ predictions: [[Double]], task: Int, prediction: Int) -> Double {
    2 * factor(task, prediction) * (predictions[task][prediction] - labels[task][prediction])
  }

  private func factor(_ task: Int, _ prediction: Int) -> Double {
    guard masks[task][prediction / labelCount] else { return 0 }
    return taskWeights[task] / Double(masks[task].count { $0 } * labelCount)
  }
}

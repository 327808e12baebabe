// The benchmark of one model: training on given batches, products, optimiser and evaluation.
internal import Formats
internal import LinearAlgebra
internal import ModelZoo
internal import Randomness
internal import SyntheticData
internal import Training

/// A model in training, and its measurements so far.
struct ModelBenchmark {
  /// The minimal duration of a measurement in seconds, well above a scheduler's time slice.
  static let slice = 0.1

  let learner: Learner
  let given: GivenBatches
  private(set) var record: SpeedRecord
  private let products: [ModelProduct]
  private let optimiser: Adam

  init(_ kind: ModelKind, shape: BenchmarkShape, given: GivenBatches) throws(SpecError) {
    learner = try Learner.forBenchmark(kind, shape: shape, batchSize: given.batchSize)
    self.given = given
    products = learner.model.products
    optimiser = Adam(
      count: learner.model.parameterCount, learningRate: learner.training.learningRate)
    record = SpeedRecord(
      shape: shape, model: kind.rawValue, batchSize: given.batchSize,
      parameterCount: learner.model.parameterCount, flopsPerSample: learner.model.flopsPerSample,
      byteCount: learner.byteCount)
  }

  /// Measures one repetition.
  ///
  /// - Parameter trainingOnly: whether to skip product limit and costs.
  mutating func measure(trainingOnly: Bool) {
    let training = perSample { batch in learner.learn(batch, epoch: 0) }
    record.samplesPerSecond.values.append(1 / training)
    guard !trainingOnly else { return }
    record.productLimit.values.append(productLimit())
    let multiplying = perSample { batch in
      guard let x = batch.inputs.baseAddress else { return }
      for product in products { learner.model.multiply(product, x, count: batch.count) }
    }
    let optimising = optimiserCost()
    record.cost.products.values.append(multiplying)
    record.cost.optimiser.values.append(optimising)
    record.cost.elementwise.values.append(training - multiplying - optimising)
    record.cost.evaluation.values.append(CostRecord.testShare * evaluationCost())
  }

  /// Takes untimed steps, so that memory is mapped and the core's clock rate is up.
  func warmUp() {
    for batch in given.batches.prefix(8) { learner.learn(batch, epoch: 0) }
  }

  /// Seconds per sample of some work on all given batches, repeated for at least a slice.
  private func perSample(_ work: (Batch) -> Void) -> Double {
    let start = ContinuousClock.now
    var count = 0
    repeat {
      for batch in given.batches { work(batch) }
      count += given.count
    } while seconds(since: start) < Self.slice
    return seconds(since: start) / Double(count)
  }

  /// Operations per second of the model's products, each repeated on the same operands, so that
  /// they are in the caches as far as possible.
  private func productLimit() -> Double {
    let batch = given.batches[0]
    guard let x = batch.inputs.baseAddress else { return 0 }
    var total = 0.0
    for product in products {
      // The clock is read once per group of calls, because reading it costs as much as a small
      // product.
      let group = max(1, 10_000_000 / (product.flopsPerSample * batch.count))
      var calls = 0
      let start = ContinuousClock.now
      repeat {
        for _ in 0..<group { learner.model.multiply(product, x, count: batch.count) }
        calls += group
      } while seconds(since: start) < Self.slice / Double(products.count)
      total += seconds(since: start) / Double(calls)
    }
    return Double(record.flopsPerSample * batch.count) / total
  }

  /// Seconds per sample of Adam's step after a backward pass.
  private func optimiserCost() -> Double {
    let model = learner.model
    var optimising = 0.0
    let weights = learner.training.taskWeights.map(\.initial)
    for batch in given.batches {
      guard let x = batch.inputs.baseAddress else { return 0 }
      model.forward(x, count: batch.count)
      _ = JointLoss.differentiate(model, on: batch, weights: weights)
      model.backward(x, count: batch.count)
      optimising += seconds { optimiser.step(model.parameters, gradients: model.gradients) }
    }
    return optimising / Double(given.count)
  }

  /// Seconds per test sample of evaluation, without data generation.
  private func evaluationCost() -> Double {
    let source = StandingSamples(given.source)
    let recorder = GateRecorder(learner.model)
    return perSample { batch in
      _ = Evaluation.score(
        [learner], on: source, samples: 0..<batch.count, batch: batch,
        recorders: [recorder])
    }
  }
}

extension Learner {
  /// A learner of a model of the zoo, with a learning rate at which nothing diverges.
  static func forBenchmark(
    _ kind: ModelKind, shape: BenchmarkShape, batchSize: Int
  ) throws(SpecError) -> Learner {
    let training = TrainingSpec(
      batchSize: batchSize, learningRate: 1e-4,
      taskWeights: Array(repeating: TaskWeight(), count: shape.taskCount))
    do {
      return try Learner(
        shape.spec(kind), training: training,
        initialisation: .benchmark("initialisation").stream(kind.rawValue))
    } catch let error as SpecError {
      throw error
    } catch {
      preconditionFailure("\(kind.rawValue): \(error)")
    }
  }
}

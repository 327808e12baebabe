// The benchmark of a replicate: all its models in lock-step on one batch that is regenerated for
// each step, as in a study.
internal import Dispatch
internal import Formats
internal import ModelZoo
internal import SyntheticData
internal import Synchronization
internal import Training

/// A replicate in training, and its measurements so far.
struct ReplicateBenchmark {
  private let replicate: Replicate
  private(set) var record: SpeedRecord

  init(shape: BenchmarkShape, batchSize: Int, jobs: Int) throws(SpecError) {
    replicate = try Replicate(shape: shape, batchSize: batchSize)
    let learners = replicate.learners
    record = SpeedRecord(
      shape: shape, model: SpeedRecord.replicate, batchSize: batchSize,
      parameterCount: learners.reduce(0) { $0 + $1.model.parameterCount },
      flopsPerSample: learners.reduce(0) { $0 + $1.model.flopsPerSample },
      byteCount: learners.reduce(0) { $0 + $1.byteCount }, jobs: jobs)
  }

  /// Takes untimed steps on new memory and records the peak memory.
  mutating func warmUp() {
    _ = replicate.train()
    record.peakMemory = PeakMemory.bytes()
  }

  /// Measures one repetition, after all models of this shape and batch: product limit and costs are
  /// computed from the models'.
  mutating func measure(after models: [ModelBenchmark]) throws(SpecError) {
    let (training, generation) = replicate.train()
    record.samplesPerSecond.values.append(1 / training)

    let parts = BenchmarkShape.replicate.compactMap { kind in
      models.first { $0.record.model == kind.rawValue }?.record
    }
    func sum(_ quantity: (SpeedRecord) -> Double) -> Double {
      parts.reduce(0) { $0 + quantity($1) }
    }
    record.productLimit.values.append(
      Double(record.flopsPerSample)
        / sum { Double($0.flopsPerSample) / ($0.productLimit.values.last ?? 0) })
    let products = sum { $0.cost.products.values.last ?? 0 }
    let optimiser = sum { $0.cost.optimiser.values.last ?? 0 }
    record.cost.generation.values.append(generation)
    record.cost.products.values.append(products)
    record.cost.optimiser.values.append(optimiser)
    record.cost.elementwise.values.append(training - generation - products - optimiser)
    record.cost.evaluation.values.append(sum { $0.cost.evaluation.values.last ?? 0 })
    record.jobsSpeedup.values.append(try ratesOfJobs() * training)
  }

  /// Samples per second of all jobs together, each on a separate thread.
  private func ratesOfJobs() throws(SpecError) -> Double {
    let jobs = record.jobs ?? 1
    let (shape, batchSize) = (record.shape, record.batchSize)
    let ready = Atomic(0)
    let rates = Mutex([Result<Double, SpecError>]())
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in
      let rate = Result { () throws(SpecError) in
        let replicate = try Replicate(shape: shape, batchSize: batchSize)
        // Waits until all jobs are ready.
        ready.add(1, ordering: .acquiringAndReleasing)
        while ready.load(ordering: .acquiring) < jobs {}
        return 1 / replicate.train().training
      }
      rates.withLock { $0.append(rate) }
    }
    var sum = 0.0
    for rate in rates.withLock({ $0 }) { sum += try rate.get() }
    return sum
  }
}

/// The models of a replicate, their data and their common batch.
private struct Replicate {
  let shape: BenchmarkShape
  let source: any SampleSource
  let batch: Batch
  let learners: [Learner]

  init(shape: BenchmarkShape, batchSize: Int) throws(SpecError) {
    source = try GivenBatches.source(shape)
    self.shape = shape
    batch = Batch(capacity: batchSize, of: source)
    var learners: [Learner] = []
    for kind in BenchmarkShape.replicate {
      learners.append(try .forBenchmark(kind, shape: shape, batchSize: batchSize))
    }
    self.learners = learners
  }

  /// Trains on as many samples as given batches have, for at least a slice. Returns seconds per
  /// sample of training including generation, and of generation.
  func train() -> (training: Double, generation: Double) {
    let start = ContinuousClock.now
    var generation = 0.0
    var next = 0
    repeat {
      let samples = next..<next + batch.capacity
      generation += seconds { source.fill(batch, with: samples) }
      for learner in learners { learner.learn(batch, epoch: 0) }
      next = samples.upperBound
    } while next < shape.sampleCount || seconds(since: start) < ModelBenchmark.slice
    return (seconds(since: start) / Double(next), generation / Double(next))
  }
}

// The measurements of one model, or of all models of a replicate in lock-step.

/// The speed of training on one thread, compared with that of its matrix products.
public struct SpeedRecord: Codable, Hashable, Sendable {
  /// The name of a replicate, whose models are trained in lock-step on generated batches.
  public static let replicate = "replicate"

  /// The shape.
  public var shape: BenchmarkShape
  /// A model's name in files and records, or ``replicate``.
  public var model: String
  /// B, the batch size.
  public var batchSize: Int
  /// The number of parameters, summed over models.
  public var parameterCount: Int
  /// Floating-point operations of a training step's products, per sample.
  public var flopsPerSample: Int
  /// Bytes of memory of the learners.
  public var byteCount: Int
  /// Training samples per second: for a model on batches generated in advance, for a replicate
  /// including data generation (a sample counts once for all models).
  public var samplesPerSecond = Measurement()
  /// Operations per second of BLAS on these products, each repeated alone, weighted by operations.
  /// Empty if not measured, like all following measurements.
  public var productLimit = Measurement()
  /// The time of a step by its parts.
  public var cost = CostRecord()
  /// The process's peak resident memory in bytes during the training of a replicate; nil for a
  /// model, and if the system does not report it.
  public var peakMemory: Int?
  /// The number of replicates trained in parallel, each on a separate thread; nil for a model.
  public var jobs: Int?
  /// Samples per second of `jobs` replicates, divided by those of one.
  public var jobsSpeedup = Measurement()

  /// Operations per second of training.
  public var flopsPerSecond: Double { Double(flopsPerSample) * samplesPerSecond.median }

  /// The speed of training as a fraction of the products' limit, per repetition.
  public var shareOfLimit: Measurement {
    Measurement(
      zip(samplesPerSecond.values, productLimit.values).map { Double(flopsPerSample) * $0 / $1 })
  }
}

/// Seconds per training sample, by their use.
public struct CostRecord: Codable, Hashable, Sendable {
  /// Test samples per training sample of a study.
  static let testShare = 0.125

  /// Data generation; part of a replicate's training, not of a model's.
  public var generation = Measurement()
  /// Matrix products, in the order of a step, without the operations between them.
  public var products = Measurement()
  /// The rest of a step: biases, ReLUs, gates, mixtures, loss.
  public var elementwise = Measurement()
  /// Adam.
  public var optimiser = Measurement()
  /// Evaluation and gate statistics of 1/8 test sample, since a study has one test sample per eight
  /// training samples; not part of training.
  public var evaluation = Measurement()
}

/// A run of the benchmark.
public struct BenchmarkReport: Codable, Hashable, Sendable {
  /// The OpenBLAS release.
  public var openblas: String
  /// The kernels in use.
  public var core: String
  /// The number of repetitions.
  public var repetitions: Int
  /// The records, by shape, batch and model.
  public var records: [SpeedRecord]

  /// A report.
  public init(openblas: String, core: String, repetitions: Int, records: [SpeedRecord]) {
    self.openblas = openblas
    self.core = core
    self.repetitions = repetitions
    self.records = records
  }
}

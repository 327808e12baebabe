// What was measured of one model, or of all models of a replicate side by side.

/// The speed of training on one thread, against that of the matrix products it is made of.
public struct SpeedRecord: Codable, Hashable, Sendable {
  /// The name of the models of a replicate trained side by side on one generated batch.
  public static let replicate = "replicate"

  /// The shape.
  public var shape: BenchmarkShape
  /// A model's name in files and records, or ``replicate``.
  public var model: String
  /// B.
  public var batchSize: Int
  /// Parameters, of all models if there are several.
  public var parameterCount: Int
  /// Floating-point operations of a training step's products, per sample.
  public var flopsPerSample: Int
  /// Memory that the learners keep.
  public var byteCount: Int
  /// Training samples per second: a model's on batches made beforehand, a replicate's with the
  /// making of its batches (a sample counts once, however many models learn from it).
  public var samplesPerSecond = Measurement()
  /// What BLAS reaches at these products, each alone and repeated, weighted by its operations:
  /// operations per second. Empty when not measured, like all that follow.
  public var productLimit = Measurement()
  /// Where the time goes.
  public var cost = CostRecord()
  /// The peak of the process's resident memory, in bytes, over the training of a replicate; nil for
  /// a model alone and where the system does not tell.
  public var peakMemory: Int?
  /// As many replicates at a time as this, each on a thread of its own; nil for a model alone.
  public var jobs: Int?
  /// Samples per second of so many, by those of one.
  public var jobsSpeedup = Measurement()

  /// Operations per second reached.
  public var flopsPerSecond: Double { Double(flopsPerSample) * samplesPerSecond.median }

  /// The share of the products' limit that training reaches, repetition by repetition.
  public var shareOfLimit: Measurement {
    Measurement(
      zip(samplesPerSecond.values, productLimit.values).map { Double(flopsPerSample) * $0 / $1 })
  }
}

/// Seconds per training sample, by what they are spent on.
public struct CostRecord: Codable, Hashable, Sendable {
  /// The share of a study's samples to test on, by those to train on.
  static let testShare = 0.125

  /// Making the sample: part of a replicate's training, not of a model's on given batches.
  public var generation = Measurement()
  /// Matrix products, in the order of a step but without what is between them.
  public var products = Measurement()
  /// Biases, ReLUs, gates, mixtures, loss: what remains of a step.
  public var elementwise = Measurement()
  /// Adam.
  public var optimiser = Measurement()
  /// Beside training: scoring and watching the gates on an eighth of a test sample, as a study has
  /// one for eight training samples.
  public var evaluation = Measurement()
}

/// A run of the benchmark.
public struct BenchmarkReport: Codable, Hashable, Sendable {
  /// OpenBLAS's release.
  public var openblas: String
  /// The kernels in use.
  public var core: String
  /// How often everything was measured.
  public var repetitions: Int
  /// By shape, batch and model.
  public var records: [SpeedRecord]

  /// A report.
  public init(openblas: String, core: String, repetitions: Int, records: [SpeedRecord]) {
    self.openblas = openblas
    self.core = core
    self.repetitions = repetitions
    self.records = records
  }
}

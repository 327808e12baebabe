// Speed measurements: models, batches, repetitions and their order.
public import Formats
internal import LinearAlgebra
public import ModelZoo

/// A benchmark's settings.
public struct Benchmark: Sendable {
  /// The shapes.
  public var shapes: [BenchmarkShape]
  /// The models; nil for each shape's default.
  public var models: [ModelKind]?
  /// The batch sizes; nil for each shape's default.
  public var batchSizes: [Int]?
  /// The number of repetitions of every measurement.
  public var repetitions: Int
  /// Whether to measure training only, without product limit, costs and replicates.
  public var trainingOnly: Bool
  /// The number of replicates trained in parallel for the comparison with a single one.
  public var jobs: Int

  /// A benchmark; the defaults measure everything.
  public init(
    shapes: [BenchmarkShape] = BenchmarkShape.allCases,
    models: [ModelKind]? = nil, batchSizes: [Int]? = nil,
    repetitions: Int = 5, trainingOnly: Bool = false, jobs: Int = 1
  ) {
    self.shapes = shapes
    self.models = models
    self.batchSizes = batchSizes
    self.repetitions = repetitions
    self.trainingOnly = trainingOnly
    self.jobs = jobs
  }

  /// Throws a `SpecError` for the first invalid field.
  public func validate() throws(SpecError) {
    guard (1...1000).contains(repetitions) else {
      throw SpecError(field: "repetitions", value: "\(repetitions)", allowed: "from 1 to 1000")
    }
    for size in batchSizes ?? [] where !(1...8192).contains(size) {
      throw SpecError(field: "batch", value: "\(size)", allowed: "from 1 to 8192")
    }
  }

  /// Runs the benchmark.
  ///
  /// All models of a shape and batch are measured in turn in every repetition, so that other load
  /// on the machine affects all models, and a model's limit as well as its training. Replicates are
  /// measured if all of their models are.
  ///
  /// - Parameter progress: called with a description of the next measurement.
  public func run(progress: (String) -> Void = { _ in }) throws(SpecError) -> BenchmarkReport {
    try validate()
    let library = BLASLibrary.loaded()
    var records: [SpeedRecord] = []
    // Small shapes first, because freed memory that the allocator keeps counts in later peaks.
    for shape in shapes.sorted(by: { $0.size < $1.size }) {
      let models = models ?? shape.models
      let hasReplicate =
        !trainingOnly && shape.stepCount == 1
        && BenchmarkShape.replicate.allSatisfy { models.contains($0) }
      for batchSize in batchSizes ?? shape.batchSizes {
        PeakMemory.reset()
        // First, so that its peak does not include the memory of the other benchmarks.
        var replicate =
          hasReplicate
          ? try ReplicateBenchmark(shape: shape, batchSize: batchSize, jobs: jobs) : nil
        replicate?.warmUp()
        let given = try GivenBatches(shape, batchSize: batchSize)
        var benchmarks: [ModelBenchmark] = []
        for kind in models {
          benchmarks.append(try ModelBenchmark(kind, shape: shape, given: given))
        }
        for benchmark in benchmarks { benchmark.warmUp() }
        for repetition in 1...repetitions {
          progress(
            "\(shape.rawValue) shape, batch \(batchSize): repetition \(repetition) of \(repetitions)"
          )
          for index in benchmarks.indices { benchmarks[index].measure(trainingOnly: trainingOnly) }
          try replicate?.measure(after: benchmarks)
        }
        records += benchmarks.map(\.record)
        if let replicate { records.append(replicate.record) }
      }
    }
    return BenchmarkReport(
      openblas: library.version, core: library.core, repetitions: repetitions,
      records: shapes.flatMap { shape in records.filter { $0.shape == shape } })
  }
}

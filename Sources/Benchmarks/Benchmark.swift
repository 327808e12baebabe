// The measuring of speed: which models, which batches, how often, in which order.
public import Formats
internal import LinearAlgebra
public import ModelZoo

/// What is to be measured.
public struct Benchmark: Sendable {
  /// The shapes.
  public var shapes: [BenchmarkShape]
  /// The models; nil for each shape's own.
  public var models: [ModelKind]?
  /// The batches; nil for each shape's own.
  public var batchSizes: [Int]?
  /// How often everything is measured.
  public var repetitions: Int
  /// Whether to measure training alone: neither limit, costs nor replicates.
  public var trainingOnly: Bool
  /// How many replicates are trained at a time for the comparison with one.
  public var jobs: Int

  /// A benchmark of everything.
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

  /// Throws a `SpecError` naming the first impossible field.
  public func validate() throws(SpecError) {
    guard (1...1000).contains(repetitions) else {
      throw SpecError(field: "repetitions", value: "\(repetitions)", allowed: "from 1 to 1000")
    }
    for size in batchSizes ?? [] where !(1...8192).contains(size) {
      throw SpecError(field: "batch", value: "\(size)", allowed: "from 1 to 8192")
    }
  }

  /// Measures.
  ///
  /// All models of a shape and batch take turns, repetition by repetition, so that a time in which
  /// the machine is busy with something else falls on all of them, and on a model's limit as well as
  /// on the model. Replicates are measured where all of their models are.
  ///
  /// - Parameter progress: told what is about to be measured.
  public func run(progress: (String) -> Void = { _ in }) throws(SpecError) -> BenchmarkReport {
    try validate()
    let library = BLASLibrary.loaded()
    var records: [SpeedRecord] = []
    // Small shapes first: memory that the allocator keeps once it is freed counts in later peaks.
    for shape in shapes.sorted(by: { $0.size < $1.size }) {
      let models = models ?? shape.models
      let hasReplicate =
        !trainingOnly && shape.stepCount == 1
        && BenchmarkShape.replicate.allSatisfy { models.contains($0) }
      for batchSize in batchSizes ?? shape.batchSizes {
        PeakMemory.reset()
        // First, so that its peak is of its own memory.
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

// Batches made beforehand, so that training can be timed without its data.
internal import Formats
internal import Randomness
internal import SyntheticData

/// A data set's first samples in batches, and its source.
struct GivenBatches {
  /// The samples held: enough that they do not stay in a core's own cache.
  static let sampleCount = 8192

  let source: CorrelatedTasks
  let batchSize: Int
  let batches: [Batch]

  /// The study's data (PLE section 5.2) at a shape.
  static func source(_ shape: BenchmarkShape) throws(SpecError) -> CorrelatedTasks {
    try CorrelatedTasks(
      CorrelatedTasksSpec(inputWidth: shape.inputWidth, taskCount: shape.taskCount),
      correlation: 0.5, draw: .benchmark("data"))
  }

  init(_ shape: BenchmarkShape, batchSize: Int) throws(SpecError) {
    let source = try Self.source(shape)
    self.source = source
    self.batchSize = batchSize
    batches = (0..<max(1, Self.sampleCount / batchSize)).map { index in
      let batch = Batch(
        capacity: batchSize, inputWidth: source.inputWidth, taskCount: source.taskCount)
      source.fill(batch, with: index * batchSize..<(index + 1) * batchSize)
      return batch
    }
  }

  /// The samples of one pass over all batches.
  var count: Int { batches.count * batchSize }
}

extension RandomStream {
  /// A stream of the benchmarks' own.
  static func benchmark(_ name: String) -> RandomStream {
    RandomStream(seed: 2020).stream("benchmark").stream(name)
  }
}

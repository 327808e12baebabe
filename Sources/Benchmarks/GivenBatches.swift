// Batches generated in advance, so that training is timed without data generation.
internal import Formats
internal import Randomness
internal import SyntheticData

/// The first samples of a data set in batches, and their source.
struct GivenBatches {
  let source: any SampleSource
  let batchSize: Int
  let batches: [Batch]

  /// The data of a shape: the study's (PLE section 5.2), or noise sequences.
  static func source(_ shape: BenchmarkShape) throws(SpecError) -> any SampleSource {
    guard shape.stepCount == 1 else { return NoiseSequences(shape: shape) }
    return try CorrelatedTasks(
      CorrelatedTasksSpec(inputWidth: shape.inputWidth, taskCount: shape.taskCount),
      correlation: 0.5, draw: .benchmark("data"))
  }

  init(_ shape: BenchmarkShape, batchSize: Int) throws(SpecError) {
    let source = try Self.source(shape)
    self.source = source
    self.batchSize = batchSize
    batches = (0..<max(1, shape.sampleCount / batchSize)).map { index in
      let batch = Batch(capacity: batchSize, of: source)
      source.fill(batch, with: index * batchSize..<(index + 1) * batchSize)
      return batch
    }
  }

  /// The number of samples in all batches.
  var count: Int { batches.count * batchSize }
}

/// Sequences of normal numbers. A label is the mean of its step's inputs, negated for every second
/// task. The cost of a training step does not depend on the data.
private struct NoiseSequences: SampleSource {
  let shape: BenchmarkShape

  var inputWidth: Int { shape.inputWidth }
  var taskCount: Int { shape.taskCount }
  var stepCount: Int { shape.stepCount }
  var labelCount: Int { shape.labelCount }

  func fill(_ batch: Batch, with samples: Range<Int>) {
    batch.count = samples.count
    let width = stepCount * inputWidth
    let stream = RandomStream.benchmark("sequences")
    for (i, sample) in samples.enumerated() {
      let x = UnsafeMutableBufferPointer(rebasing: batch.inputs[i * width..<(i + 1) * width])
      stream.fillNormal(x, row: sample)
      for task in 0..<taskCount {
        batch.masks[i * taskCount + task] = 1
        for s in 0..<labelCount {
          let step = x.suffix((labelCount - s) * inputWidth).prefix(inputWidth)
          let mean = step.reduce(0, +) / Float(inputWidth)
          batch.labels[(i * taskCount + task) * labelCount + s] = task % 2 == 0 ? mean : -mean
        }
      }
    }
  }
}

extension RandomStream {
  /// A random stream of the benchmarks.
  static func benchmark(_ name: String) -> RandomStream {
    RandomStream(seed: 2020).stream("benchmark").stream(name)
  }
}

// The correlated-task generator: MMoE (KDD 2018), section 3.2, for any number of tasks.
//
//   x ~ N(0, I_d)   (step 3)
//
// with the labels of `CorrelatedLabels` (steps 1, 2 and 4). x comes from a separate stream that
// does not depend on p.

public import Formats
public import Randomness

/// Tasks whose weight vectors have the pairwise cosine p, over isotropic Gaussian inputs.
public struct CorrelatedTasks: SampleSource {
  /// p, the cosine of any two tasks' weight vectors.
  public let correlation: Double

  let labels: CorrelatedLabels
  private let inputStream: RandomStream

  /// The data set of a draw at a correlation; throws as
  /// ``CorrelatedTasksSpec/validate(correlation:)``.
  public init(
    _ spec: CorrelatedTasksSpec, correlation: Double, draw: RandomStream
  ) throws(SpecError) {
    self.correlation = correlation
    labels = try CorrelatedLabels(spec, correlation: correlation, draw: draw)
    inputStream = draw.stream("inputs")
  }

  /// The constants.
  public var spec: CorrelatedTasksSpec { labels.spec }
  /// w, [K, d].
  public var weights: [Float] { labels.weights }
  /// α, [K, m]; the rows are equal if the tasks share them.
  public var frequencies: [Float] { labels.frequencies }
  /// β, [K, m]; the rows are equal if the tasks share them.
  public var phases: [Float] { labels.phases }
  /// d, the number of inputs per sample.
  public var inputWidth: Int { spec.inputWidth }
  /// K, the number of labels per sample.
  public var taskCount: Int { spec.taskCount }

  /// Fills a batch with the samples of these indices, in order, and sets its count. Noise-free labels
  /// are z + Σ sin(αz + β) = y − ε.
  public func fill(_ batch: Batch, with samples: Range<Int>) {
    checkShape(of: batch)
    precondition(samples.lowerBound >= 0, "a sample index is not negative: \(samples.lowerBound)")
    batch.count = samples.count
    for (index, sample) in samples.enumerated() {
      inputStream.fillNormal(
        .init(rebasing: batch.inputs[index * inputWidth..<(index + 1) * inputWidth]), row: sample)
    }
    let used = 0..<samples.count * taskCount
    labels.fillNoise(
      .init(rebasing: batch.labels[used]), from: samples.lowerBound * taskCount)
    labels.fillMasks(.init(rebasing: batch.masks[used]), from: samples.lowerBound)
    guard let inputs = batch.inputs.baseAddress, let target = batch.labels.baseAddress else {
      return
    }
    labels.addSignal(
      to: target, noiseFree: batch.noiseFreeLabels?.baseAddress, of: inputs, count: batch.count,
      rowStride: taskCount, taskStride: 1)
  }
}

// Measured properties of a data set, the counterpart of its specification.

internal import Formats

/// Measurements of one data set over its test range, and fingerprints of its three splits.
///
/// The labels' correlation and variances and the lowest possible error depend on the draw, so every
/// cell of a study records them. Quantities that a generator does not define are nil. All label
/// steps of a sample count.
public struct DataCard: Codable, Hashable, Sendable {
  /// The cosine of the weight vectors, mean over all pairs of tasks; nil with a single task.
  public internal(set) var cosine: Double?
  /// Pearson's correlation of the linear parts z_k, the sample counterpart of p, mean over all
  /// pairs of tasks; nil with a single task.
  public internal(set) var linearPearson: Double?
  /// Pearson's correlation of the labels, mean over all pairs of tasks; nil with a single task.
  public internal(set) var labelPearson: Double?
  /// Var(y_k), the population variance, per task, over all samples, whether or not they carry the label. Errors are
  /// divided by that of the samples that carry it.
  public internal(set) var labelVariances: [Double]
  /// 1 − corr(z_k, y_k)², per task: the fraction of the label's variance that no linear function of
  /// z_k explains, including noise.
  public internal(set) var nonlinearShares: [Double]?
  /// E Var(y_k | inputs and all constants), per task: each generator's card defines the condition.
  /// No predictor has a lower expected error; the error on one test set varies around its
  /// expectation.
  public internal(set) var noiseFloors: [Double]?
  /// Per task, the mean squared error of repeating the label of the step before the label steps.
  public internal(set) var persistenceErrors: [Double]?
  /// Per task, the mean squared error of the mean over the training samples of the same mode, step
  /// by step.
  public internal(set) var modeMeanErrors: [Double]?
  /// FNV-1a of inputs, labels and masks of the first ``checksumSamples`` samples of the train
  /// range.
  public internal(set) var trainChecksum: String
  /// The same of the validation range.
  public internal(set) var validationChecksum: String
  /// The same of the test range.
  public internal(set) var testChecksum: String

  /// The number of samples in a checksum, from the start of each split (all, if there are fewer).
  public static let checksumSamples = 1024

  /// The measurements that exist for any data set. Masked labels count too, because masks are
  /// independent of labels.
  ///
  /// Samples are generated in blocks of ``checksumSamples``, so memory does not grow with the test
  /// range.
  init(measuring source: any SampleSource, splits: Splits) {
    let batch = Batch(capacity: Self.checksumSamples, of: source)
    self.init(
      measuring: source, splits: splits, batch,
      moments: CoMoments(of: source, over: splits.test, batch))
  }

  /// A card whose first K moments are those of y_1 … y_K.
  init(
    measuring source: any SampleSource, splits: Splits, _ batch: Batch, moments: CoMoments
  ) {
    labelPearson = Self.meanOverPairs(source.taskCount) { moments.correlation($0, $1) }
    labelVariances = (0..<source.taskCount).map { moments.variance($0) }
    trainChecksum = Self.checksum(source, splits.train, batch)
    validationChecksum = Self.checksum(source, splits.validation, batch)
    testChecksum = Self.checksum(source, splits.test, batch)
  }

  /// The mean of a value over all pairs of tasks; nil with a single task.
  static func meanOverPairs(_ taskCount: Int, _ value: (Int, Int) -> Double) -> Double? {
    let pairs = (0..<taskCount).flatMap { a in (0..<a).map { b in value(a, b) } }
    return pairs.isEmpty ? nil : pairs.reduce(0, +) / Double(pairs.count)
  }

  private static func checksum(
    _ source: any SampleSource, _ range: Range<Int>, _ batch: Batch
  ) -> String {
    source.fill(batch, with: range.prefix(checksumSamples))
    var checksum = Checksum()
    func combine(_ buffer: UnsafeMutableBufferPointer<Float>, _ width: Int) {
      checksum.combine(UnsafeBufferPointer(rebasing: buffer[..<(batch.count * width)]))
    }
    combine(batch.inputs, batch.stepCount * batch.inputWidth)
    combine(batch.labels, batch.taskCount * batch.labelCount)
    combine(batch.masks, batch.taskCount)
    return checksum.hex
  }
}

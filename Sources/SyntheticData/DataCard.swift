// What a data set turned out to be: the measured counterpart of its specification.

internal import Formats

/// Measurements of one data set over its test range, and fingerprints of its three splits.
///
/// p is a cosine of weight vectors; how strongly the labels are related, how much they vary and how
/// far they are from linear depends on the draw of α and β, so every cell of a study records it.
public struct DataCard: Codable, Hashable, Sendable {
  /// The cosine of the weight vectors, mean over all pairs of tasks; nil with a single task.
  public let cosine: Double?
  /// Pearson's correlation of the labels, mean over all pairs of tasks; nil with a single task.
  public let labelPearson: Double?
  /// Var(y_k), the population variance, per task.
  public let labelVariances: [Double]
  /// 1 − corr(z_k, y_k)², per task: the share of the label's variance that no linear function of
  /// z_k explains, noise included.
  public let nonlinearShares: [Double]
  /// ``checksumSamples`` samples of the train range: FNV-1a of inputs, labels and masks.
  public let trainChecksum: String
  /// The same of the validation range.
  public let validationChecksum: String
  /// The same of the test range.
  public let testChecksum: String

  /// How many samples from the beginning of each split are in its checksum (all, where there are
  /// fewer).
  public static let checksumSamples = 1024

  /// Measures a data set. Labels count whether masked or not: the masks are independent of them.
  ///
  /// Memory does not grow with the test range: it is made in blocks of ``checksumSamples``.
  public init(measuring source: CorrelatedTasks, splits: Splits) {
    let batch = Batch(
      capacity: Self.checksumSamples, inputWidth: source.inputWidth, taskCount: source.taskCount)
    let moments = Self.moments(source, over: splits.test, batch)
    let taskCount = source.taskCount
    cosine = Self.meanOverPairs(taskCount) { Self.cosine(source, $0, $1) }
    labelPearson = Self.meanOverPairs(taskCount) { moments.correlation($0, $1) }
    labelVariances = (0..<taskCount).map { moments.variance($0) }
    nonlinearShares = (0..<taskCount).map { task in
      let correlation = moments.correlation(task, taskCount + task)
      return 1 - correlation * correlation
    }
    trainChecksum = Self.checksum(source, splits.train, batch)
    validationChecksum = Self.checksum(source, splits.validation, batch)
    testChecksum = Self.checksum(source, splits.test, batch)
  }

  /// Moments of y_1 … y_K, z_1 … z_K.
  private static func moments(
    _ source: CorrelatedTasks, over range: Range<Int>, _ batch: Batch
  ) -> CoMoments {
    let taskCount = source.taskCount
    var moments = CoMoments(width: 2 * taskCount)
    var values = [Double](repeating: 0, count: 2 * taskCount)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: batch.capacity) {
      source.fill(batch, with: start..<min(start + batch.capacity, range.upperBound))
      guard let inputs = batch.inputs.baseAddress else { continue }
      for sample in 0..<batch.count {
        for task in 0..<taskCount {
          values[task] = Double(batch.labels[sample * taskCount + task])
          values[taskCount + task] = Double(
            source.labels.linear(inputs + sample * source.inputWidth, task: task))
        }
        moments.add(values)
      }
    }
    return moments
  }

  private static func meanOverPairs(
    _ taskCount: Int, _ value: (Int, Int) -> Double
  ) -> Double? {
    let pairs = (0..<taskCount).flatMap { a in (0..<a).map { b in value(a, b) } }
    return pairs.isEmpty ? nil : pairs.reduce(0, +) / Double(pairs.count)
  }

  private static func cosine(_ source: CorrelatedTasks, _ a: Int, _ b: Int) -> Double {
    func product(_ a: Int, _ b: Int) -> Double {
      (0..<source.inputWidth).reduce(0) {
        $0 + Double(source.weights[a * source.inputWidth + $1])
          * Double(source.weights[b * source.inputWidth + $1])
      }
    }
    return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
  }

  private static func checksum(
    _ source: CorrelatedTasks, _ range: Range<Int>, _ batch: Batch
  ) -> String {
    source.fill(batch, with: range.prefix(checksumSamples))
    var checksum = Checksum()
    let labelCount = batch.count * batch.taskCount
    checksum.combine(
      UnsafeBufferPointer(rebasing: batch.inputs[..<(batch.count * batch.inputWidth)]))
    checksum.combine(UnsafeBufferPointer(rebasing: batch.labels[..<labelCount]))
    checksum.combine(UnsafeBufferPointer(rebasing: batch.masks[..<labelCount]))
    return checksum.hex
  }
}

// The interface of data sets for training and evaluation.

/// An endless data set; any range of samples can be generated independently of other samples.
public protocol SampleSource: Sendable {
  /// D, the number of inputs per step.
  var inputWidth: Int { get }
  /// K, the number of tasks.
  var taskCount: Int { get }
  /// T, the number of steps per sample; 1 if the data are not sequences.
  var stepCount: Int { get }
  /// S, the number of labels per sample and task; 1 if the data are not sequences.
  var labelCount: Int { get }

  /// Fills a batch with the samples of these indices, in order, and sets its count. Fills
  /// ``Batch/noiseFreeLabels`` too where the batch has them.
  ///
  /// Sample i depends on i only and is bit-identical in every range that contains it. The batch
  /// must have this source's widths and a capacity of at least the range's length.
  func fill(_ batch: Batch, with samples: Range<Int>)

  /// The data card: measurements on the test samples, and checksums of all splits.
  func card(splits: Splits) -> DataCard
}

extension SampleSource {
  /// One step.
  public var stepCount: Int { 1 }
  /// One label.
  public var labelCount: Int { 1 }
  /// The measurements that exist for any data set.
  public func card(splits: Splits) -> DataCard { DataCard(measuring: self, splits: splits) }
}

extension SampleSource {
  /// Stops if a batch's widths differ from those of the source's samples.
  func checkShape(of batch: Batch) {
    precondition(
      batch.inputWidth == inputWidth && batch.taskCount == taskCount
        && batch.stepCount == stepCount && batch.labelCount == labelCount,
      "a batch of \(batch.stepCount) steps of \(batch.inputWidth) inputs and \(batch.taskCount) "
        + "tasks with \(batch.labelCount) labels does not fit samples of \(stepCount) steps of "
        + "\(inputWidth) and \(taskCount) with \(labelCount)")
  }
}

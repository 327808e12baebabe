// What a data set is to those who train on it.

/// An endless data set of which any range of samples can be made without those before it.
public protocol SampleSource: Sendable {
  /// D, the inputs of a step.
  var inputWidth: Int { get }
  /// K, the tasks.
  var taskCount: Int { get }
  /// T, the steps of a sample; 1 where data are no sequences.
  var stepCount: Int { get }
  /// S, the labels of a sample for each task; 1 where data are no sequences.
  var labelCount: Int { get }

  /// Fills a batch with the samples of these indices, in order, and sets its count.
  ///
  /// Sample i is a function of i alone: it has the same bits in whichever range it is asked for.
  /// The batch has this source's widths and a capacity of at least the range's length.
  func fill(_ batch: Batch, with samples: Range<Int>)

  /// What the data set turned out to be: measured on the test samples, with checksums of all splits.
  func card(splits: Splits) -> DataCard
}

extension SampleSource {
  /// One step.
  public var stepCount: Int { 1 }
  /// One label.
  public var labelCount: Int { 1 }
  /// What can be measured of any data set.
  public func card(splits: Splits) -> DataCard { DataCard(measuring: self, splits: splits) }
}

extension SampleSource {
  /// Stops where a batch has other widths than the source's samples.
  func checkShape(of batch: Batch) {
    precondition(
      batch.inputWidth == inputWidth && batch.taskCount == taskCount
        && batch.stepCount == stepCount && batch.labelCount == labelCount,
      "a batch of \(batch.stepCount) steps of \(batch.inputWidth) inputs and \(batch.taskCount) "
        + "tasks with \(batch.labelCount) labels does not fit samples of \(stepCount) steps of "
        + "\(inputWidth) and \(taskCount) with \(labelCount)")
  }
}

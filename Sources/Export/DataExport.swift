// Samples as files, written as they are made: memory does not grow with their number.

public import Experiments
internal import Formats
internal import Foundation
internal import SyntheticData

/// Consecutive samples of a data set.
///
/// Letters: B samples, D inputs, K tasks, T steps, S labels. Inputs are [B, D], of sequences [B, T, D];
/// labels [B, K], of sequences [B, K, S]; masks [B, K].
public struct DataExport {
  /// The data set.
  public let data: DataSpec
  /// The indices of the samples.
  public let samples: Range<Int>
  private let source: any SampleSource

  /// Samples of a data set; any indices from 0 exist, whatever the study's number of samples.
  ///
  /// - Throws: `SpecError` if the data set is impossible.
  public init(_ data: DataSpec, samples: Range<Int>) throws {
    self.data = data
    self.samples = samples
    source = try data.generator.source(correlation: data.correlation, draw: data.stream)
  }

  private struct Description: Encodable {
    let data: DataSpec
    let samples: [Int]
  }

  /// Writes `inputs.npy`, `labels.npy`, `noise_free_labels.npy`, `masks.npy` and `data.json`, which says
  /// what they are, into a folder.
  ///
  /// - Parameter progress: called with the share done; throwing ends the work.
  /// - Throws: `FileError`.
  public func writeArrays(
    to folder: String, progress: (Double) throws -> Void = { _ in }
  ) throws {
    let tail = data.generator.isSequential
    let inputShape = tail ? [source.stepCount, source.inputWidth] : [source.inputWidth]
    let labelShape = tail ? [source.taskCount, source.labelCount] : [source.taskCount]
    func stream(_ name: String, _ shape: [Int]) throws -> TensorStream {
      try NumPyFile.stream(to: "\(folder)/\(name).npy", shape: [samples.count] + shape)
    }
    let inputs = try stream("inputs", inputShape)
    let labels = try stream("labels", labelShape)
    let noiseFree = try stream("noise_free_labels", labelShape)
    let masks = try stream("masks", [source.taskCount])
    try forEachBatch(progress) { batch, _ in
      try inputs.append(batch.inputRows)
      try labels.append(batch.labelRows)
      try noiseFree.append(batch.noiseFreeRows)
      try masks.append(batch.maskRows)
    }
    for file in [inputs, labels, noiseFree, masks] { try file.finish() }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    let description = try encoder.encode(
      Description(data: data, samples: [samples.lowerBound, samples.upperBound]))
    try AtomicFile.write([UInt8](description) + [0x0a], to: "\(folder)/data.json")
  }

  /// Writes a CSV file with a row per sample: its index, inputs, and per task labels, noise-free labels
  /// and mask. Numbers have as many digits as tell them from all others of single precision.
  ///
  /// - Parameter progress: called with the share done; throwing ends the work.
  /// - Throws: `FileError`.
  public func writeCSV(
    to path: String, progress: (Double) throws -> Void = { _ in }
  ) throws {
    let file = try FileStream(path)
    try file.append(columns.joined(separator: ",") + "\n")
    let inputCount = source.stepCount * source.inputWidth
    let (tasks, labels) = (source.taskCount, source.labelCount)
    var line = ""
    try forEachBatch(progress) { batch, first in
      for row in 0..<batch.count {
        line = "\(first + row)"
        func append(_ values: UnsafeBufferPointer<Float>, _ range: Range<Int>) {
          for index in range { line += ",\(values[index])" }
        }
        append(batch.inputRows, row * inputCount..<(row + 1) * inputCount)
        for task in 0..<tasks {
          let own = (row * tasks + task) * labels..<(row * tasks + task + 1) * labels
          append(batch.labelRows, own)
          append(batch.noiseFreeRows, own)
          append(batch.maskRows, row * tasks + task..<row * tasks + task + 1)
        }
        try file.append(line + "\n")
      }
    }
    try file.finish()
  }

  /// The names of the columns of a CSV file.
  var columns: [String] {
    let isSequential = data.generator.isSequential
    let inputs = (1...source.stepCount).flatMap { step in
      (1...source.inputWidth).map { (isSequential ? "step\(step)_" : "") + "input\($0)" }
    }
    let labels = (1...source.taskCount).flatMap { task in
      func each(_ name: String) -> [String] {
        isSequential ? (1...source.labelCount).map { "\(name)_label\($0)" } : [name]
      }
      return each("task\(task)") + each("task\(task)_noise_free") + ["task\(task)_mask"]
    }
    return ["sample"] + inputs + labels
  }

  private func forEachBatch(
    _ progress: (Double) throws -> Void, _ body: (_ batch: Batch, _ first: Int) throws -> Void
  ) throws {
    // Some megabytes at a time.
    let width = source.stepCount * source.inputWidth
    let batch = Batch(
      capacity: max(1, min(1024, (1 << 19) / width, samples.count)), of: source,
      hasNoiseFreeLabels: true)
    var first = samples.lowerBound
    while first < samples.upperBound {
      let range = first..<min(first + batch.capacity, samples.upperBound)
      source.fill(batch, with: range)
      try body(batch, first)
      first = range.upperBound
      try progress(Double(first - samples.lowerBound) / Double(samples.count))
    }
  }
}

extension Batch {
  /// The inputs of all samples, [B, T·D].
  var inputRows: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rebasing: inputs[..<(count * stepCount * inputWidth)])
  }

  /// The labels of all samples, [B, K·S].
  var labelRows: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rebasing: labels[..<(count * taskCount * labelCount)])
  }

  /// The noise-free labels of all samples, [B, K·S].
  var noiseFreeRows: UnsafeBufferPointer<Float> {
    guard let noiseFreeLabels else { preconditionFailure("the batch has no noise-free labels") }
    return UnsafeBufferPointer(rebasing: noiseFreeLabels[..<(count * taskCount * labelCount)])
  }

  /// The masks of all samples, [B, K].
  var maskRows: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rebasing: masks[..<(count * taskCount)])
  }
}

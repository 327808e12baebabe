import Formats
import Foundation
import SyntheticData
import Testing

@testable import Experiments
@testable import Export

/// Data sets of every generator, small, with masks, scales and unequal tasks.
enum TinyData {
  static let all: [DataSpec] = [tasks, modes, sequences]

  static var tasks: DataSpec {
    DataSpec(
      generator: .correlatedTasks(
        CorrelatedTasksSpec(
          inputWidth: 5, taskCount: 3, perTaskPhases: true, labelShares: [1, 0.5, 0.25],
          taskSineCounts: [0, 3, 10], labelScales: [1, 5, 0.5])),
      correlation: 0.5, sampleCount: 400, seed: 7, draw: "draw-002")
  }

  static var sequence: SequenceSpec {
    SequenceSpec(stepCount: 6, labelCount: 3, stepsAhead: 1)
  }

  static var modes: DataSpec {
    DataSpec(
      generator: .sequentialModes(
        SequentialModesSpec(inputWidth: 3, modeCount: 4, sequence: sequence)),
      correlation: nil, sampleCount: 100, seed: 8, draw: "draw-000")
  }

  static var sequences: DataSpec {
    DataSpec(
      generator: .correlatedSequences(
        CorrelatedSequencesSpec(
          tasks: CorrelatedTasksSpec(inputWidth: 3, labelShares: [1, 0.5]), sequence: sequence)),
      correlation: -0.25, sampleCount: 100, seed: 9, draw: "tuning-1")
  }
}

/// A new folder that is removed afterwards.
func inFolder(_ body: (String) throws -> Void) throws {
  let folder = NSTemporaryDirectory() + "export-" + UUID().uuidString
  try AtomicFile.createFolder(folder)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

@Suite struct DataExportTests {
  /// The samples as a training would get them, in one batch.
  private func batch(_ data: DataSpec, _ samples: Range<Int>) throws -> Batch {
    let source = try data.generator.source(correlation: data.correlation, draw: data.stream)
    let batch = Batch(capacity: samples.count, of: source, hasNoiseFreeLabels: true)
    source.fill(batch, with: samples)
    return batch
  }

  @Test(arguments: TinyData.all)
  func arraysAreTheSamples(_ data: DataSpec) throws {
    try inFolder { folder in
      // More than one batch of the export, from the middle.
      let samples = 5..<2053
      try DataExport(data, samples: samples).writeArrays(to: folder)
      let expected = try batch(data, samples)
      func floats(_ name: String, _ shape: [Int]) throws -> [Float] {
        let tensor = try NumPyFile.read("\(folder)/\(name).npy")
        #expect(tensor.shape == [2048] + shape, "\(name)")
        return try tensor.floats()
      }
      let (tasks, isSequential) = (data.generator.taskCount, data.generator.isSequential)
      let labels = isSequential ? [tasks, 3] : [tasks]
      #expect(
        try floats("inputs", isSequential ? [6, 3] : [5]) == Array(expected.inputRows))
      #expect(try floats("labels", labels) == Array(expected.labelRows))
      #expect(try floats("noise_free_labels", labels) == Array(expected.noiseFreeRows))
      #expect(try floats("masks", [tasks]) == Array(expected.maskRows))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
          == ["data.json", "inputs.npy", "labels.npy", "masks.npy", "noise_free_labels.npy"])
      struct Description: Decodable {
        let data: DataSpec
        let samples: [Int]
      }
      let description = try JSONDecoder().decode(
        Description.self, from: Data(AtomicFile.read("\(folder)/data.json")))
      #expect(description.data == data && description.samples == [5, 2053])
    }
  }

  @Test(arguments: TinyData.all)
  func cellsOfACSVFileAreTheSamplesToTheLastBit(_ data: DataSpec) throws {
    try inFolder { folder in
      let export = try DataExport(data, samples: 40..<60)
      try export.writeCSV(to: "\(folder)/a.csv")
      let lines = String(decoding: try AtomicFile.read("\(folder)/a.csv"), as: UTF8.self)
        .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let expected = try batch(data, 40..<60)
      #expect(lines.count == 21 && lines.allSatisfy { $0.count == export.columns.count })
      #expect(lines[0].map(String.init) == export.columns)
      #expect(Set(export.columns).count == export.columns.count)
      func column(_ name: String) throws -> [Float] {
        let index = try #require(export.columns.firstIndex(of: name), "\(name)")
        return try lines.dropFirst().map { try #require(Float($0[index])) }
      }
      #expect(try column("sample") == (40..<60).map { Float($0) })
      let isSequential = data.generator.isSequential
      let (inputs, labels) = (expected.inputRows.count / 20, isSequential ? 3 : 1)
      let tasks = expected.taskCount
      let last = isSequential ? "step6_input3" : "input5"
      #expect(
        try column(last) == (0..<20).map { expected.inputs[($0 + 1) * inputs - 1] })
      let name = "task2" + (isSequential ? "_label3" : "")
      #expect(
        try column(name) == (0..<20).map { expected.labels[($0 * tasks + 2) * labels - 1] })
      let noiseFree = try #require(expected.noiseFreeLabels)
      #expect(
        try column("task2_noise_free" + (isSequential ? "_label3" : ""))
          == (0..<20).map { noiseFree[($0 * tasks + 2) * labels - 1] })
      #expect(try column("task2_mask") == (0..<20).map { expected.masks[$0 * tasks + 1] })
    }
  }

  @Test func whatStopsTheWorkLeavesNoHalfFile() throws {
    struct Stop: Error {}
    try inFolder { folder in
      let export = try DataExport(TinyData.tasks, samples: 0..<5000)
      #expect(throws: Stop.self) { try export.writeArrays(to: folder) { _ in throw Stop() } }
      #expect(throws: Stop.self) { try export.writeCSV(to: "\(folder)/a") { _ in throw Stop() } }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }
}

import Formats
import Foundation
import LinearAlgebra
import ModelZoo
import SyntheticData
import Testing
import Training

@testable import Experiments
@testable import Export

@Suite struct ModelExportTests {
  static let dense = ModelSpec(
    kind: .ple, inputWidth: 5, taskCount: 3, levelWidths: [[4], [3]], towerWidths: [2],
    taskExpertCounts: [1, 2, 1], sharedExpertCount: 1)
  static let lstm = ModelSpec(
    kind: .mmoe, inputWidth: 3, taskCount: 2, levelWidths: [[4]], towerWidths: [2],
    sharedExpertCount: 3, stepCount: 6, labelCount: 3, layers: .lstm, bottomWidths: [3])

  private func run(_ model: ModelSpec, _ data: DataSpec) -> RunSpec {
    RunSpec(
      data: data,
      subject: SubjectSpec(
        model: model,
        training: TrainingSpec(
          batchSize: 16, learningRate: 0.01,
          taskWeights: Array(repeating: TaskWeight(), count: model.taskCount), schedule: .linear),
        initialisation: "draw-000-training-1"),
      rotation: 0.5, purpose: .study)
  }

  @Test(arguments: [false, true], [false, true])
  func filesAreTheModel(isTrained: Bool, isLSTM: Bool) throws {
    try inFolder { folder in
      let run = isLSTM ? run(Self.lstm, TinyData.sequences) : run(Self.dense, TinyData.tasks)
      var trained = try TrainedRun(run)
      if isTrained { trained.train(progress: { _ in }) }
      // More than there are test samples.
      try ModelExport(trained, sampleCount: 10_000).write(to: folder)
      let test = trained.splits.test
      let model = trained.learner.model

      let read = try Model(run.subject.model, batchCapacity: test.count)
      try WeightFile.read("\(folder)/model.safetensors", into: read)
      #expect(read.parameters.all.map(\.bitPattern) == model.parameters.all.map(\.bitPattern))
      let metadata = try SafeTensors(reading: "\(folder)/model.safetensors").metadata
      #expect(metadata["run"] == (try run.canonical()))
      let spec = try JSONDecoder().decode(
        ModelSpec.self, from: Data(try #require(metadata["model"]).utf8))
      #expect(spec == run.subject.model)
      #expect(metadata["steps"] == "\(trained.learner.stepCount)")

      // The weights of the file give the predictions of the file, from its inputs.
      var inputs = try NumPyFile.read("\(folder)/inputs.npy").floats()
      inputs.withUnsafeMutableBufferPointer { read.forward($0.baseAddress!, count: test.count) }
      let predictions = try NumPyFile.read("\(folder)/predictions.npy")
      let labels = try NumPyFile.read("\(folder)/labels.npy")
      #expect(predictions.shape == labels.shape && predictions.shape[0] == test.count)
      let views = (0..<spec.taskCount).map { read.predictions(task: $0, count: test.count) }
      let expected = (0..<test.count).flatMap { row in
        views.flatMap { view in (0..<view.columns).map { view.row(row)[$0] } }
      }
      let largest = zip(try predictions.floats(), expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(largest < 1e-5)
      #expect(read.gates.count == (isLSTM ? 2 : 7))
      for (index, gate) in read.gates.enumerated() {
        let file = try NumPyFile.read("\(folder)/gates/level\(gate.level).\(gate.name).npy")
        #expect(file.shape == [test.count, gate.experts.count])
        let view = read.weights(gate: index, count: test.count)
        let own = (0..<test.count).flatMap { row in (0..<view.columns).map { view.row(row)[$0] } }
        #expect(zip(try file.floats(), own).allSatisfy { abs($0 - $1) < 1e-5 })
      }

      let page = String(decoding: try AtomicFile.read("\(folder)/README.md"), as: UTF8.self)
      #expect(page.contains(isTrained ? "trained for" : "first weights"))
      for name in try FileManager.default.contentsOfDirectory(atPath: folder)
      where name != "README.md" && name != "gates" {
        #expect(page.contains("`\(name)`"), "\(name)")
      }
      #expect(FileManager.default.fileExists(atPath: "\(folder)/curve.csv") == isTrained)
    }
  }
}

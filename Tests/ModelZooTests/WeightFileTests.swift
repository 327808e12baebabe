import Formats
import Foundation
import LinearAlgebra
import Randomness
import Testing

@testable import ModelZoo

@Suite struct WeightFileTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "weights-" + UUID().uuidString
    try AtomicFile.createFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// A model with all parameters drawn, −0 and a shut gate among them.
  private func model(_ spec: ModelSpec) throws -> Model {
    let model = try Model(spec, batchCapacity: 1)
    RandomStream(seed: 1).fillNormal(model.parameters.slice(0..<model.parameterCount))
    model.parameters.base[model.parameterCount - 1] = -0.0
    model.parameters.base[0] = -.infinity
    return model
  }

  @Test(arguments: Specimen.all)
  func whatIsWrittenIsRead(_ specimen: Specimen) throws {
    try inFolder { folder in
      let written = try model(specimen.spec)
      try WeightFile.write(written, to: "\(folder)/a", metadata: ["kind": "x"])
      #expect(try SafeTensors(reading: "\(folder)/a").metadata == ["kind": "x"])
      let read = try Model(specimen.spec, batchCapacity: 1)
      try WeightFile.read("\(folder)/a", into: read)
      #expect(
        read.parameters.all.map(\.bitPattern) == written.parameters.all.map(\.bitPattern))
    }
  }

  private let spec = ModelSpec(
    kind: .sharedBottom, inputWidth: 3, taskCount: 1, levelWidths: [[2]], towerWidths: [],
    stepCount: 2, layers: .lstm)

  @Test func lstmsHaveTheTensorsOfPyTorch() throws {
    try inFolder { folder in
      let model = try model(spec)
      try WeightFile.write(model, to: "\(folder)/a")
      let file = try SafeTensors(reading: "\(folder)/a")
      #expect(
        file.tensors.mapValues(\.shape) == [
          "bottom.layer1.weight_ih_l0": [8, 3], "bottom.layer1.weight_hh_l0": [8, 2],
          "bottom.layer1.bias_ih_l0": [8], "bottom.layer1.bias_hh_l0": [8],
          "tower1.output.weight": [1, 2], "tower1.output.bias": [1],
        ])
      #expect(
        try file.tensors["bottom.layer1.bias_ih_l0"]?.floats()
          == Array(try #require(model["bottom.layer1.bias"])))
      #expect(
        try file.tensors["bottom.layer1.bias_hh_l0"]?.floats() == Array(repeating: 0, count: 8))
    }
  }

  /// Writes a file of the specification's tensors after a change.
  private func write(
    to path: String, _ change: (inout [(name: String, shape: [Int], values: [Float])]) -> Void
  ) throws {
    var tensors: [(name: String, shape: [Int], values: [Float])] = []
    for slice in try model(spec).table {
      for name in slice.storedNames {
        tensors.append((name, slice.shape, Array(repeating: 0.5, count: slice.range.count)))
      }
    }
    change(&tensors)
    let stream = try SafeTensors.stream(
      to: path, tensors.map { SafeTensors.Entry(name: $0.name, shape: $0.shape) })
    for tensor in tensors { try stream.append(tensor.values) }
    try stream.finish()
  }

  @Test func bothBiasesOfAnLSTMAreAdded() throws {
    try inFolder { folder in
      try write(to: "\(folder)/a") { _ in }
      let model = try Model(spec, batchCapacity: 1)
      try WeightFile.read("\(folder)/a", into: model)
      #expect(model["bottom.layer1.bias"].map(Array.init) == Array(repeating: 1, count: 8))
      #expect(model["tower1.output.bias"].map(Array.init) == [0.5])
    }
  }

  @Test func otherTensorsAreRefusedByName() throws {
    func place(_ tensors: [(name: String, shape: [Int], values: [Float])], _ name: String) -> Int {
      tensors.firstIndex { $0.name == name } ?? 0
    }
    let cases: [(reason: String, (inout [(name: String, shape: [Int], values: [Float])]) -> Void)] =
      [
        (
          "it lacks the tensor bottom.layer1.bias_hh_l0 [8]",
          { $0.remove(at: place($0, "bottom.layer1.bias_hh_l0")) }
        ),
        (
          "this Shared bottom has no tensor \"bottom.layer1.bias\"",
          { $0.append(("bottom.layer1.bias", [1], [1])) }
        ),
        (
          "its tensor tower1.output.weight is [2, 1], but must be [1, 2]",
          { $0[place($0, "tower1.output.weight")].shape = [2, 1] }
        ),
        (
          "its tensor tower1.output.bias has an element that is not a number",
          { $0[place($0, "tower1.output.bias")].values = [.nan] }
        ),
      ]
    try inFolder { folder in
      for (reason, change) in cases {
        try write(to: "\(folder)/a", change)
        let model = try model(spec)
        let before = model.parameters.all.map(\.bitPattern)
        #expect(
          throws: FileError(action: "use the weights of", path: "\(folder)/a", reason: reason)
        ) { try WeightFile.read("\(folder)/a", into: model) }
        #expect(model.parameters.all.map(\.bitPattern) == before)
      }
    }
  }
}

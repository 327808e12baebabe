// The models against PyTorch in float64, by the files in Tests/GoldenVectors/models: predictions, gate
// weights, loss, all gradients, and the loss of 20 steps of Adam.
//
// Tolerance: per tensor, 1e-5 of the reference's largest magnitude. Single precision has 6e-8, and the
// largest sums are over some hundred terms.
import Formats
import Foundation
import LinearAlgebra
import Randomness
import SyntheticData
import Testing

@testable import ModelZoo
@testable import Training

/// One file.
struct GoldenVector: CustomTestStringConvertible, Sendable {
  let name: String
  var testDescription: String { name }

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("GoldenVectors/models").path

  static let all: [GoldenVector] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".safetensors") }.sorted()
    .map { GoldenVector(name: String($0.dropLast(".safetensors".count))) }

  /// How the losses were made.
  struct Schedule: Decodable {
    let optimiser: OptimiserKind
    let learningRate: Double
    let schedule: LearningRateSchedule
    let steps: Int
    let batchSize: Int
  }

  /// What a file holds.
  struct Content {
    let spec: ModelSpec
    let training: Schedule
    let taskWeights: [Double]
    private let tensors: [String: StoredTensor]

    init(_ file: SafeTensors) throws {
      func decode<Value: Decodable>(_ key: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(try #require(file.metadata[key]).utf8))
      }
      spec = try decode("model")
      training = try decode("training")
      taskWeights = try decode("taskWeights")
      tensors = file.tensors
    }

    var names: Set<String> { Set(tensors.keys) }
    var sampleCount: Int { tensors["inputs"]?.shape.first ?? 0 }

    func numbers(_ name: String) throws -> [Double] {
      try #require(tensors[name], "\(name)").doubles()
    }

    /// Writes the parameters into a model.
    func fill(_ model: Model) throws {
      for slice in model.table {
        let values = try numbers("parameters/\(slice.storedNames[0])")
        try #require(values.count == slice.range.count)
        for (index, value) in zip(slice.range, values) {
          model.parameters.base[index] = Float(value)
        }
        for name in slice.storedNames.dropFirst() {
          try #require(try numbers("parameters/\(name)").allSatisfy { $0 == 0 })
        }
      }
    }

    /// Fills a batch with a range of samples.
    func fill(_ batch: Batch, _ samples: Range<Int>) throws {
      batch.count = samples.count
      for (name, buffer) in [
        ("inputs", batch.inputs), ("labels", batch.labels), ("masks", batch.masks),
      ] {
        let numbers = try numbers(name)
        let width = numbers.count / sampleCount
        for (index, value) in numbers[samples.lowerBound * width..<samples.upperBound * width]
          .enumerated()
        { buffer[index] = Float(value) }
      }
    }

    func batch() -> Batch {
      Batch(
        capacity: sampleCount, inputWidth: spec.inputWidth, taskCount: spec.taskCount,
        stepCount: spec.stepsPerSample, labelCount: spec.labelsPerTask)
    }
  }

  func content() throws -> Content {
    try Content(SafeTensors(reading: "\(Self.folder)/\(name).safetensors"))
  }
}

/// The largest difference as a share of the reference's largest magnitude; infinite for arrays of other
/// lengths, for NaN, and where the reference is nothing but zeros.
private func deviation(_ found: [Double], _ reference: [Double]) -> Double {
  let largest = reference.reduce(0) { max($0, abs($1)) }
  guard found.count == reference.count, largest > 0 else { return .infinity }
  return zip(found, reference).reduce(0) { worst, pair in
    let difference = abs(pair.0 - pair.1) / largest
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}

@Suite struct GoldenVectorTests {
  static let tolerance = 1e-5

  @Test func everyModelHasVectorsInEveryForm() throws {
    #expect(deviation([1], [1, 2]) == .infinity && deviation([.nan], [1]) == .infinity)
    #expect(deviation([2, 1], [2, 1.5]) == 0.25)
    let specs = try GoldenVector.all.map { try $0.content().spec }
    for kind in ModelKind.allCases {
      for layers in [LayerKind.dense, .lstm] {
        let own = specs.filter { $0.kind == kind && $0.layerKind == layers }
        #expect(Set(own.map(\.taskCount)).isSuperset(of: [2, 3]), "\(kind) \(layers)")
        #expect(!kind.definition.hasGates || Set(own.map(\.gateBias)) == [true, false])
        #expect(
          !kind.definition.hasTaskExperts
            || own.contains { Set($0.taskExpertCounts).count == $0.taskCount })
      }
    }
    #expect(Set(specs.compactMap(\.selector)) == [.input, .fusion])
    #expect(
      specs.contains { $0.gateTemperature != nil } && specs.contains { $0.bottomWidths != nil })
  }

  @Test(arguments: GoldenVector.all)
  func predictionsGatesLossAndGradientsArePyTorchs(_ vector: GoldenVector) throws {
    let content = try vector.content()
    let model = try Model(content.spec, batchCapacity: content.sampleCount)
    try content.fill(model)
    let batch = content.batch()
    let count = content.sampleCount
    try content.fill(batch, 0..<count)
    let x = try #require(batch.inputs.baseAddress)
    var seen: Set<String> = ["inputs", "labels", "masks", "losses"]
    func check(_ name: String, _ found: [Double]) throws {
      let difference = deviation(found, try content.numbers(name))
      #expect(difference <= Self.tolerance, "\(name) is off by \(difference)")
      seen.insert(name)
    }

    model.forward(x, count: count)
    let predictions = (0..<content.spec.taskCount).map { model.predictions(task: $0, count: count) }
    try check(
      "predictions",
      (0..<count).flatMap { i in
        predictions.flatMap { view in (0..<view.columns).map { Double(view.row(i)[$0]) } }
      })
    for (index, gate) in model.gates.enumerated() {
      let weights = model.weights(gate: index, count: count)
      try check(
        "gates/level\(gate.level).\(gate.name)",
        (0..<count).flatMap { i in (0..<weights.columns).map { Double(weights.row(i)[$0]) } })
    }
    try check(
      "loss", [JointLoss.differentiate(model, on: batch, weights: content.taskWeights)])
    model.backward(x, count: count)
    for slice in model.table {
      try check(
        "gradients/\(slice.storedNames[0])", model.gradients.slice(slice.range).map(Double.init))
      seen.formUnion(slice.storedNames.map { "parameters/\($0)" })
    }
    // Nothing of the file is left out.
    #expect(content.names == seen, "\(content.names.symmetricDifference(seen).sorted())")
  }

  @Test(arguments: GoldenVector.all)
  func trainingIsPyTorchs(_ vector: GoldenVector) throws {
    let content = try vector.content()
    let training = content.training
    let learner = try Learner(
      content.spec,
      training: TrainingSpec(
        batchSize: training.batchSize, learningRate: training.learningRate,
        taskWeights: content.taskWeights.map { TaskWeight(initial: $0) },
        optimiser: training.optimiser, schedule: training.schedule),
      initialisation: RandomStream(seed: 0))
    try content.fill(learner.model)
    let batch = content.batch()
    var losses: [Double] = []
    for step in 1...training.steps {
      let first = (step - 1) * training.batchSize % content.sampleCount
      try content.fill(batch, first..<first + training.batchSize)
      learner.learn(
        batch, epoch: 0, rateFactor: training.schedule.factor(step: step, of: training.steps))
      losses.append(learner.lastLoss)
    }
    let expected = try content.numbers("losses")
    #expect(deviation(losses, expected) <= Self.tolerance, "\(losses), but \(expected)")
    // The steps are seen in the losses.
    #expect(deviation(Array(repeating: losses[0], count: 20), expected) > 0.01)
  }
}

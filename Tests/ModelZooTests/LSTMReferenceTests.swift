// One LSTM layer against PyTorch's nn.LSTM, in double precision: outputs and all gradients.
import Foundation
import LinearAlgebra
import Testing

@testable import ModelZoo

/// The output of Reference/make_lstm_reference.py; arrays are row-major, sequences time-major.
private struct Reference: Decodable {
  struct Case: Decodable, CustomTestStringConvertible {
    let steps: Int
    let samples: Int
    let inputs: Int
    let width: Int
    let x: [Double]
    let inputWeights: [Double]
    let recurrentWeights: [Double]
    let bias: [Double]
    let upstream: [Double]
    let outputs: [Double]
    let inputGradient: [Double]
    let inputWeightGradient: [Double]
    let recurrentWeightGradient: [Double]
    let biasGradient: [Double]

    var testDescription: String { "T=\(steps) B=\(samples) D=\(inputs) H=\(width)" }
  }

  let cases: [Case]

  static let cases: [Case] = {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Reference/lstm.json")
    guard let data = try? Data(contentsOf: path) else { return [] }
    return (try? JSONDecoder().decode(Reference.self, from: data).cases) ?? []
  }()
}

/// The largest |a − b|; infinite for arrays of different lengths and for NaN.
private func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { worst, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}

@Suite struct LSTMReferenceTests {
  @Test func allCasesAreRead() {
    #expect(Reference.cases.count == 6)
    #expect(distance([1], [1, 2]) == .infinity && distance([.nan], [1]) == .infinity)
  }

  /// The layer reads a linear layer with identity weights, whose output gradient is the layer's
  /// input gradient.
  @Test(arguments: [0, 3], Reference.cases)
  fileprivate func outputsAndGradientsArePyTorchs(
    moreCapacity: Int, _ expected: Reference.Case
  ) throws {
    let (t, b, d, h) = (expected.steps, expected.samples, expected.inputs, expected.width)
    let spec = ModelSpec(
      kind: .singleTask, inputWidth: d, taskCount: 1, levelWidths: [], towerWidths: [h],
      stepCount: t, layers: .lstm)
    var network = Network(spec)
    let below = network.dense(
      "below", reading: network.input, width: d, activation: .linear, bias: false)
    let layer = network.lstm("layer", reading: below, width: h)
    let compiled = Compilation(network, outputs: [layer], batchCapacity: b + moreCapacity)
    func slice(_ name: String) throws -> Range<Int> {
      try #require(compiled.table.first { $0.name == name }).range
    }
    func set(_ name: String, _ values: [Double]) throws {
      let target = compiled.parameters.slice(try slice(name))
      try #require(target.count == values.count)
      for (i, value) in values.enumerated() { target[i] = Float(value) }
    }
    func gradient(_ name: String) throws -> [Double] {
      compiled.gradients.slice(try slice(name)).map(Double.init)
    }
    func values(_ view: MatrixView) -> [Double] {
      (0..<view.rows).flatMap { row in (0..<view.columns).map { Double(view.row(row)[$0]) } }
    }
    try set("below.weight", (0..<d * d).map { $0 / d == $0 % d ? 1 : 0 })
    try set("layer.input.weight", expected.inputWeights)
    try set("layer.recurrent.weight", expected.recurrentWeights)
    try set("layer.bias", expected.bias)

    // A batch is sample-major.
    let x = FloatBuffer(count: b * t * d)
    for i in 0..<b {
      for step in 0..<t {
        for j in 0..<d {
          x.base[(i * t + step) * d + j] = Float(expected.x[(step * b + i) * d + j])
        }
      }
    }
    for step in compiled.steps { step.forward(count: b, input: x.base) }
    #expect(distance(values(compiled.outputs[0].values(count: b)), expected.outputs) < 2e-6)

    let upstream = try #require(compiled.outputs[0].gradient(count: b))
    for (i, value) in expected.upstream.enumerated() {
      upstream.row(i / h)[i % h] = Float(value)
    }
    for step in compiled.steps.reversed() { step.backward(count: b, input: x.base) }
    #expect(distance(try gradient("layer.input.weight"), expected.inputWeightGradient) < 1e-5)
    #expect(
      distance(try gradient("layer.recurrent.weight"), expected.recurrentWeightGradient) < 1e-5)
    #expect(distance(try gradient("layer.bias"), expected.biasGradient) < 1e-5)
    let layers = compiled.steps.compactMap { step in
      if case .lstm(let layers) = step { layers.products } else { nil }
    }
    let inputGradient = try #require(layers.first?.input.gradient(count: b))
    #expect(distance(values(inputGradient), expected.inputGradient) < 1e-5)
    withExtendedLifetime((compiled.values, compiled.valueGradients, x)) {}
  }
}

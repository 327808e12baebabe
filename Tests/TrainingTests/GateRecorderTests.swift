import LinearAlgebra
import ModelZoo
import Randomness
import Testing
import Training

private func spec(_ kind: ModelKind, experts: [Int], shared: Int) -> ModelSpec {
  ModelSpec(
    kind: kind, inputWidth: 2, taskCount: 2, levelWidths: [[3]], towerWidths: [],
    taskExpertCounts: experts, sharedExpertCount: shared)
}

/// Runs a model on given inputs and records its gates.
private func record(
  _ model: Model, inputs: [[Float]]
) -> (records: [GateRecord], weights: [[[Float]]]) {
  let recorder = GateRecorder(model)
  var weights = model.gates.map { _ in [[Float]]() }
  for input in inputs {
    var x = input
    x.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { model.forward(base, count: 1) }
    }
    for gate in model.gates.indices {
      let view = model.weights(gate: gate, count: 1)
      weights[gate].append((0..<view.columns).map { view.row(0)[$0] })
    }
    recorder.record(count: 1)
  }
  return (recorder.records(), weights)
}

private let inputs: [[Float]] = (0..<200).map { [Float($0 % 17) - 8, Float($0 % 23) / 4 - 3] }

@Test func gateRecordsEqualStatisticsOfStoredWeights() throws {
  let model = try Model(spec(.mmoe, experts: [], shared: 3), batchCapacity: 1)
  model.initialise(from: RandomStream(seed: 3))
  let (records, weights) = record(model, inputs: inputs)
  #expect(records.map(\.gate) == ["task1", "task2"])
  for (gate, record) in records.enumerated() {
    for (e, usage) in record.experts.enumerated() {
      let column = weights[gate].map { Double($0[e]) }
      let mean = column.reduce(0, +) / 200
      let sd = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200).squareRoot()
      #expect(abs(usage.mean - mean) < 1e-12 && abs(usage.standardDeviation - sd) < 1e-12)
      #expect(usage.smallest == column.min() && usage.largest == column.max())
      let sorted = column.sorted()
      for (level, quantile) in [
        (0.05, usage.quantile05), (0.5, usage.quantile50), (0.95, usage.quantile95),
      ] {
        let exact = sorted[Int((level * 200).rounded(.up)) - 1]
        #expect(abs(quantile - exact) <= exact / 1000)
      }
      #expect(usage.shareBelow05 == Double(column.count { $0 < 0.05 }) / 200)
      #expect(usage.shareBelow001 == Double(column.count { $0 < 0.001 }) / 200)
    }
    #expect(abs(record.experts.reduce(0) { $0 + $1.shareOfArgmax } - 1) < 1e-12)
    #expect(abs(record.experts.reduce(0) { $0 + $1.contribution } - 1) < 1e-12)
    #expect(record.firstSamples == Array(weights[gate].prefix(GateRecorder.keptSamples)))
  }
}

@Test func divergenceIsZeroBetweenEqualGatesAndAtMostLn2() throws {
  let model = try Model(spec(.mmoe, experts: [], shared: 2), batchCapacity: 1)
  model.initialise(from: RandomStream(seed: 3))
  let first = try #require(model["level1.gate.task1.weight"])
  let second = try #require(model["level1.gate.task2.weight"])
  _ = second.update(fromContentsOf: first)
  let same = record(model, inputs: inputs).records
  #expect(abs(try #require(same[0].divergenceBetweenTasks)) < 1e-12)
  // Gates that select opposite experts with weight 1.
  let biases = [
    try #require(model["level1.gate.task1.bias"]), try #require(model["level1.gate.task2.bias"]),
  ]
  for slice in [first, second] { slice.update(repeating: 0) }
  biases[0][0] = 60
  biases[1][1] = 60
  let opposite = record(model, inputs: inputs).records
  #expect(abs(try #require(opposite[0].divergenceBetweenTasks) - 0.6931471805599453) < 1e-6)
  #expect(opposite[0].conditionalEntropy < 1e-6)
}

@Test func tasksThatSeeDifferentExpertsAreNotCompared() throws {
  let model = try Model(spec(.cgc, experts: [1, 1], shared: 1), batchCapacity: 1)
  model.initialise(from: RandomStream(seed: 3))
  let records = record(model, inputs: inputs).records
  #expect(records.allSatisfy { $0.divergenceBetweenTasks == nil })
  #expect(records[1].experts.map(\.owner) == ["task2", "shared"])
}

@Test func aWeightOfExactlyZeroIsRecordedAsZero() throws {
  let model = try Model(spec(.mmoe, experts: [], shared: 2), batchCapacity: 1)
  model.initialise(from: RandomStream(seed: 3))
  try #require(model["level1.gate.task1.bias"])[0] = -.infinity
  let usage = record(model, inputs: inputs).records[0].experts[0]
  #expect(usage.mean == 0 && usage.quantile50 == 0 && usage.largest == 0)
  #expect(usage.shareBelow001 == 1)
}

/// Zero for inputs below 0, where the logit is far below that of the other expert.
@Test func aQuantileAmongWeightsOfZeroIsZero() throws {
  let model = try Model(spec(.mmoe, experts: [], shared: 2), batchCapacity: 1)
  model.initialise(from: RandomStream(seed: 3))
  let (weights, bias) = (
    try #require(model["level1.gate.task1.weight"]), try #require(model["level1.gate.task1.bias"])
  )
  weights.update(repeating: 0)
  bias.update(repeating: 0)
  weights[0] = 1000
  let (records, stored) = record(model, inputs: inputs)
  let column = stored[0].map { $0[0] }
  #expect(column.count { $0 == 0 } > 20 && column.contains { $0 > 0.4 })
  let usage = records[0].experts[0]
  #expect(usage.smallest == 0 && usage.quantile05 == 0)
  #expect(usage.quantile95 > 0.4 && usage.mean > 0)
}

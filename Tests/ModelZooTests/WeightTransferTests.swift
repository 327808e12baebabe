// Weight transfer from CGC to MMoE and from PLE to ML-MMoE: what is equal, and what cannot be.
import Formats
import LinearAlgebra
import ModelZoo
import Randomness
import Testing

private let cgc = ModelSpec(
  kind: .cgc, inputWidth: 5, taskCount: 2, levelWidths: [[7]], towerWidths: [4],
  taskExpertCounts: [2, 1], sharedExpertCount: 2)
private let ple = ModelSpec(
  kind: .ple, inputWidth: 5, taskCount: 2, levelWidths: [[7], [6]], towerWidths: [4],
  taskExpertCounts: [2, 1], sharedExpertCount: 2)

private func pooled(_ donor: ModelSpec, selector: GateSelector? = nil, bias: Bool = true)
  -> ModelSpec
{
  ModelSpec(
    kind: donor.kind == .cgc ? .mmoe : .mlMMoE, inputWidth: 5, taskCount: 2,
    levelWidths: donor.levelWidths, towerWidths: [4], sharedExpertCount: 5, gateBias: bias,
    selector: selector)
}

/// A donor with random weights and biases and a model with its weights, both run forward on one
/// batch.
private struct Pair {
  let donor: Model
  let model: Model
  let transfer: WeightTransfer
  let x = FloatBuffer(count: 9 * 5)
  let count = 9

  init(_ donorSpec: ModelSpec, _ spec: ModelSpec, offset: Float?) throws {
    let stream = RandomStream(seed: 5)
    donor = try Model(donorSpec, batchCapacity: 9)
    model = try Model(spec, batchCapacity: 9)
    donor.initialise(from: stream.stream("donor"))
    model.initialise(from: stream.stream("model"))
    for slice in donor.table where slice.isBias {
      stream.stream(slice.name).fillUniform(donor.parameters.slice(slice.range), in: -0.5..<0.5)
    }
    transfer = WeightTransfer(of: donor, in: model)
    transfer.copy(offset: offset)
    stream.stream("x").fillNormal(x.all)
    forward()
  }

  func forward() {
    donor.forward(x.base, count: count)
    model.forward(x.base, count: count)
  }

  /// The largest difference of the two models' predictions.
  var difference: Float {
    (0..<2).flatMap { task in
      (0..<count).map { i in
        abs(
          model.predictions(task: task, count: count).row(i)[0]
            - donor.predictions(task: task, count: count).row(i)[0])
      }
    }.max() ?? .infinity
  }

  func weights(_ gate: Int, of model: Model) -> [[Float]] {
    let weights = model.weights(gate: gate, count: count)
    return (0..<count).map { i in (0..<weights.columns).map { weights.row(i)[$0] } }
  }
}

@Suite struct WeightTransferTests {
  @Test func mmoeWithCGCsWeightsPredictsTheSame() throws {
    let pair = try Pair(cgc, pooled(cgc), offset: nil)
    #expect(pair.difference < 1e-6)
    // Experts 1 and 2 are task 1's, 3 is task 2's, 4 and 5 are shared.
    #expect(pair.transfer.gates.map(\.excluded) == [[2], [0, 1]])
    for (gate, excluded) in [(0, [2]), (1, [0, 1])] {
      let (own, other) = (pair.weights(gate, of: pair.model), pair.weights(gate, of: pair.donor))
      for (own, other) in zip(own, other) {
        #expect(excluded.allSatisfy { own[$0] == 0 }, "exactly")
        let seen = own.indices.filter { !excluded.contains($0) }.map { own[$0] }
        #expect(zip(seen, other).allSatisfy { abs($0 - $1) < 1e-6 })
      }
    }
  }

  /// A logit of −∞ has the gradient 0, so excluded experts remain excluded.
  @Test func excludedExpertsHaveNoGradientInTheGate() throws {
    let pair = try Pair(cgc, pooled(cgc), offset: nil)
    for task in 0..<2 {
      let gradient = pair.model.predictionGradient(task: task, count: pair.count)
      for i in 0..<pair.count { gradient.row(i)[0] = Float(i) - 3 }
    }
    pair.model.backward(pair.x.base, count: pair.count)
    func gradient(_ name: String) throws -> [Float] {
      let slice = try #require(pair.model.table.first { $0.name == name })
      return Array(pair.model.gradients.slice(slice.range))
    }
    let bias = try gradient("level1.gate.task1.bias")
    #expect(bias[2] == 0 && bias[0] != 0)
    let weight = try gradient("level1.gate.task1.weight")
    #expect(weight[2 * 5..<3 * 5].allSatisfy { $0 == 0 } && weight[0] != 0)
  }

  /// For every sample, the excluded expert's logit is the mean of the others' plus the offset.
  @Test func anOffsetIsAddedToTheMeanOfTheOthers() throws {
    let pair = try Pair(cgc, pooled(cgc), offset: -2)
    for row in pair.weights(0, of: pair.model) {
      let logs = row.map { VectorFunctions.log($0) }
      let mean = [0, 1, 3, 4].reduce(0) { $0 + logs[$1] } / 4
      #expect(abs(logs[2] - mean + 2) < 1e-5)
    }
    #expect(pair.difference > 1e-3, "experts that are weighed a little change what comes out")
  }

  @Test func mlMMoEThatReadsTheFusionPredictsTheSameAsPLE() throws {
    var even = ple
    even.taskExpertCounts = [1, 1]
    even.sharedExpertCount = 3
    let pair = try Pair(even, pooled(ple, selector: .fusion), offset: nil)
    #expect(pair.difference < 1e-6)
    #expect(pair.transfer.gates.allSatisfy { $0.readsTheSame })
  }

  @Test func mlMMoEsOwnUpperGatesReadAnotherSignal() throws {
    let pair = try Pair(ple, pooled(ple), offset: nil)
    for gate in pair.transfer.gates {
      #expect(gate.readsTheSame == (pair.model.gates[gate.gate].level == 1))
    }
    // The inputs of upper experts are equal nevertheless: selector n corresponds to its module's
    // gate.
    for (upper, module) in ["task1", "task1", "task2", "shared", "shared"].enumerated() {
      let own = try #require(
        pair.model.gates.firstIndex { $0.name == "selector\(upper + 1)" && $0.level == 1 })
      let other = try #require(
        pair.donor.gates.firstIndex { $0.name == module && $0.level == 1 })
      let (fusion, expected) = (
        pair.model.fusion(gate: own, count: pair.count),
        pair.donor.fusion(gate: other, count: pair.count)
      )
      for i in 0..<pair.count {
        for j in 0..<7 { #expect(abs(fusion.row(i)[j] - expected.row(i)[j]) < 1e-6) }
      }
    }
  }

  /// W·0 = 0, so all weights are equal at x = 0 for any W.
  @Test func withoutABiasNothingIsExcludedAtZero() throws {
    var donor = cgc
    donor.gateBias = false
    let pair = try Pair(donor, pooled(cgc, bias: false), offset: nil)
    pair.x.clear()
    pair.forward()
    #expect(pair.weights(0, of: pair.model).allSatisfy { $0.allSatisfy { abs($0 - 0.2) < 1e-7 } })
    #expect(pair.difference > 1e-3)
  }

  @Test func modelsThatCannotRepresentTheDonorAreRejected() {
    func field(_ change: (inout ModelSpec) -> Void, donor: ModelSpec = cgc) -> String? {
      var spec = pooled(donor)
      change(&spec)
      do throws(SpecError) {
        try WeightTransfer.validate(spec, holding: donor)
        return nil
      } catch {
        return error.field
      }
    }
    #expect(field { _ in } == nil)
    #expect(field { $0.kind = .omoe } == "kind")
    #expect(field { $0.sharedExpertCount = 4 } == "sharedExpertCount")
    #expect(field { $0.levelWidths = [[8]] } == "levelWidths")
    #expect(field { $0.towerWidths = [] } == "towerWidths")
    #expect(field { $0.inputWidth = 6 } == "inputWidth")
    var lonely = cgc
    lonely.taskExpertCounts = [2, 1]
    lonely.sharedExpertCount = 0
    #expect(field({ $0.sharedExpertCount = 3 }, donor: lonely) == "taskExpertCounts[1]")
    // Task 2's gate would read the input of task 1's second expert.
    #expect(field({ $0.selector = .fusion }, donor: ple) == "selector")
    var apart = ple
    apart.taskExpertCounts = [2, 3]
    apart.sharedExpertCount = 0
    #expect(field({ _ in }, donor: apart) == "taskExpertCounts")
  }
}

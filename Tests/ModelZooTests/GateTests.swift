// The experts, inputs and weights of gates.
import LinearAlgebra
import ModelZoo
import Randomness
import Testing

@Suite struct GateTests {
  /// Detects masking after the softmax and dropout, whose weights do not sum to 1.
  @Test(arguments: Specimen.withGates)
  func theWeightsOfASampleSumToOne(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 9)
    trial.forward()
    for gate in trial.model.gates.indices {
      for row in trial.weights(gate: gate) {
        #expect(row.count == trial.model.gates[gate].experts.count)
        #expect(row.allSatisfy { $0 > 0 && $0 < 1 })
        #expect(abs(row.reduce(0, +) - 1) < 1e-6)
      }
    }
  }

  /// Detects known errors: `[-m_s:]` with m_s = 0 selects all experts, names are prefixes of
  /// others, and unequal m_k shift an index. Owners are derived from the specification.
  @Test(arguments: Specimen.extractions)
  func taskGatesWeighOwnAndSharedExpertsAndTheSharedGateAllExperts(
    _ specimen: Specimen
  ) throws {
    let spec = specimen.spec
    let model = try Model(spec, batchCapacity: 1)
    let shared = Array(repeating: "shared", count: spec.sharedExpertCount)
    let owners = spec.taskExpertCounts.enumerated().map { index, count in
      Array(repeating: "task\(index + 1)", count: count)
    }
    for level in 1...spec.levelCount {
      var expected: [String: [String]] = [:]
      for (index, own) in owners.enumerated() { expected["task\(index + 1)"] = own + shared }
      if spec.kind == .ple, level < spec.levelCount, !shared.isEmpty {
        expected["shared"] = owners.flatMap { $0 } + shared
      }
      expected = expected.filter { $0.value.count > 1 }
      let gates = model.gates.filter { $0.level == level }
      #expect(Set(gates.map(\.name)) == Set(expected.keys))
      for gate in gates {
        #expect(gate.experts.map(\.owner) == expected[gate.name], "\(gate.name)")
        #expect(Set(gate.experts.map(\.name)).count == gate.experts.count, "\(gate.name)")
      }
      let all = owners.flatMap { $0 } + shared
      for expert in gates.flatMap(\.experts) {
        let number = try #require(Int(expert.name.dropFirst("expert".count)))
        #expect(all[number - 1] == expert.owner, "\(expert.name)")
        #expect(expert.name.count >= "expert01".count)
      }
    }
  }

  @Test(arguments: Specimen.mixtures)
  func everyGateOfAMixtureWeighsAllExpertsInOrder(_ specimen: Specimen) throws {
    let spec = specimen.spec
    let gates = try Model(spec, batchCapacity: 1).gates
    let names = (1...spec.sharedExpertCount).map { $0 < 10 ? "expert0\($0)" : "expert\($0)" }
    let selectors = (0..<spec.sharedExpertCount).map { "selector\($0 + 1)" }
    let tasks = spec.kind == .omoe ? ["all"] : (0..<spec.taskCount).map { "task\($0 + 1)" }
    let expected = (1...spec.levelCount).flatMap { level in
      (level < spec.levelCount ? selectors : tasks).map { "level\(level).\($0)" }
    }
    #expect(
      gates.map { "level\($0.level).\($0.name)" } == (names.count == 1 ? [] : expected))
    for gate in gates {
      #expect(gate.experts.map(\.name) == names)
      #expect(gate.experts.allSatisfy { $0.owner == "shared" })
    }
  }

  /// A shared gate over shared experts only would be constant with a single shared expert.
  @Test func theSharedGateWeighsEveryExpertOfItsLevel() throws {
    let spec = ModelSpec(
      kind: .ple, inputWidth: 7, taskCount: 3, levelWidths: [[9], [8], [5]], towerWidths: [],
      taskExpertCounts: [1, 3, 2], sharedExpertCount: 4)
    let table = try Model(spec, batchCapacity: 1).table
    func shape(_ name: String) -> [Int]? { table.first { $0.name == name }?.shape }
    #expect(shape("level1.gate.shared.weight") == [1 + 3 + 2 + 4, 7])
    #expect(shape("level2.gate.shared.weight") == [1 + 3 + 2 + 4, 9])
    #expect(shape("level3.gate.shared.weight") == nil)
    #expect(shape("level1.gate.task2.weight") == [3 + 4, 7])
    #expect(shape("level3.gate.task2.weight") == [3 + 4, 8])
    #expect(shape("level2.gate.task1.bias") == [1 + 4])
  }

  /// A shared expert has one output for all gates; it is not computed from each task's
  /// representation.
  @Test(arguments: Specimen.extractions)
  func allGatesOfALevelSeeTheSameSharedExperts(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 5)
    trial.forward()
    var seen: [String: [Float]] = [:]
    for (gate, description) in trial.model.gates.enumerated() {
      for (e, expert) in description.experts.enumerated() {
        let view = trial.model.expertOutput(gate: gate, expert: e, count: trial.count)
        let output = (0..<view.rows).flatMap { i in (0..<view.columns).map { view.row(i)[$0] } }
        let name = "level\(description.level).\(expert.name)"
        #expect(seen[name, default: output] == output, "\(name)")
        seen[name] = output
      }
    }
    #expect(Set(seen.values).count == seen.count, "no two experts have one output")
  }

  // MARK: Selectors

  private static let twoLevels = ModelSpec(
    kind: .ple, inputWidth: 6, taskCount: 2, levelWidths: [[5], [4]], towerWidths: [3],
    taskExpertCounts: [1, 1], sharedExpertCount: 1)

  private func upperWeights(_ trial: Trial) -> [[[Double]]] {
    trial.forward()
    return trial.model.gates.indices.filter { trial.model.gates[$0].level == 2 }
      .map(trial.weights(gate:))
  }

  /// PLE equation 6: with the lower experts' weights 0 the fusion is the same for all x, and so are
  /// the upper gates' weights. A gate that reads the raw input would still differ between samples.
  @Test func anUpperGateDependsOnTheInputOnlyThroughTheFusion() throws {
    let trial = try Trial(Self.twoLevels, count: 5)
    let before = upperWeights(trial)
    #expect(before.allSatisfy { $0[0] != $0[1] })
    for expert in 1...3 {
      try #require(trial.model["level1.expert0\(expert).layer1.weight"]).update(repeating: 0)
      try #require(trial.model["level1.expert0\(expert).layer1.bias"]).update(
        repeating: 2)
    }
    for gate in upperWeights(trial) {
      for row in gate { #expect(zip(row, gate[0]).allSatisfy { abs($0 - $1) < 1e-6 }) }
    }
  }

  /// For the same x, changing a lower expert changes the upper gate's weights.
  @Test func anUpperGateChangesWithTheFusionOfItsOwnModule() throws {
    let trial = try Trial(Self.twoLevels, count: 5)
    let before = upperWeights(trial)
    try #require(trial.model["level1.expert01.layer1.bias"])[0] += 1
    let after = upperWeights(trial)
    #expect(after[0] != before[0], "task 1's gate reads task 1's fusion")
    #expect(after[1] == before[1], "task 2's gate does not read task 1's expert")
  }

  private static let readingInput =
    Specimen.mixtures.filter { $0.spec.selector != .fusion }
    + Specimen.all(.ple).filter { $0.spec.selector == .input }

  /// "All gating networks share the same selector", x. In one port, gates are constants.
  @Test(arguments: readingInput)
  func gatesReadTheInputAtEveryLevel(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 5)
    trial.forward()
    let before = trial.model.gates.indices.map(trial.weights(gate:))
    for gate in before { #expect(Set(gate).count == gate.count) }
    for slice in trial.model.table where slice.name.contains(".layer") {
      trial.model.parameters.slice(slice.range).update(repeating: 0.5)
    }
    trial.forward()
    #expect(trial.model.gates.indices.map(trial.weights(gate:)) == before)
  }

  /// With the selector `fusion`, ML-MMoE's task gate k reads the mixture that feeds expert k.
  @Test func mlMMoEsUpperGatesReadTheFusionWithThatSelector() throws {
    let spec = ModelSpec(
      kind: .mlMMoE, inputWidth: 6, taskCount: 2, levelWidths: [[5], [4]], towerWidths: [3],
      sharedExpertCount: 3, selector: .fusion)
    let trial = try Trial(spec, count: 5)
    let before = upperWeights(trial)
    #expect(before.count == 2 && before.allSatisfy { $0[0] != $0[1] })
    // Changing the lower gate of task 1's module changes task 1's upper gate but not task 2's.
    try #require(trial.model["level1.gate.selector1.bias"])[0] += 1
    let after = upperWeights(trial)
    #expect(after[0] != before[0] && after[1] == before[1])
  }

  // MARK: Gate bias

  private static let twoExpertSpecs: [Specimen] = [true, false].flatMap { bias in
    [
      ModelSpec(
        kind: .mmoe, inputWidth: 9, taskCount: 2, levelWidths: [[5]], towerWidths: [],
        sharedExpertCount: 2, gateBias: bias),
      ModelSpec(
        kind: .cgc, inputWidth: 9, taskCount: 2, levelWidths: [[5]], towerWidths: [],
        taskExpertCounts: [1, 1], sharedExpertCount: 1, gateBias: bias),
    ].map(Specimen.init(spec:))
  }

  /// softmax(W·x) of two experts at x and −x: (g, 1 − g) and (1 − g, g), so each expert has mean
  /// weight ½ over symmetrically distributed inputs. This does not hold with a bias.
  @Test(arguments: twoExpertSpecs)
  func withoutBiasOppositeInputsSwapTheWeightsOfTwoExperts(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 8)
    trial.forward()
    let weights = trial.model.gates.indices.map(trial.weights(gate:))
    for i in 0..<trial.x.count { trial.x.base[i].negate() }
    trial.forward()
    for gate in trial.model.gates.indices {
      let swapped = trial.weights(gate: gate).map { Array($0.reversed()) }
      #expect((swapped == weights[gate]) == !specimen.spec.gateBias)
      let mean = (weights[gate] + trial.weights(gate: gate)).reduce(0) { $0 + $1[0] } / 16
      #expect((abs(mean - 0.5) < 1e-7) == !specimen.spec.gateBias)
    }
  }

  @Test(arguments: Specimen.withGates)
  func gateBiasesExistOnlyIfSpecified(_ specimen: Specimen) throws {
    let model = try Model(specimen.spec, batchCapacity: 1)
    let biases = model.table.filter { $0.name.contains(".gate.") && $0.isBias }
    #expect(biases.count == (specimen.spec.gateBias ? model.gates.count : 0))
  }
}

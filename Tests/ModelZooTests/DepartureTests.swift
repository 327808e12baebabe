// Departures of public implementations: against the oracle, and what they must leave alone.
import Formats
import Foundation
import LinearAlgebra
import Randomness
import Testing

@testable import ModelZoo

private func spec(
  _ kind: ModelKind, own: [Int] = [], shared: Int = 0, _ departures: [Departure]?,
  levels: [[Int]] = [[9], [17]], bias: Bool = true, selector: GateSelector? = nil,
  temperature: Double? = nil, bottom: [Int]? = nil, frozen: FrozenParts? = nil
) -> ModelSpec {
  ModelSpec(
    kind: kind, inputWidth: 5, taskCount: own.isEmpty ? 2 : own.count,
    levelWidths: levels, towerWidths: [6], taskExpertCounts: own, sharedExpertCount: shared,
    gateBias: bias, selector: selector, bottomWidths: bottom, gateTemperature: temperature,
    departures: departures, frozen: frozen)
}

/// Every departure that changes what is computed, with odd and with vector widths.
private let computed: [Specimen] = [
  spec(.ple, own: [1, 1], shared: 1, [.noSharedGate]),
  spec(
    .ple, own: [2, 0, 1], shared: 2, [.noSharedGate], levels: [[9], [6, 5], [17]], bias: false),
  spec(.ple, own: [1, 2], shared: 1, [.noSharedGate], selector: .input, bottom: [8]),
  spec(.ple, own: [0, 0], shared: 1, [.noSharedGate]),
  spec(.ple, own: [1, 1], shared: 1, [.sharedGateOverShared]),
  spec(.ple, own: [2, 1], shared: 3, [.sharedGateOverShared], levels: [[9], [6], [5]]),
  spec(.cgc, own: [1, 1], shared: 1, [.softmaxThenMask], levels: [[9]]),
  spec(.cgc, own: [2, 3, 1], shared: 0, [.softmaxThenMask], levels: [[18]], temperature: 0.5),
  spec(.ple, own: [1, 1], shared: 1, [.softmaxThenMask]),
  spec(.ple, own: [1, 2], shared: 2, [.softmaxThenMask], bias: false, selector: .input),
  spec(.ple, own: [1, 2], shared: 2, [.noSharedGate, .softmaxThenMask]),
].map(Specimen.init)

@Suite struct DepartureTests {
  @Test(arguments: computed)
  func predictionsAndWeightsAreTheOracles(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 9)
    trial.forward()
    let found = trial.predictions()
    for sample in 0..<trial.count {
      let expected = try trial.oracle.evaluate(trial.parameters, at: trial.input(sample))
      for task in 0..<trial.spec.taskCount {
        #expect(abs(found[task][sample] - expected.predictions[task][0]) < 2e-5)
      }
      for (gate, description) in trial.model.gates.enumerated() {
        let weights = try #require(
          expected.gateWeights["level\(description.level).\(description.name)"])
        let row = trial.weights(gate: gate)[sample]
        try #require(row.count == weights.count)
        for (a, b) in zip(row, weights) { #expect(abs(a - b) < 1e-5) }
      }
    }
    let read = try trial.oracle.evaluate(trial.parameters, at: trial.input(0)).parametersRead
    #expect(read == Set(trial.model.table.map(\.name)))
  }

  @Test(arguments: computed)
  func gradientsAreTheOraclesDifferences(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 7)
    let loss = MaskedSquaredError(specimen.spec, count: trial.count)
    trial.forward()
    let predictions = trial.predictions()
    trial.backward { loss.derivative(predictions, task: $0, prediction: $1) }
    var check = GradientCheck()
    check.directionCount = 2
    try check.run(trial.gradients, of: trial, loss)
    #expect(check.mismatches.isEmpty, "\(check.mismatches)")
  }

  /// A departure that changes nothing would cost nothing.
  @Test(arguments: computed)
  func theCorrectModelPredictsSomethingElse(_ specimen: Specimen) throws {
    var correct = specimen.spec
    correct.departures = nil
    let (own, other) = (try Trial(specimen.spec, count: 5), try Trial(correct, count: 5))
    for trial in [own, other] { trial.forward() }
    #expect(own.predictions() != other.predictions())
  }

  @Test func maskedWeightsSumToLessThanOne() throws {
    let trial = try Trial(computed[6].spec, count: 9)
    trial.forward()
    for gate in trial.model.gates.indices {
      for row in trial.weights(gate: gate) {
        #expect(row.count == 2 && row.reduce(0, +) < 0.99 && row.reduce(0, +) > 0.01)
      }
    }
  }

  @Test func aSharedGateOverOneSharedExpertDoesNotExist() throws {
    let model = try Model(computed[4].spec, batchCapacity: 1)
    #expect(!model.gates.contains { $0.name == "shared" })
    #expect(try Model(computed[5].spec, batchCapacity: 1).gates.contains { $0.name == "shared" })
  }

  // MARK: First weights

  @Test(arguments: [
    spec(.ple, own: [1, 2], shared: 2, [.identicalInitialisation]),
    spec(.mmoe, shared: 3, [.identicalInitialisation], levels: [[9, 4]]),
  ])
  func expertsAndTowersStartEqual(_ spec: ModelSpec) throws {
    var correct = spec
    correct.departures = nil
    let (model, other) = (
      try Model(spec, batchCapacity: 1), try Model(correct, batchCapacity: 1)
    )
    for network in [model, other] { network.initialise(from: RandomStream(seed: 5)) }
    func weights(_ network: Model, _ name: String) throws -> [Float] {
      Array(try #require(network[name], "\(name)"))
    }
    var compared = 0
    for slice in model.table where !slice.isBias {
      let common = Departure.commonName(slice.name)
      #expect(try weights(model, slice.name) == weights(other, common), "\(slice.name)")
      if slice.name.contains(".gate.") {
        #expect(common == slice.name)
      } else if common != slice.name {
        compared += 1
        #expect(try weights(other, slice.name) != weights(other, common))
      }
    }
    #expect(compared >= 4)
  }

  // MARK: What is left alone

  @Test func aSpecificationWithoutDeparturesHasTheIdentityThatItHad() throws {
    let text = String(
      decoding: try JSONEncoder().encode(spec(.ple, own: [1, 1], shared: 1, nil)), as: UTF8.self)
    #expect(!text.contains("departures") && !text.contains("frozen"))
  }

  @Test func frozenPartsAreThoseOfTheirOwners() throws {
    let parts = FrozenParts(experts: ["task1", "shared"], gates: ["task1"])
    let model = try Model(
      spec(.ple, own: [1, 2], shared: 1, nil, frozen: parts), batchCapacity: 1)
    let names = Set(
      model.frozen.map { $0.name.split(separator: ".").dropLast().joined(separator: ".") })
    #expect(
      names == [
        "level1.expert01.layer1", "level1.expert04.layer1", "level2.expert01.layer1",
        "level2.expert04.layer1", "level1.gate.task1", "level2.gate.task1",
      ])
    #expect(model.trainedParameterCount < model.parameterCount)
    let gates = try Model(spec(.mmoe, shared: 3, [.frozenGates], levels: [[4]]), batchCapacity: 1)
    #expect(
      Set(gates.frozen.map(\.name)) == Set(gates.table.map(\.name).filter { $0.contains("gate") }))
    #expect(gates.frozen.count == 4)
    let correct = try Model(spec(.mmoe, shared: 3, nil, levels: [[4]]), batchCapacity: 1)
    #expect(correct.frozen.isEmpty && correct.trainedParameterCount == correct.parameterCount)
    #expect(gates.parameterCount == correct.parameterCount)
  }

  // MARK: What is refused

  private static let refused: [(ModelSpec, String)] = [
    (
      spec(.mmoe, shared: 3, [.noSharedGate], levels: [[4]]),
      "departures is no-shared-gate, but must be absent for mmoe"
    ),
    (
      spec(.cgc, own: [1, 1], shared: 1, [.sharedGateOverShared], levels: [[4]]),
      "departures is shared-gate-over-shared"
    ),
    (spec(.ple, own: [1, 1], shared: 1, [.noSharedGate], levels: [[4]]), "two levels or more"),
    (spec(.ple, own: [1, 1], shared: 0, [.sharedGateOverShared]), "a shared expert"),
    (spec(.mmoe, shared: 3, [.softmaxThenMask], levels: [[4]]), "whose gates weigh all experts"),
    (spec(.cgc, own: [2, 0], shared: 1, [.softmaxThenMask], levels: [[4]]), "two tasks or more"),
    (spec(.sharedBottom, [.frozenGates], levels: [[4]]), "no experts and no gates"),
    (spec(.ple, own: [1, 1], shared: 1, []), "one departure or more"),
    (spec(.ple, own: [1, 1], shared: 1, [.frozenGates, .frozenGates]), "different departures"),
    (
      spec(.ple, own: [1, 1], shared: 1, [.noSharedGate, .sharedGateOverShared]), "one of the two"
    ),
    (
      spec(.mmoe, shared: 3, nil, levels: [[4]], frozen: FrozenParts(experts: ["shared"])),
      "no experts of tasks"
    ),
    (
      spec(.ple, own: [1, 1], shared: 1, nil, frozen: FrozenParts(experts: ["task3"])),
      "no expert of task3"
    ),
    (
      spec(
        .cgc, own: [1, 1], shared: 1, nil, levels: [[4]], frozen: FrozenParts(gates: ["shared"])),
      "no gate shared"
    ),
    (spec(.ple, own: [1, 1], shared: 1, nil, frozen: FrozenParts()), "some part, or absent"),
  ]

  @Test(arguments: refused.indices)
  func impossibleCombinationsAreRefused(_ index: Int) throws {
    let (spec, words) = Self.refused[index]
    let error = #expect(throws: SpecError.self) { try spec.validate() }
    #expect("\(try #require(error))".contains(words), "\(String(describing: error))")
  }
}

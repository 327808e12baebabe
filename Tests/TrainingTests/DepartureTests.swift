// Frozen parameters keep their bits through training, and all others move.
import LinearAlgebra
import ModelZoo
import Randomness
import SyntheticData
import Testing

@testable import Training

private func spec(
  _ kind: ModelKind, departures: [Departure]? = nil, frozen: FrozenParts? = nil
) -> ModelSpec {
  let isSplit = kind == .ple || kind == .cgc
  return ModelSpec(
    kind: kind, inputWidth: 6, taskCount: 2, levelWidths: kind == .ple ? [[5, 4], [4]] : [[5]],
    towerWidths: [3], taskExpertCounts: isSplit ? [1, 1] : [], sharedExpertCount: isSplit ? 1 : 3,
    departures: departures, frozen: frozen)
}

/// The bits of every slice before and after 40 steps.
private func train(
  _ spec: ModelSpec, _ optimiser: OptimiserKind
) throws -> (before: [[UInt32]], after: [[UInt32]], table: [ParameterSlice]) {
  let source = try CorrelatedTasks(
    CorrelatedTasksSpec(inputWidth: 6, sineCount: 2), correlation: 0.5,
    draw: RandomStream(seed: 8))
  let learner = try Learner(
    spec,
    training: TrainingSpec(
      batchSize: 16, learningRate: 0.02, taskWeights: [TaskWeight(), TaskWeight()],
      optimiser: optimiser),
    initialisation: RandomStream(seed: 3).stream("weights"))
  func bits() -> [[UInt32]] {
    learner.model.table.map { slice in
      learner.model.parameters.slice(slice.range).map(\.bitPattern)
    }
  }
  let before = bits()
  let batch = Batch(capacity: 16, of: source)
  for step in 0..<40 {
    source.fill(batch, with: 16 * step..<16 * (step + 1))
    learner.learn(batch, epoch: 0)
  }
  return (before, bits(), learner.model.table)
}

@Test(arguments: [OptimiserKind.adam, .sgd])
func frozenSlicesKeepTheirBitsAndAllOthersMove(_ optimiser: OptimiserKind) throws {
  let cases: [(spec: ModelSpec, isFrozen: (String) -> Bool)] = [
    (
      spec(.ple, frozen: FrozenParts(experts: ["task1", "shared"], gates: ["task1"])),
      { name in
        ["expert01", "expert03", "gate.task1"].contains { name.contains($0) }
      }
    ),
    (spec(.mmoe, departures: [.frozenGates]), { $0.contains(".gate.") }),
    (spec(.ple, departures: [.frozenGates]), { $0.contains(".gate.") }),
    (spec(.ple), { _ in false }),
  ]
  for (spec, isFrozen) in cases {
    let run = try train(spec, optimiser)
    for (index, slice) in run.table.enumerated() {
      #expect(
        (run.before[index] == run.after[index]) == isFrozen(slice.name),
        "\(spec.kind) \(slice.name)")
    }
  }
}

/// What is frozen computes: the first loss, and so the first step of what is trained, is the correct model's.
@Test func freezingChangesNothingBeforeTheSecondStep() throws {
  let parts = FrozenParts(experts: ["task1"])
  let own = try Model(spec(.ple, frozen: parts), batchCapacity: 1)
  let other = try Model(spec(.ple), batchCapacity: 1)
  #expect(own.table == other.table && own.frozen.count == 6 && other.frozen.isEmpty)
  #expect(own.trainedParameterCount == own.parameterCount - (5 * 6 + 5 + 4 * 5 + 4) - (4 * 4 + 4))
}

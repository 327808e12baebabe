import Foundation
import Synchronization
import Testing

@testable import Experiments

/// Runs experiments on a store and returns what was measured, and how many runs were trained.
private func run(
  _ experiments: [Experiment], in folder: String, jobs: Int = 1
) async throws -> (results: [StudyResult], trained: Int, remarks: [String]) {
  let counts = Mutex((trained: 0, remarks: [String]()))
  let runner = StudyRunner(
    store: RunStore(folder: folder, platform: testPlatform), jobs: jobs,
    report: { event in
      counts.withLock { counts in
        switch event {
        case .finished(let runs): counts.trained += runs
        case .unusable(_, let reason): counts.remarks.append(reason)
        case .planned, .advanced: break
        }
      }
    })
  let results = try await runner.run(experiments.map { try Plan($0, at: .quick) })
  let seen = counts.withLock { $0 }
  return (results, seen.trained, seen.remarks)
}

private func records(_ results: [StudyResult]) -> [RunRecord] {
  results.flatMap { $0.runs.map(\.record) }
}

@Test func recordsDoNotDependOnTheNumberOfJobs() async throws {
  try await withTemporaryFolder { folder in
    let serial = try await run(
      [tinyExperiment()], in: folder + "/one", jobs: 1)
    let parallel = try await run(
      [tinyExperiment()], in: folder + "/two", jobs: 2)
    #expect(serial.trained > 0)
    #expect(records(serial.results) == records(parallel.results))
    #expect(records(serial.results).count == tinyModels.count * 2 * 2)
    #expect(records(serial.results).allSatisfy { $0.status == .ok && $0.scores.count == 2 })
  }
}

@Test func nothingIsTrainedTwice() async throws {
  try await withTemporaryFolder { folder in
    let first = try await run([tinyExperiment()], in: folder)
    let second = try await run([tinyExperiment()], in: folder)
    #expect(second.trained == 0)
    #expect(records(first.results) == records(second.results))
    // Another experiment with fewer models, otherwise the same, finds all its runs.
    let fewer = tinyExperiment(name: "fewer", models: [tinyModels[0], tinyModels[4]])
    let third = try await run([fewer], in: folder)
    #expect(third.trained == 0)
    #expect(records(third.results).count == 2 * 2 * 2)
  }
}

@Test func experimentsRunTogetherShareTheirRuns() async throws {
  try await withTemporaryFolder { folder in
    let both = try await run(
      [tinyExperiment(), tinyExperiment(name: "again")], in: folder + "/both")
    let one = try await run([tinyExperiment()], in: folder + "/one")
    #expect(both.trained == one.trained)
    #expect(records([both.results[0]]) == records([both.results[1]]))
  }
}

@Test func aDamagedRecordIsNamedAndRunAgainToTheSameBits() async throws {
  try await withTemporaryFolder { folder in
    let first = try await run([tinyExperiment()], in: folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    let victims = files.prefix(3).map { URL(fileURLWithPath: "\(folder)/\($0)") }
    var bytes = try Data(contentsOf: victims[0])
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: victims[0])
    try Data(contentsOf: victims[1]).prefix(200).write(to: victims[1])
    try FileManager.default.removeItem(at: victims[2])
    let second = try await run([tinyExperiment()], in: folder)
    #expect(second.trained == 3)
    #expect(second.remarks.count == 2)
    #expect(second.remarks.allSatisfy { $0.contains("damaged") })
    #expect(records(first.results) == records(second.results))
    #expect(try await run([tinyExperiment()], in: folder).trained == 0)
  }
}

@Test func aMissingModelIsPairedWithTheSameBaselineAgain() async throws {
  try await withTemporaryFolder { folder in
    let whole = try await run([tinyExperiment()], in: folder + "/whole")
    let store = folder + "/steps"
    // First without PLE, then with it: only PLE's runs are missing.
    _ = try await run([tinyExperiment(models: Array(tinyModels.dropLast()))], in: store)
    let stepwise = try await run([tinyExperiment()], in: store)
    #expect(records(whole.results) == records(stepwise.results))
    let trials = stepwise.results[0].trials.count { $0.variant.choice.name == "ple" }
    #expect(trials >= 2 && stepwise.trained == trials + 2 * 2)
  }
}

@Test func recordsOfAnotherPlatformAreNotTheseRuns() async throws {
  try await withTemporaryFolder { folder in
    _ = try await run([tinyExperiment()], in: folder)
    let other = RunStore(
      folder: folder,
      platform: NumericPlatform(openblas: "test", core: "other", lapack: "test"))
    let plan = try Plan(tinyExperiment(), at: .quick)
    let trial = try #require(
      plan.trials(of: plan.tunedVariants[0], learningRate: 0.01).first)
    guard case .absent = try other.find(trial) else {
      Issue.record("a record of another platform was taken")
      return
    }
    guard case .found = try RunStore(folder: folder, platform: testPlatform).find(trial) else {
      Issue.record("the record itself was not found")
      return
    }
  }
}

@Test func aDivergedModelStopsNothingElse() async throws {
  try await withTemporaryFolder { folder in
    let wild = try await run([tinyExperiment(learningRates: [1e30])], in: folder)
    let all = records(wild.results)
    #expect(all.count == tinyModels.count * 2 * 2)
    #expect(all.allSatisfy { $0.status == .diverged && ($0.divergedAt ?? 0) > 0 })
    #expect(all.allSatisfy { $0.scores.isEmpty && $0.gates.isEmpty })
  }
}

@Test func aCellHoldsAllModelsOfAReplicateAndCorrelation() throws {
  let plan = try Plan(tinyExperiment(), at: .quick)
  let rates = Dictionary(uniqueKeysWithValues: plan.tunedVariants.map { ($0, 0.01) })
  let cells = StudyRunner.cells(of: try plan.study(rates: rates).map(\.run))
  #expect(cells.count == 4)
  #expect(cells.allSatisfy { $0.runs.count == tinyModels.count })
}

@Test func everyModelHasTheSameNumberOfTrials() async throws {
  try await withTemporaryFolder { folder in
    let result = try #require(
      try await run([tinyExperiment(learningRates: [1e-4, 1e-3])], in: folder).results.first)
    let counts = result.plan.tunedVariants.map { variant in
      result.trials.count { $0.variant == variant }
    }
    #expect(Set(counts).count == 1)
    // In 480 samples 1e-3 is too slow: the grid has grown.
    #expect(counts[0] >= 3)
    #expect(!result.plan.tunedVariants.contains { $0.choice.isPlacebo })
  }
}

import Formats
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

/// A store on a disk that cannot be written to is as good as any, if nothing is missing in it.
@Test func aCompleteStoreIsOnlyRead() async throws {
  try await withTemporaryFolder { folder in
    _ = try await run([tinyExperiment()], in: folder)
    func change() throws -> Date? {
      try FileManager.default.attributesOfItem(atPath: folder)[.modificationDate] as? Date
    }
    let before = try change()
    #expect(try await run([tinyExperiment()], in: folder).trained == 0)
    // Not even a trial file that is removed again.
    #expect(try change() == before && before != nil)
    // Where one is missing, that it cannot be written is found before it is trained.
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".json") })
    try FileManager.default.moveItem(atPath: "\(folder)/\(name)", toPath: "\(folder)/../\(name)")
    defer { try? FileManager.default.removeItem(atPath: "\(folder)/../\(name)") }
    #expect(try await run([tinyExperiment()], in: folder).trained == 1)
  }
}

/// To train it again would replace what the newer version needs.
@Test func aRecordOfANewerVersionIsNotReplaced() async throws {
  try await withTemporaryFolder { folder in
    _ = try await run([tinyExperiment()], in: folder)
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".json") })
    let path = "\(folder)/\(name)"
    // Another form in other respects too.
    let body = #"{"numericsVersion":\#(numericsVersion + 1),"spec":"of another form"}"#
    let text = "\(Checksum(of: body).hex)\n\(body)"
    try AtomicFile.write(text, to: path)
    let error = try await #require(throws: FileError.self) {
      try await run([tinyExperiment()], in: folder)
    }
    #expect(error.description.contains("cannot use the record \(path): it is of numerics version"))
    #expect(error.description.contains("use a newer version of the program"))
    #expect(try AtomicFile.read(path) == Array(text.utf8))
  }
}

/// A checksum can fit a record that was written by hand.
@Test(arguments: [
  (#""labelVariances":["#, #""labelVariances":[1,"#),
  (#""scores":[{"#, #""scores":[],"former":[{"#),
  (#""gates":[{"#, #""gates":[],"former":[{"#), (#""curve":[{"#, #""curve":[],"former":[{"#),
  (#""status":"ok""#, #""status":"diverged""#),
])
func aRecordWithoutAllMeasurementsIsTrainedAgain(_ old: String, _ new: String) async throws {
  try await withTemporaryFolder { folder in
    _ = try await run([tinyExperiment()], in: folder)
    var changed = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let text = String(decoding: try AtomicFile.read("\(folder)/\(name)"), as: UTF8.self)
      let body = text.drop { $0 != "\n" }.dropFirst().replacing(old, with: new)
      if text.hasSuffix(body) { continue }
      changed += 1
      try AtomicFile.write("\(Checksum(of: String(body)).hex)\n\(body)", to: "\(folder)/\(name)")
    }
    let again = try await run([tinyExperiment()], in: folder)
    #expect(changed > 0 && again.trained == changed)
    #expect(again.remarks.allSatisfy { $0 == "it is damaged: measurements are missing" })
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

@Test func aMissingModelIsTheOnlyOneTrained() async throws {
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
      plan.trials(of: plan.tunedVariants[0], learningRate: 0.01).first
    ).run
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

@Test func aCellHoldsAllModelsOfATrainingAndCorrelation() throws {
  let plan = try Plan(tinyExperiment(), at: .quick)
  let cells = StudyRunner.cells(of: try plan.study(rates: plan.equalRates()).map(\.run))
  #expect(cells.count == 4)
  #expect(cells.allSatisfy { $0.runs.count == tinyModels.count })
}

/// At the end of a stage short cells fill the cores.
@Test func theLongestCellsAreTrainedFirst() async throws {
  var experiment = tinyExperiment(models: [tinyModels[0]])
  let last = try #require(experiment.correlations.last)
  experiment.settings.append(
    Setting(name: "fast", gateBias: true, commonLearningRate: 0.02, correlations: [last]))
  let plan = try Plan(experiment, at: .quick)
  let cells = StudyRunner.cells(of: try plan.study(rates: plan.equalRates()).map(\.run))
  let sizes = cells.map(\.runs.count)
  #expect(sizes != sizes.sorted(by: >), "the order of the file is another")
  try await withTemporaryFolder { folder in
    let finished = Mutex((isStudy: false, sizes: [Int]()))
    let runner = StudyRunner(store: RunStore(folder: folder, platform: testPlatform), jobs: 1) {
      event in
      finished.withLock {
        switch event {
        case .planned(let stage, _, _, _, _): $0.isStudy = stage == "study"
        case .finished(let runs) where $0.isStudy: $0.sizes.append(runs)
        default: break
        }
      }
    }
    _ = try await runner.run([plan])
    #expect(finished.withLock { $0.sizes } == sizes.sorted(by: >))
  }
}

/// Memory must not grow with the number of settings. Models are trained side by side or not, to the same bits.
@Test func aCellHoldsABoundedNumberOfModels() throws {
  var experiment = tinyExperiment()
  experiment.settings += (1...3).map {
    Setting(name: "fast-\($0)", gateBias: true, commonLearningRate: 0.01 * Double($0 + 1))
  }
  let plan = try Plan(experiment, at: .quick)
  let study = try plan.study(rates: plan.equalRates()).filter {
    $0.key.draw == 0 && $0.key.correlation == 1
  }
  let runs = study.map(\.run)
  #expect(runs.count == 36 && Set(runs.map(\.cell)).count == 1)
  let cells = StudyRunner.cells(of: runs)
  #expect(cells.map(\.runs.count) == [12, 12, 12] && StudyRunner.mostModels == 16)
  for (count, parts) in [(16, [16]), (17, [8, 9]), (33, [11, 11, 11])] {
    #expect(StudyRunner.cells(of: Array(runs.prefix(count))).map(\.runs.count) == parts)
  }
  #expect(cells.flatMap(\.runs) == runs)
  let parts = try cells.flatMap { try $0.train(on: testPlatform) { _ in } }
  let whole = try Cell(spec: runs[0].cell, runs: runs).train(on: testPlatform) { _ in }
  #expect(parts == whole)
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

/// Draws, trainings, a planted model, and trials of twice the passes: all of them are run, and those that
/// only check have no part in the choice of rates.
@Test func checksAreMadeAndChooseNothing() async throws {
  try await withTemporaryFolder { folder in
    let plain = tinyExperiment(models: [tinyModels[0], tinyModels[1], tinyModels[4]])
    var checked = tinyExperiment(models: plain.models + [tinyPlant])
    checked.tuning.doublesBudget = true
    checked.scales[0].scale.trainings = 2
    let first = try await run([plain], in: folder)
    let second = try await run([checked], in: folder)
    let (without, with) = (
      try #require(first.results.first), try #require(second.results.first)
    )
    #expect(with.rates.count == 2)
    for (variant, rate) in with.rates { #expect(without.rates[variant] == rate) }
    let tuned = with.trials.filter { $0.budget == 1 && $0.variant.choice != tinyPlant }
    #expect(tuned == without.trials)
    let checks = with.trials.filter { $0.budget == 2 || $0.variant.choice == tinyPlant }
    #expect(checks.map(\.variant.choice.name) == ["planted", "single-task", "mmoe"])
    for check in checks {
      let isPlanted = check.variant.choice == tinyPlant
      let rate = with.rates.first {
        $0.key.choice.kind == check.variant.choice.kind
      }?.value
      #expect(check.learningRate == rate && check.budget == (isPlanted ? 1 : 2))
      #expect(check.status == .ok && check.validationNMSE.count == 2)
    }
    // What there was is kept: two trainings have the first in common with one.
    let kept = with.runs.filter { $0.key.training == 0 && $0.key.model != "planted" }
    #expect(kept.map(\.record) == without.runs.map(\.record))
    #expect(with.runs.count == 4 * 2 * 2 * 2)
    #expect(second.trained == with.runs.count - kept.count + checks.count)
    #expect(try await run([checked], in: folder).trained == 0)
  }
}

/// Two trainings end at different weights; they are scored on the same samples.
@Test func trainingsDifferOnTheSameData() async throws {
  try await withTemporaryFolder { folder in
    var experiment = tinyExperiment(models: [tinyModels[0]])
    experiment.scales[0].scale.trainings = 3
    let result = try #require(try await run([experiment], in: folder).results.first)
    for draw in 0..<2 {
      let records = result.runs.filter { $0.key.draw == draw && $0.key.correlation == 1 }
        .map(\.record)
      #expect(records.count == 3)
      #expect(Set(records.map(\.scores)).count == 3)
      #expect(Set(records.map(\.card)).count == 1 && Set(records.map(\.labelVariances)).count == 1)
    }
  }
}

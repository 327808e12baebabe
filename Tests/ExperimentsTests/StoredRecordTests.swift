// Records as an earlier build wrote them: what is in a store must stay readable.
import Foundation
import Testing
import Training

@testable import Experiments

struct StoredRecordTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/store").path

  /// A tuning trial of CGC with a learning curve, as trials once had, and a study run of an MMoE that starts at it: its record has every field that a
  /// record can have, except those of a run that diverged.
  private func runs() throws -> (trial: RunSpec, study: RunSpec) {
    var experiment = tinyExperiment(
      models: tinyModels.filter { ["single-task", "mmoe", "cgc"].contains($0.name) })
    experiment.settings.append(
      Setting(
        name: "started", gateBias: true,
        start: StartChoice(start: WarmStart(after: 0.5, offset: -2), optimiser: .sgd)))
    let plan = try Plan(experiment, at: .quick)
    let donor = try #require(plan.tunedVariants.first { $0.choice.name == "cgc" })
    let started = try #require(plan.variants.first { plan.start(of: $0) != nil })
    let trial = try #require(plan.trials(of: donor, learningRate: 0.01).first).run
    return (
      try #require(trial.withCurve),
      try plan.studyRun(
        of: started, correlation: 0.5, draw: 0, training: 1, rates: plan.equalRates())
    )
  }

  /// Trains both runs and keeps their records as the new fixtures.
  private func recordAnew() throws {
    let store = RunStore(folder: Self.fixtures, platform: testPlatform)
    let runs = try runs()
    for old in try FileManager.default.contentsOfDirectory(atPath: Self.fixtures) {
      try FileManager.default.removeItem(atPath: "\(Self.fixtures)/\(old)")
    }
    for cell in StudyRunner.cells(of: [runs.trial, runs.study]) {
      for record in try cell.train(on: testPlatform, progress: { _ in }) { try store.save(record) }
    }
  }

  @Test func recordsOfEarlierBuildsAreFoundAndWrittenToTheSameBytes() async throws {
    guard ProcessInfo.processInfo.environment["RECORD_IDENTITIES"] == nil else {
      try recordAnew()
      Issue.record("The records in \(Self.fixtures) are new and were compared with nothing.")
      return
    }
    let runs = try runs()
    try await withTemporaryFolder { folder in
      let (old, new) = (folder + "/old", folder + "/new")
      try FileManager.default.copyItem(atPath: Self.fixtures, toPath: old)
      let store = RunStore(folder: new, platform: testPlatform)
      try store.prepare()
      for run in [runs.trial, runs.study] {
        let finding = try RunStore(folder: old, platform: testPlatform).find(run)
        guard case .found(let record) = finding else {
          Issue.record(
            """
            A record of an earlier build is no longer found, so finished runs in existing stores would be trained \
            again: \(finding). When numericsVersion counts up this is meant: record it anew with \
            RECORD_IDENTITIES=1.
            """)
          continue
        }
        #expect(record.status == .ok && record.scores.count == 2 && !record.curve.isEmpty)
        try store.save(record)
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: old).sorted()
      #expect(names.count == 2)
      #expect(try FileManager.default.contentsOfDirectory(atPath: new).sorted() == names)
      for name in names {
        let (before, after) = (
          try Data(contentsOf: URL(fileURLWithPath: "\(old)/\(name)")),
          try Data(contentsOf: URL(fileURLWithPath: "\(new)/\(name)"))
        )
        #expect(before == after, "\(name) is written to other bytes than it was read from")
      }
    }
  }

  /// Otherwise a field could be dropped and no test would notice.
  @Test func theStudyRecordHasEveryPart() throws {
    let run = try runs().study
    let store = RunStore(folder: Self.fixtures, platform: testPlatform)
    guard case .found(let record) = try store.find(run) else { return }
    #expect(record.spec.origin != nil && record.spec.rotation == 0.5)
    #expect(!record.gates.isEmpty && !record.curve.isEmpty)
    #expect(record.scores.count == 2 && record.scores.allSatisfy { $0.meanExcessError != nil })
    #expect(record.starts?.count == 2 && record.card != nil)
  }
}

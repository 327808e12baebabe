import Experiments
import Formats
import Foundation
import ModelZoo
import Report
import SyntheticData
import Training

/// A study of under a second whose records have every column filled.
enum TinyStudy {
  static let platform = NumericPlatform(openblas: "test", core: "test", lapack: "test")

  static let experiment = Experiment(
    name: "tiny", title: "A tiny study", regenerates: "nothing", seed: 7,
    data: .correlatedTasks(CorrelatedTasksSpec(inputWidth: 6, sineCount: 2)), draws: .perReplicate,
    correlations: [0.5, 1],
    models: [
      ModelChoice(name: "single-task", kind: .singleTask, levels: 0),
      ModelChoice(name: "placebo", kind: .singleTask, levels: 0),
      ModelChoice(name: "mmoe", kind: .mmoe, levels: 1, sharedExperts: 3),
      ModelChoice(name: "cgc", kind: .cgc, levels: 1, taskExperts: [1, 1], sharedExperts: 1),
    ],
    settings: [
      Setting(name: "-", gateBias: true),
      Setting(name: "no-gate-bias", gateBias: false, correlations: [0.5]),
      Setting(
        name: "started", gateBias: true,
        start: StartChoice(start: WarmStart(after: 0.5, offset: -2)), correlations: [0.5]),
    ],
    taskWeights: [TaskWeight(), TaskWeight()], epochCount: 1,
    tuning: Tuning(learningRates: [0.01, 0.03, 0.1], draws: 1, correlations: [0.5]),
    gateFiles: true,
    scales: [
      .init(
        name: .quick,
        scale: Scale(
          inputWidth: 6, hiddenWidths: [4, 3], sampleCount: 600, replicates: 3, batchSize: 16))
    ])

  /// What the study measured.
  static func run(store: String, jobs: Int = 1) async throws -> StudyResult {
    let runner = StudyRunner(
      store: RunStore(folder: store, platform: platform), jobs: jobs, report: { _ in })
    guard let result = try await runner.run([Plan(experiment, at: .quick)]).first else {
      throw SpecError(field: "results", value: "none", allowed: "one")
    }
    return result
  }

  /// Writes the study's records to a results folder.
  static func write(_ result: StudyResult, to path: String) throws {
    let folder = ResultsFolder(path)
    let manifest = try folder.manifest(
      of: [result.plan], platform: platform, gnuplot: nil, keepingOthers: false)
    try folder.prepare()
    try folder.write(result)
    try folder.write(manifest)
  }
}

/// A folder of its own for one test, deleted afterwards.
func withScratchFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("seesaw-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}

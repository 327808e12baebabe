// A study that is trained, small enough for a test.

package import Experiments
internal import Foundation
internal import ModelZoo
internal import Records
internal import SyntheticData
internal import Training

/// A study of under a second whose records have every column filled.
package enum TinyStudy {
  package static let platform = NumericPlatform(openblas: "test", core: "test", lapack: "test")

  package static let experiment = Experiment(
    name: "tiny", seed: 7,
    data: .correlatedTasks(CorrelatedTasksSpec(inputWidth: 6, sineCount: 2)),
    correlations: [0.5, 1],
    models: [
      ModelChoice(name: "single-task", role: .baseline, kind: .singleTask, levels: 0),
      ModelChoice(name: "placebo", role: .placebo, kind: .singleTask, levels: 0),
      ModelChoice(name: "mmoe", kind: .mmoe, levels: 1, sharedExperts: 3),
      ModelChoice(name: "cgc", kind: .cgc, levels: 1, taskExperts: [1, 1], sharedExperts: 1),
    ],
    settings: [
      .standard,
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
          inputWidth: 6, hiddenWidths: [4, 3], sampleCount: 600, draws: 3, trainings: 2,
          batchSize: 16))
    ])

  package static let presentation = Presentation(title: "A tiny study", regenerates: "nothing")

  /// Both halves of the study.
  package static let file = ExperimentFile(experiment: experiment, presentation: presentation)

  /// What the study measured.
  package static func run(
    _ experiment: Experiment = experiment, store: String, jobs: Int = 1
  ) async throws -> StudyResult {
    let runner = StudyRunner(
      store: RunStore(folder: store, platform: platform), jobs: jobs, report: { _ in })
    guard let result = try await runner.run([Plan(experiment, at: .quick)]).first else {
      throw ResultsError("the runner returned no result")
    }
    return result
  }

  /// Writes a study's records to a results folder.
  package static func write(_ result: StudyResult, to path: String) throws {
    let folder = ResultsFolder(path)
    let file = ExperimentFile(experiment: result.plan.experiment, presentation: presentation)
    let manifest = try folder.manifest(
      of: [file], at: .quick, platform: platform, gnuplot: nil)
    try folder.prepare()
    try folder.write(result)
    try folder.write(manifest)
  }
}

/// A folder of its own for one test, deleted afterwards.
package func withScratchFolder<Result>(
  _ body: (String) async throws -> Result
) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("seesaw-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}

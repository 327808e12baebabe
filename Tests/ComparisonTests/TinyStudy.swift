import Experiments
import Records
import Testing

/// A study of under a second.
enum TinyStudy {
  static let platform = NumericPlatform(openblas: "test", core: "test", lapack: "test")

  /// Its experiment file.
  static func file() throws -> ExperimentFile {
    try ExperimentFile.parse(text, name: "tiny", file: "tiny.yaml")
  }

  private static let text = """
    title: A tiny study
    regenerates: nothing
    seed: 7
    data:
      generator: correlated-tasks
      taskCount: 2
      scale: 1
      sineCount: 2
      noiseVariance: 0.01
      phases: standard-normal
      perTaskPhases: false
      draws: per-replicate
    correlations: [0.5, 1]
    models:
      - {model: single-task, role: baseline}
      - {model: single-task, name: placebo, role: placebo}
      - {model: mmoe, sharedExperts: 3}
      - {model: cgc, taskExperts: [1, 1], sharedExperts: 1}
    settings:
      - {name: "-", gateBias: true}
      - {name: no-gate-bias, gateBias: false, correlations: [0.5]}
      - {name: started, gateBias: true, start: {after: 0.5, offset: -2}, correlations: [0.5]}
    training: {epochCount: 1}
    tuning: {learningRates: [0.01, 0.03, 0.1], draws: 1, correlations: [0.5]}
    gateFiles: true
    scales:
      quick: {inputWidth: 6, hiddenWidths: [4, 3], sampleCount: 600, replicates: 3, batchSize: 16}
      paper: {inputWidth: 6, hiddenWidths: [4, 3], sampleCount: 600, replicates: 3, batchSize: 16}
    """

  /// What the study measured.
  static func run(store: String, jobs: Int = 1) async throws -> StudyResult {
    let runner = StudyRunner(
      store: RunStore(folder: store, platform: platform), jobs: jobs, report: { _ in })
    let results = try await runner.run([Plan(file().experiment, at: .quick)])
    return try #require(results.first)
  }

  /// Writes the study's records to a results folder.
  static func write(_ result: StudyResult, to path: String) throws {
    let folder = ResultsFolder(path)
    try folder.prepare()
    try folder.write(result)
    try folder.write(Manifest([file()], at: .quick, platform: platform, gnuplot: nil))
  }
}

import Experiments
import Foundation
import ModelZoo
import SyntheticData
import Training

/// A study of seconds: all models, two correlations, two draws, a few hundred samples.
func tinyExperiment(
  name: String = "tiny", models: [ModelChoice] = tinyModels, gateBias: Bool = true,
  learningRates: [Double] = [0.003, 0.01]
) -> Experiment {
  Experiment(
    name: name, seed: 7,
    data: .correlatedTasks(CorrelatedTasksSpec(inputWidth: 6, sineCount: 2)),
    correlations: [0.5, 1], models: models,
    settings: [Setting(name: "-", gateBias: gateBias)],
    taskWeights: [TaskWeight(), TaskWeight()], epochCount: 1,
    tuning: Tuning(learningRates: learningRates, draws: 1, correlations: [0.5]), gateFiles: true,
    scales: [
      .init(
        name: .quick,
        scale: Scale(
          inputWidth: 6, hiddenWidths: [4, 4, 3], sampleCount: 600, draws: 2, batchSize: 16))
    ])
}

/// All models of the study with its expert counts.
let tinyModels = [
  ModelChoice(name: "single-task", role: .baseline, kind: .singleTask, levels: 0),
  ModelChoice(name: "placebo", role: .placebo, kind: .singleTask, levels: 0),
  ModelChoice(name: "shared-bottom", kind: .sharedBottom, levels: 1),
  ModelChoice(name: "omoe", kind: .omoe, levels: 1, sharedExperts: 3),
  ModelChoice(name: "mmoe", kind: .mmoe, levels: 1, sharedExperts: 3),
  ModelChoice(name: "ml-mmoe", kind: .mlMMoE, levels: 2, sharedExperts: 3),
  ModelChoice(name: "cgc", kind: .cgc, levels: 1, taskExperts: [1, 1], sharedExperts: 1),
  ModelChoice(name: "ple", kind: .ple, levels: 2, taskExperts: [1, 1], sharedExperts: 1),
  ModelChoice(name: "multi-head", kind: .multiHead, levels: 1),
]

/// A planted model: the baseline with three passes and half of task 2's labels.
let tinyPlant = ModelChoice(
  name: "planted", role: .planted, kind: .singleTask, levels: 0,
  plant: Plant(epochCount: 3, labelShares: [1, 0.5]))

extension Plan {
  /// The same rate for every tuned variant.
  func equalRates(_ rate: Double = 0.01) -> [Variant: Double] {
    Dictionary(uniqueKeysWithValues: tunedVariants.map { ($0, rate) })
  }
}

let testPlatform = NumericPlatform(openblas: "test", core: "test", lapack: "test")

/// A folder of its own for one test, deleted afterwards.
func withTemporaryFolder<Result>(
  _ body: (String) async throws -> Result
) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("seesaw-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}

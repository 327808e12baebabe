// The specification that made-up records are the results of, so that they can be read as a results folder.

import Experiments
import ModelZoo
import SyntheticData
import Training

@testable import Report

extension MadeUpStudy {
  /// The experiment whose records this study is.
  func experiment(_ name: String) throws -> Experiment {
    Experiment(
      name: name, title: "Made up", regenerates: "nothing", seed: 1,
      data: .correlatedTasks(CorrelatedTasksSpec(inputWidth: 64)), draws: .perReplicate,
      correlations: correlations.compactMap(Double.init),
      models: try models.map { model in
        switch model {
        case "placebo": ModelChoice(name: model, kind: .singleTask, levels: 0)
        case "single-task": ModelChoice(name: model, kind: .singleTask, levels: 0)
        case "shared-bottom": ModelChoice(name: model, kind: .sharedBottom, levels: 1)
        case "mmoe": ModelChoice(name: model, kind: .mmoe, levels: 1, sharedExperts: 3)
        case "ml-mmoe": ModelChoice(name: model, kind: .mlMMoE, levels: 2, sharedExperts: 3)
        case "cgc":
          ModelChoice(name: model, kind: .cgc, levels: 1, taskExperts: [1, 1], sharedExperts: 1)
        case "ple":
          ModelChoice(name: model, kind: .ple, levels: 2, taskExperts: [1, 1], sharedExperts: 1)
        default: throw ResultsError("no model is called \(model)")
        }
      },
      settings: [Setting(name: "-", gateBias: true)]
        + (hasUnbiasedSetting
          ? [Setting(name: unbiased, gateBias: false, correlations: [0.5])] : []),
      taskWeights: [TaskWeight(), TaskWeight()], epochCount: 1,
      tuning: Tuning(learningRates: [1e-4, 1e-3, 1e-2], draws: 2, correlations: [0.2, 0.75]),
      gateFiles: Self.aboutGates.contains(name),
      scales: [.quick, .paper].map { scale in
        .init(
          name: scale,
          scale: Scale(
            inputWidth: 64, hiddenWidths: [64, 32, 16], sampleCount: 160_000,
            replicates: replicates, batchSize: 128))
      })
  }

  /// Writes the manifest of a results folder with these experiments.
  static func writeManifest(
    _ experiments: [Experiment], scale: ScaleName, to folder: String
  ) throws {
    try ResultsFolder(folder).write(
      Manifest(
        experiments.map { try Plan($0, at: scale) },
        platform: NumericPlatform(openblas: "test", core: "test", lapack: "test"), gnuplot: nil))
  }
}

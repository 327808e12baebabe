// The experiment files that made-up records are the results of.

package import Experiments
internal import ModelZoo
internal import Records
internal import SyntheticData
internal import Training

extension MadeUpStudy {
  /// The experiment whose records this study is, shown as the project shows the one of that name.
  package func file(_ name: String) throws -> ExperimentFile {
    let experiment = try experiment(name)
    return ExperimentFile(
      experiment: experiment,
      presentation: Presentation(
        title: "Made up", regenerates: "nothing",
        report: try ShippedDeclarations.report(of: name, in: experiment)))
  }

  func experiment(_ name: String) throws -> Experiment {
    Experiment(
      name: name, seed: 1, data: .correlatedTasks(CorrelatedTasksSpec(inputWidth: 64)),
      correlations: correlations.compactMap(Double.init), models: try models.map(Self.choice),
      settings: [.standard]
        + (hasUnbiasedSetting
          ? [Setting(name: unbiased, gateBias: false, correlations: [0.5])] : []) + settings,
      taskWeights: [TaskWeight(), TaskWeight()], epochCount: 1, schedule: .linear,
      tuning: Tuning(
        learningRates: [1e-4, 1e-3, 1e-2], draws: 2, trainings: 2, correlations: [0.2, 0.75],
        doublesBudget: true),
      gateFiles: Self.aboutGates.contains(name),
      scales: [.quick, .paper].map { scale in
        .init(
          name: scale,
          scale: Scale(
            inputWidth: 64, hiddenWidths: [64, 32, 16], sampleCount: 160_000,
            draws: draws, trainings: trainings, batchSize: 128))
      })
  }

  /// A model of the correlated-task experiments by its name.
  package static func choice(_ model: String) throws -> ModelChoice {
    switch model {
    case "single-task":
      ModelChoice(name: model, role: .baseline, kind: .singleTask, levels: 0)
    case "placebo": ModelChoice(name: model, role: .placebo, kind: .singleTask, levels: 0)
    case "stepwise":
      ModelChoice(name: model, role: .control, kind: .sharedBottom, levels: 1, layers: .stepwise)
    case "planted":
      ModelChoice(
        name: model, role: .planted, kind: .singleTask, levels: 0,
        plant: Plant(epochCount: 2, labelShares: [1, 0.1]))
    case "shared-bottom": ModelChoice(name: model, kind: .sharedBottom, levels: 1)
    case "mmoe": ModelChoice(name: model, kind: .mmoe, levels: 1, sharedExperts: 3)
    case "ml-mmoe": ModelChoice(name: model, kind: .mlMMoE, levels: 2, sharedExperts: 3)
    case "cgc":
      ModelChoice(name: model, kind: .cgc, levels: 1, taskExperts: [1, 1], sharedExperts: 1)
    case "ple":
      ModelChoice(name: model, kind: .ple, levels: 2, taskExperts: [1, 1], sharedExperts: 1)
    default: throw ResultsError("no model is called \(model)")
    }
  }

  /// Writes the manifest of a results folder with these experiments.
  package static func writeManifest(
    _ files: [ExperimentFile], scale: ScaleName, to folder: String
  ) throws {
    try ResultsFolder(folder).write(
      Manifest(files, at: scale, platform: TinyStudy.platform, gnuplot: nil))
  }
}

extension Setting {
  /// The default setting: gates with a bias, and first weights of the model's own.
  package static let standard = Setting(name: Setting.defaultName, gateBias: true)
}

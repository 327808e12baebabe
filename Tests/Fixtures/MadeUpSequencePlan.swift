// What made-up experiments on sequences were asked for.

package import Experiments
internal import ModelZoo
internal import SyntheticData
internal import Training

extension MadeUpSequences {
  /// The experiment as its file would have it; `correlations` are those of the sweep.
  package func file(
    _ name: String = modes, correlations: [Double] = [0.5]
  ) throws -> ExperimentFile {
    let hasModes = name == Self.modes
    let experiment = Experiment(
      name: name, seed: 1,
      data: hasModes
        ? .sequentialModes(SequentialModesSpec())
        : .correlatedSequences(
          CorrelatedSequencesSpec(tasks: CorrelatedTasksSpec(inputWidth: 10))),
      correlations: hasModes ? [] : correlations,
      models: try models.map(Self.choice),
      settings: [.standard] + (hasModes && hasNoisyInputs ? try Self.shippedSettings() : []),
      taskWeights: [TaskWeight(), TaskWeight()], epochCount: 1,
      tuning: Tuning(
        learningRates: [1e-4, 1e-3, 1e-2], draws: 2, trainings: 2,
        correlations: hasModes ? [] : [0.2, 0.75]),
      gateFiles: true,
      scales: ScaleName.allCases.map { Experiment.Sized(name: $0, scale: scale) })
    let looks = models.compactMap { model in Self.looks[model].map { (model, $0) } }
    return ExperimentFile(
      experiment: experiment,
      presentation: Presentation(
        title: "Made up", regenerates: "nothing",
        models: Dictionary(uniqueKeysWithValues: looks),
        report: try ShippedDeclarations.report(of: name, in: experiment)))
  }

  /// The settings of the project's own file beside the default one.
  private static func shippedSettings() throws -> [Setting] {
    Array((try ShippedDeclarations.experiment(modes)?.settings ?? []).dropFirst())
  }

  /// A model of the experiments on sequences by its name.
  package static func choice(_ name: String) throws -> ModelChoice {
    switch name {
    case "single-task", "multi-head", "shared-bottom", "mmoe", "ml-mmoe", "cgc", "ple":
      var choice =
        name == "multi-head"
        ? ModelChoice(name: name, kind: .multiHead, levels: 1) : try MadeUpStudy.choice(name)
      choice.layers = .lstm
      return choice
    case "fc-single-task": return ModelChoice(name: name, kind: .singleTask, levels: 0)
    case "fc-multi-head": return ModelChoice(name: name, kind: .multiHead, levels: 1)
    case "fc-shared-bottom": return ModelChoice(name: name, kind: .sharedBottom, levels: 1)
    case "fc-mmoe": return ModelChoice(name: name, kind: .mmoe, levels: 1, sharedExperts: 3)
    case "mose":
      return ModelChoice(
        name: name, kind: .mmoe, levels: 1, sharedExperts: 10, layers: .lstm, bottomWidths: [16])
    default: return try MadeUpStudy.choice(name)
    }
  }

  /// How the models are shown, and what MoSE's Figure 6 calls them.
  private static let looks: [String: ModelLook] = [
    "single-task": ModelLook(published: "sequential-multi-model"),
    "multi-head": ModelLook(published: "sequential-multi-head"),
    "shared-bottom": ModelLook(published: "sequential-shared-bottom"),
    "fc-single-task": ModelLook(
      title: "Single-task (fully connected)", published: "multi-model"),
    "fc-multi-head": ModelLook(title: "Multi-head (fully connected)"),
    "fc-shared-bottom": ModelLook(title: "Shared bottom (fully connected)"),
    "fc-mmoe": ModelLook(title: "MMoE (fully connected)"),
    "stepwise": ModelLook(title: "Stepwise (memoryless)", colour: "#882255", point: 3),
    "mose": ModelLook(title: "MoSE", colour: "#CC79A7", point: 7, published: "mose"),
  ]
}

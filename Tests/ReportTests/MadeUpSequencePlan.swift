// What made-up experiments on sequences were asked for.

import Experiments
import ModelZoo
import SyntheticData
import Training

@testable import Report

extension MadeUpSequences {
  /// The experiment as its file would have it.
  func experiment(_ name: String = SequenceStudy.modes) -> Experiment {
    Experiment(
      name: name, title: "Made up", regenerates: "nothing", seed: 1,
      data: name == SequenceStudy.modes
        ? .sequentialModes(SequentialModesSpec())
        : .correlatedSequences(
          CorrelatedSequencesSpec(tasks: CorrelatedTasksSpec(inputWidth: 10))),
      draws: .perReplicate, correlations: name == SequenceStudy.modes ? [] : [0.5],
      models: models.map { change($0) ?? Self.choice($0) },
      settings: [Setting(name: "-", gateBias: true)],
      taskWeights: [TaskWeight(), TaskWeight()], epochCount: 1,
      tuning: Tuning(learningRates: [1e-4, 1e-3, 1e-2], draws: 2, correlations: []),
      gateFiles: true,
      scales: [ScaleName.quick, .paper].map { Experiment.Sized(name: $0, scale: scale) })
  }

  /// What a name stands for on sequences.
  static func choice(_ name: String) -> ModelChoice {
    let meaning = SequenceIdentity.meanings[name]
    return ModelChoice(
      name: name, kind: meaning?.kind ?? .singleTask, levels: 1,
      layers: meaning?.layers == .dense ? nil : meaning?.layers,
      bottomWidths: name == "mose" ? [16] : nil)
  }
}

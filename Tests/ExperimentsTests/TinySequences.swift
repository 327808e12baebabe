import Experiments
import ModelZoo
import SyntheticData
import Training

/// A study of seconds on sequences: every kind of model, all three kinds of layers, two draws.
func tinySequences(_ data: GeneratorSpec, models: [ModelChoice] = tinySequenceModels) -> Experiment
{
  let correlations = data.hasCorrelation ? [0.5, 1] : []
  return Experiment(
    name: "tiny-sequences", seed: 8, data: data, correlations: correlations,
    models: models,
    settings: [Setting(name: "-", gateBias: true)],
    taskWeights: [TaskWeight(), TaskWeight()], epochCount: 1,
    tuning: Tuning(
      learningRates: [0.003, 0.01], draws: 1, correlations: Array(correlations.prefix(1))),
    gateFiles: true,
    scales: [
      .init(
        name: .quick,
        scale: Scale(
          inputWidth: 3, hiddenWidths: [4, 4, 3], sampleCount: 200, draws: 2, batchSize: 8,
          stepCount: 5, labelCount: 2, epochCount: 2,
          widths: [
            ModelWidths(model: "single-task", towerWidths: [5, 3]),
            ModelWidths(
              model: "mose", levelWidths: [[3]], towerWidths: [2], bottomWidths: [5]),
          ]))
    ])
}

/// Both sequential generators, small.
let tinyGenerators: [GeneratorSpec] = [
  .sequentialModes(SequentialModesSpec(modeCount: 3)),
  .correlatedSequences(
    CorrelatedSequencesSpec(tasks: CorrelatedTasksSpec(inputWidth: 3, sineCount: 2))),
]

/// Kinds more than once, under names of their own.
let tinySequenceModels = [
  ModelChoice(name: "single-task", role: .baseline, kind: .singleTask, levels: 0, layers: .lstm),
  ModelChoice(name: "placebo", role: .placebo, kind: .singleTask, levels: 0),
  ModelChoice(name: "fc-single-task", kind: .singleTask, levels: 0),
  ModelChoice(name: "multi-head", kind: .multiHead, levels: 1, layers: .lstm),
  ModelChoice(name: "stepwise", kind: .sharedBottom, levels: 1, layers: .stepwise),
  ModelChoice(name: "fc-mmoe", kind: .mmoe, levels: 1, sharedExperts: 2, bottomWidths: [4]),
  ModelChoice(
    name: "mose", kind: .mmoe, levels: 1, sharedExperts: 3, layers: .lstm, bottomWidths: [4]),
  ModelChoice(name: "ml-mmoe", kind: .mlMMoE, levels: 2, sharedExperts: 2, layers: .lstm),
  ModelChoice(
    name: "cgc", kind: .cgc, levels: 1, taskExperts: [1, 1], sharedExperts: 1, layers: .lstm),
  ModelChoice(
    name: "ple", kind: .ple, levels: 2, taskExperts: [1, 1], sharedExperts: 1, layers: .lstm),
]

// One good experiment file, and how tests read it.
import Experiments

/// A file that uses every key, of which tests damage one line or another.
let wholeFile = """
  title: A small study
  regenerates: "Figure 7: a part"
  seed: 18446744073709551615
  data:
    generator: correlated-tasks
    taskCount: 2
    scale: 0.5
    sineCount: 6
    noiseVariance: 1e-2
    phases: standard-normal
    perTaskPhases: true
    labelScales: [1, 2.5]
    labelShares: [1, 0.25]
  correlations: [-1, 0.29, 0.5, 1.00]
  models:
    - {model: single-task, role: baseline, towerWidths: [8]}
    - {model: single-task, name: placebo, role: placebo}
    - {model: shared-bottom, title: Bottom, label: bottom, colour: "#E69F00", point: 5, published: hard}
    - {model: omoe, sharedExperts: 2}
    - {model: mmoe, levels: 1, sharedExperts: 3}
    - {model: ml-mmoe, levels: 2, sharedExperts: 3}
    - {model: cgc, taskExperts: [1, 2], sharedExperts: 0}
    - {model: ple, levels: 2, taskExperts: [1, 1], sharedExperts: 1, levelWidths: [[16, 8], [4]], towerWidths: []}
    - {model: single-task, name: planted, role: planted, epochCount: 5, labelShares: [1, 0.5]}
  settings:
    - {name: "-", gateBias: true}
    - {name: no-gate-bias, gateBias: false, correlations: [0.5]}
    - {name: other, gateBias: true, commonLearningRate: 0.02, schedule: linear, data: {perTaskPhases: false, labelShares: [1, 1]}}
  training:
    epochCount: 3
    taskWeights: [{initial: 1, decay: 1}, {initial: 0.5, decay: 0.9}]
  tuning:
    learningRates: [1e-4, 0.001, 1E-2]
    draws: 2
    trainings: 3
    correlations: [0.75]
    doublesBudget: true
  gateFiles: true
  scales:
    paper: {inputWidth: 16, hiddenWidths: [16, 8, 4], sampleCount: 2000, draws: 3, batchSize: 64}
    quick: {inputWidth: 8, hiddenWidths: [8, 4], sampleCount: 1280, draws: 2, trainings: 4, batchSize: 128}
  order: 3
  report:
    published: [ple-figure7-mtl-gain]
    figures: [figure7, curves]
    headline: figure7
    claims:
      - {family: gain-over, subject: ple, over: [mmoe, cgc], source: "PLE, Figure 7"}
      - {family: controls-hold}
    answers:
      - {answer: never-zero, heading: Does MMoE become CGC?}
  """

func parsed(_ text: String) throws -> ExperimentFile {
  try ExperimentFile.parse(text, name: "small", file: "experiments/small.yaml")
}

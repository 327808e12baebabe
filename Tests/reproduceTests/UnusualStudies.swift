// A study that has much at once, and how it is run.
import Formats
import Foundation
import Testing

/// A study with what decides a run in more than one way.
let unequalStudy = """
  title: Unequal
  regenerates: nothing
  seed: 5
  data: {generator: correlated-tasks, taskCount: 2, scale: 1, sineCount: 3, noiseVariance: 0.01,
         phases: standard-normal, perTaskPhases: false}
  correlations: [0.2, 0.8]
  models:
    - {model: single-task, role: baseline}
    - {model: single-task, name: placebo, role: placebo}
    - {model: single-task, name: planted, role: planted, epochCount: 3, labelShares: [1, 0.5]}
    - {model: mmoe, sharedExperts: 3}
    - {model: cgc, taskExperts: [1, 1], sharedExperts: 1}
  settings:
    - {name: "-", gateBias: false, temperature: 4, sharedExperts: 5, epochCount: 2}
    - {name: stated, gateBias: true, learningRate: 0.02, correlations: [0.8]}
    - {name: alone, gateBias: true, epochCount: 2}
    - {name: started, gateBias: true, epochCount: 2, start: {after: 0.5, offset: -2}}
    - {name: loud, gateBias: false, data: {labelScales: [1, 5]}, schedule: linear}
  tuning: {learningRates: [0.003, 0.03], draws: 1, correlations: [0.5]}
  gateFiles: true
  scales:
    quick: {inputWidth: 6, hiddenWidths: [5, 4], sampleCount: 800, draws: 2, trainings: 2, batchSize: 16}
  """

/// Runs a study whose file has an unusual ending, in a folder below.
func withStudy(
  _ text: String, _ body: (_ folder: String, _ file: String, _ metrics: CSVTable) throws -> Void
) throws {
  try inFolder { folder in
    let file = "\(folder)/below/study.yml"
    try AtomicFile.write(text, to: file)
    let ending = try reproduce(
      "run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs", into: folder)
    try #require(ending.status == 0, "\(ending.remarks)")
    try body(
      folder, file, try CSVTable(readingFrom: "\(folder)/one/quick/study/metrics.csv"))
  }
}

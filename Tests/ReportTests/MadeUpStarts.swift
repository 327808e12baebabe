// Rows of models that start at a trained one, made up.
import Experiments
import ModelZoo
import Training

@testable import Report

/// A row of `starts.csv`, of MMoE started at CGC.
func start(
  _ setting: String = "embedded", replicate: String, task: String = "task1",
  difference: Double? = 0, deviation: Double? = 2, atStart: Double? = 0, atEnd: Double? = 0
) -> Report.StartRecord {
  Report.StartRecord(
    model: "mmoe", setting: setting, correlation: "0.50", replicate: replicate, task: task,
    donor: "cgc", largestDifference: difference, rmsDifference: difference.map { $0 / 4 },
    labelDeviation: deviation, excludedExperts: "expert02", weightAtStart: atStart,
    weightAtEnd: atEnd)
}

/// Both tasks' rows of `metrics.csv`.
func metric(
  _ setting: String = "-", model: String = "mmoe", replicate: String, nmse: Double?,
  status: RunStatus = .ok
) -> [MetricRecord] {
  ["task1", "task2"].map { task in
    MetricRecord(
      model: model, setting: setting, correlation: "0.50", replicate: replicate, task: task,
      mse: nmse, nmse: nmse, singleTaskMSE: 1, gain: nmse.map { 1 - $0 },
      nmseGain: nmse.map { 1 - $0 }, pairedZ: 0, parameterCount: 1, learningRate: 0.01,
      status: status, divergedAt: nil)
  }
}

/// The tiny study in other settings.
func plan(_ settings: [Setting]) throws -> Plan {
  var experiment = TinyStudy.experiment
  experiment.settings = settings
  return try Plan(experiment, at: .quick)
}

/// A setting with a start.
func setting(
  _ name: String, after: Double = 0.5, offset: Double?, optimiser: OptimiserKind? = nil
) -> Setting {
  Setting(
    name: name, gateBias: true,
    start: StartChoice(start: WarmStart(after: after, offset: offset), optimiser: optimiser))
}

/// The setting in which all models learn from weights of their own.
let standard = Setting(name: "-", gateBias: true)

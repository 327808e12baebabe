// Plans of tiny experiments.
import SyntheticData

@testable import Experiments

/// The default setting.
let standard = Setting(name: "-", gateBias: true)

/// The plan of a tiny experiment, with a change.
func tinyPlan(
  models: [ModelChoice] = tinyModels, draws: Int = 2, trainings: Int = 1, settings: [Setting] = [],
  _ change: (inout Experiment) -> Void = { _ in }
) throws -> Plan {
  var experiment = tinyExperiment(models: models)
  experiment.scales[0].scale.draws = draws
  experiment.scales[0].scale.trainings = trainings
  experiment.settings = [standard] + settings
  change(&experiment)
  return try Plan(experiment, at: .quick)
}

/// The data of the tiny experiment, with a change.
func tinyData(_ change: (inout CorrelatedTasksSpec) -> Void) -> GeneratorSpec {
  var spec = CorrelatedTasksSpec(inputWidth: 6, sineCount: 2)
  change(&spec)
  return .correlatedTasks(spec)
}

/// Tasks whose sinusoids have phases of their own.
let ownPhases = Setting(
  name: "own-phases", gateBias: true, data: tinyData { $0.perTaskPhases = true })

/// The names of variants, as `model setting`.
func variantNames(_ variants: [Variant]) -> [String] {
  variants.map { "\($0.choice.name) \($0.setting.name)" }
}

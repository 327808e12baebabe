// Which run `reproduce train` trains: the study's, or what is changed of it.
import ArgumentParser
import Experiments
import Formats
import ModelZoo
import Records
import Training

/// A run, and what it is of a study.
struct ChosenRun {
  let run: RunSpec
  /// The model and the setting, as asked for.
  let variant: Variant
  /// The setting under which the study lists the run; nil where it has no such run.
  let listed: String?
  /// Why it is not the study's run; empty if it is.
  let differences: [String]
  /// Where its learning rate comes from.
  let rate: String
}

/// Chooses a run of an experiment.
struct RunChoice {
  let plan: Plan
  let changes: TrainChanges
  /// The learning rates of the study, and where they are from; nil where it is not tuned.
  let tuned: (rates: [Variant: Double], place: String)?

  /// - Parameters:
  ///   - model: the name of a model of the experiment, or of the zoo.
  ///   - setting: the name of a setting.
  ///   - correlation: p; nil for the one at which gate samples are kept.
  func run(
    model: String, setting: String, correlation: Double?, draw: Int, training: Int
  ) throws -> ChosenRun {
    let experiment = plan.experiment
    let choice = try self.choice(model)
    guard let setting = experiment.settings.first(where: { $0.name == setting }) else {
      throw ValidationError(
        "--setting is \(setting), but must be one of "
          + experiment.settings.map(\.name).joined(separator: ", ")
          + (experiment.omittedSettings(at: plan.scaleName).contains(setting)
            ? ": it is left out at scale \(plan.scaleName.rawValue)" : ""))
    }
    guard experiment.data.hasCorrelation || correlation == nil else {
      throw ValidationError(
        "--correlation is given, but \(experiment.name) has \(experiment.data.name), where nothing "
          + "controls the correlation of the tasks")
    }
    let variant = Variant(choice: choice, setting: setting)
    let p =
      correlation ?? GateSampling.correlation(among: plan.correlations(of: variant))
    let rates = stood(for: variant)
    let studied = plan.studied(choice, in: setting, at: p)
    let studyRun = try plan.studyRun(
      of: studied ?? variant, correlation: p, draw: draw, training: training, rates: rates)
    var run = try changed(variant, correlation: p, draw: draw, training: training, rates)
    if let rate = changes.learningRate { run.subject.training.learningRate = rate }
    try run.subject.training.validate(taskCount: plan.taskCount)

    var differences = run == studyRun ? [] : changes.given
    differences += reasons(studied, choice, p, draw: draw, training: training)
    if tuned == nil, changes.learningRate == nil, plan.learningRate(of: variant, [:]) == nil {
      differences.append("its learning rate is not tuned yet")
    }
    return ChosenRun(
      run: run, variant: variant, listed: studied?.setting.name, differences: differences,
      rate: words(of: run.subject.training.learningRate, variant))
  }


  /// The model of that name in the experiment, else of the zoo.
  private func choice(_ model: String) throws -> ModelChoice {
    let models = plan.experiment.models
    if let choice = models.first(where: { $0.name == model }) { return choice }
    guard let kind = ModelKind(rawValue: model) else {
      let names = models.map(\.name)
      let others = ModelDefinition.all.map(\.kind.rawValue).filter { !names.contains($0) }
      throw ValidationError(
        "--model is \(model), but must be one of \((names + others).joined(separator: ", "))")
    }
    return ModelChoice.standard(kind, in: plan)
  }

  /// Rates of all tuned variants: those of the study, else the middle of its grid.
  private func stood(for variant: Variant) -> [Variant: Double] {
    let middle = self.middle
    var rates = Dictionary(
      plan.tunedVariants.map { ($0, middle) }, uniquingKeysWith: { first, _ in first })
    rates.merge(tuned?.rates ?? [:]) { _, own in own }
    // A model that the experiment does not have is trained at the rate of none of its models.
    for needed in [variant, plan.tunedTwin(of: variant)] where rates[needed] == nil {
      rates[needed] = middle
    }
    return rates
  }

  private var middle: Double {
    let grid = plan.experiment.tuning.learningRates
    return grid[grid.count / 2]
  }

  /// The run with everything that is changed, at the rates of the study.
  private func changed(
    _ variant: Variant, correlation: Double?, draw: Int, training: Int,
    _ rates: [Variant: Double]
  ) throws -> RunSpec {
    var experiment = plan.experiment
    // A placebo and a planted model are the baseline's network.
    let built = variant.choice.isRetrainedBaseline
      ? experiment.models.first(where: \.isBaseline) ?? variant.choice : variant.choice
    for index in experiment.models.indices where experiment.models[index] == built {
      experiment.models[index] = changes.applied(to: built)
    }
    for index in experiment.settings.indices where experiment.settings[index] == variant.setting {
      experiment.settings[index] = changes.applied(to: variant.setting)
    }
    for index in experiment.scales.indices where experiment.scales[index].name == plan.scaleName {
      experiment.scales[index].scale = changes.applied(
        to: experiment.scales[index].scale, model: built.name)
    }
    let changedPlan = try Plan(experiment, at: plan.scaleName)
    let choice = variant.choice == built ? changes.applied(to: built) : variant.choice
    let changedVariant = Variant(choice: choice, setting: changes.applied(to: variant.setting))
    var changedRates = rates
    changedRates[changedPlan.tunedTwin(of: changedVariant)] =
      plan.learningRate(of: variant, rates) ?? middle
    if let donor = plan.donor(of: variant), let changedDonor = changedPlan.donor(of: changedVariant) {
      changedRates[changedPlan.tunedTwin(of: changedDonor)] =
        plan.learningRate(of: donor, rates) ?? middle
    }
    return try changedPlan.studyRun(
      of: changedVariant, correlation: correlation, draw: draw, training: training,
      rates: changedRates)
  }

  /// Why the study has no run like this, whatever is changed.
  private func reasons(
    _ studied: Variant?, _ choice: ModelChoice, _ p: Double?, draw: Int, training: Int
  ) -> [String] {
    let experiment = plan.experiment
    var reasons: [String] = []
    if !experiment.models.contains(choice) {
      reasons.append("\(choice.name) is no model of \(experiment.name)")
    } else if studied == nil {
      reasons.append(
        "\(experiment.name) does not run \(choice.name) there"
          + (p.map { ", at p = \($0)" } ?? ""))
    }
    if draw >= plan.scale.draws {
      reasons.append("it has the draws 0 to \(plan.scale.draws - 1)")
    }
    if training >= plan.scale.trainings {
      reasons.append(
        plan.scale.trainings == 1
          ? "it has training 0 only" : "it has the trainings 0 to \(plan.scale.trainings - 1)")
    }
    return reasons
  }

  private func words(of rate: Double, _ variant: Variant) -> String {
    if changes.learningRate != nil { return "\(rate), as asked for" }
    if plan.learningRate(of: variant, [:]) != nil {
      return "\(rate), as the setting \(variant.setting.name) states"
    }
    guard let tuned else {
      return "\(rate), the middle of the grid: it is not tuned yet, "
        + "which `reproduce run` and `reproduce power` do"
    }
    let twin = plan.tunedTwin(of: variant)
    guard tuned.rates[twin] != nil else {
      return "\(rate), the middle of the grid: nothing tunes it"
    }
    return "\(rate), tuned"
      + (twin.choice.name == variant.choice.name ? "" : " for \(twin.choice.name)")
      + " (\(tuned.place))"
  }
}

extension Experiment {
  /// The settings that a scale leaves out.
  fileprivate func omittedSettings(at name: ScaleName) -> [String] { scale(name)?.omits ?? [] }
}

extension ModelChoice {
  /// A model that an experiment does not name, with the study's usual expert counts.
  static func standard(_ kind: ModelKind, in plan: Plan) -> ModelChoice {
    let definition = kind.definition
    return ModelChoice(
      name: kind.rawValue, kind: kind,
      levels: definition.levels.upperBound >= 2 ? 2 : definition.levels.upperBound,
      taskExperts: definition.hasTaskExperts
        ? Array(repeating: 1, count: plan.taskCount) : [],
      sharedExperts: definition.hasTaskExperts ? 1 : definition.hasGates ? 3 : 0)
  }
}

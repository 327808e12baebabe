// Which run `reproduce train` trains: the study's, or what is changed of it.
import ArgumentParser
import Experiments
import Formats
import ModelZoo
import Training

/// A run, and what it is of a study.
struct ChosenRun {
  let run: RunSpec
  /// The model and the setting under which the study lists the run, or those asked for where it has no such run.
  let variant: Variant
  /// Why it is not the study's run; empty if it is.
  let differences: [String]
  /// Its learning rate, and where that comes from.
  let rate: String
}

/// Chooses a run.
struct TrainChoice {
  /// The study as its file has it.
  let study: Plan
  /// The study with another seed and other values of keys.
  let plan: Plan
  let changes: TrainChanges
  /// Options beside `changes` that make another study.
  let others: [String]
  /// The tuned learning rates of the study; nil where there are none.
  let tuned: TunedRates?

  /// - Parameters:
  ///   - model: the name of a model of the experiment, or of the zoo.
  ///   - correlation: p; nil for the one at which gate samples are kept.
  func run(
    model: String, setting: Setting, correlation: Double?, draw: Int, training: Int
  ) throws -> ChosenRun {
    let variant = Variant(choice: try choice(model), setting: setting)
    let p = correlation ?? GateSampling.correlation(among: plan.correlations(of: variant))
    let (run, rate) = try changed(variant, correlation: p, draw: draw, training: training)
    try run.subject.training.validate(taskCount: plan.taskCount)

    let differences = try differences(of: run, variant, p, draw: draw, training: training)
    let listed = study.studied(variant.choice, in: setting, at: p)
    return ChosenRun(
      run: run, variant: differences.isEmpty ? listed ?? variant : variant,
      differences: differences, rate: rate)
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

  // MARK: The study's own run

  /// The variant of the study with the names of another, under the setting in which the study has it.
  private func studyVariant(_ variant: Variant) -> Variant? {
    guard
      let choice = study.experiment.models.first(where: { $0.name == variant.choice.name }),
      let setting = study.experiment.settings.first(where: { $0.name == variant.setting.name })
    else { return nil }
    return study.variant(of: choice, in: setting)
  }

  /// The learning rate of the study, for the variant of the study with the names of another; nil where it is not tuned.
  private func rate(of variant: Variant) -> Double? {
    studyVariant(variant).flatMap { study.learningRate(of: $0, tuned?.rates ?? [:]) }
  }

  /// Why a run is not the study's; empty if it is.
  private func differences(
    of run: RunSpec, _ variant: Variant, _ p: Double?, draw: Int, training: Int
  ) throws -> [String] {
    guard let own = studyVariant(variant) else {
      return ["\(variant.choice.name) is no model of \(study.experiment.name)"] + others
        + changes.given
    }
    var reasons: [String] = []
    let place = study.studied(own.choice, in: own.setting, at: p)
    if place == nil {
      reasons.append(
        "\(study.experiment.name) does not run \(own.choice.name) in the setting "
          + "\(variant.setting.name)\(p.map { " at p = \(TrainChanges.words($0))" } ?? "")")
    }
    if draw >= study.scale.draws { reasons.append("its last draw is \(study.scale.draws - 1)") }
    if training >= study.scale.trainings {
      reasons.append("its last training on a draw is \(study.scale.trainings - 1)")
    }
    if study.learningRate(of: own, tuned?.rates ?? [:]) == nil, changes.learningRate == nil {
      reasons.append("it is not tuned yet")
    }
    // A run can be the study's whatever options name it.
    if reasons.isEmpty,
      try run
        == study.studyRun(
          of: place ?? own, correlation: p, draw: draw, training: training,
          rates: tuned?.rates ?? [:])
    {
      return []
    }
    return reasons + others + changes.given
  }

  // MARK: What is trained

  private var middle: Double {
    let grid = plan.experiment.tuning.learningRates
    return grid[grid.count / 2]
  }

  /// The run with everything that is changed, at the rates of the study.
  private func changed(
    _ variant: Variant, correlation: Double?, draw: Int, training: Int
  ) throws -> (run: RunSpec, rate: String) {
    var experiment = plan.experiment
    // A placebo and a planted model are the baseline's network.
    let built =
      variant.choice.isRetrainedBaseline
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
    let changedVariant = Variant(
      choice: variant.choice == built ? changes.applied(to: built) : variant.choice,
      setting: changes.applied(to: variant.setting))
    var rates = [changedPlan.tunedTwin(of: changedVariant): rate(of: variant) ?? middle]
    if let donor = plan.donor(of: variant), let own = changedPlan.donor(of: changedVariant) {
      // A model that takes no step of its own has the rate of the one that it starts at.
      rates[changedPlan.tunedTwin(of: own)] = rate(of: donor) ?? middle
    }
    var run = try changedPlan.studyRun(
      of: changedVariant, correlation: correlation, draw: draw, training: training, rates: rates)
    if let rate = changes.learningRate { run.subject.training.learningRate = rate }
    let stated = changedPlan.learningRate(of: changedVariant, [:]) != nil
    return (run, words(of: run.subject.training.learningRate, variant, isStated: stated))
  }

  private func words(of rate: Double, _ variant: Variant, isStated: Bool) -> String {
    if changes.learningRate != nil { return "\(TrainChanges.words(rate)), as asked for" }
    if isStated {
      return "\(TrainChanges.words(rate)), which the setting \(variant.setting.name) states"
    }
    guard let own = studyVariant(variant) else {
      return
        "\(TrainChanges.words(rate)), the middle of the grid: \(study.experiment.name) does not tune it"
    }
    guard let tuned, self.rate(of: variant) != nil else {
      return
        "\(TrainChanges.words(rate)), the middle of the grid: it is not tuned yet, which `reproduce run` does"
    }
    let twin = study.tunedTwin(of: own)
    return "\(TrainChanges.words(rate)), tuned"
      + (twin.choice.name == own.choice.name ? "" : " for \(twin.choice.name)")
      + " (\(tuned.place))"
  }
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

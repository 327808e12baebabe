// Rules that need more than one value of an experiment file: what is each possible alone, but not
// together.
import ModelZoo
import SyntheticData
import Training

/// Holds an experiment against the document that it was read from.
struct ExperimentChecks {
  let experiment: Experiment
  let yaml: StrictYAML

  /// The checks of `experiment`, which stands in `yaml`.
  init(_ experiment: Experiment, _ yaml: StrictYAML) {
    self.experiment = experiment
    self.yaml = yaml
  }

  /// One of the rules.
  private enum Rule {
    case correlations, models, departures, settings, starts, taskCounts, tuning, gateSamples,
      curveSettings
    case scale(Experiment.Sized)
  }

  /// The rules in their order; those of a group rely on the groups before it.
  private var rules: [[Rule]] {
    [
      [.correlations, .models], [.departures], [.settings],
      [.starts, .taskCounts, .tuning, .gateSamples, .curveSettings],
      experiment.scales.map(Rule.scale),
    ]
  }

  private func check(_ rule: Rule) throws(ExperimentFileError) {
    switch rule {
    case .correlations: try checkCorrelations()
    case .models: try checkModels()
    case .departures: try checkDepartures()
    case .settings: try checkSettings()
    case .starts: try checkStarts()
    case .taskCounts: try checkTaskCounts()
    case .tuning: try checkTuning()
    case .gateSamples: try checkGateSamples()
    case .curveSettings: try checkCurveSettings()
    case .scale(let sized): try check(sized)
    }
  }

  /// Throws for the first rule that does not hold.
  func run() throws(ExperimentFileError) {
    for group in rules { for rule in group { try check(rule) } }
  }

  /// Gathers a problem for every rule that does not hold.
  func gather(into problems: ProblemList) {
    for group in rules {
      for rule in group {
        do throws(ExperimentFileError) { try check(rule) } catch { problems.add(error) }
      }
      if !problems.problems.isEmpty { return }
    }
  }

  // MARK: Rules

  private func checkCorrelations() throws(ExperimentFileError) {
    try requireDistinct(experiment.correlations, "correlations")
    try requireDistinct(experiment.tuning.correlations, "tuning.correlations")
  }

  private func checkModels() throws(ExperimentFileError) {
    try requireDistinct(experiment.models.map(\.name), "models") { index in
      let path = "models[\(index)].name"
      return yaml.value(at: path) == nil ? "models[\(index)].model" : path
    }
    try checkRoles()
    for (index, model) in experiment.models.enumerated() {
      guard model.layers == nil || experiment.data.isSequential else {
        throw refusal(
          at: "models[\(index)].layers",
          allowed: "dense or absent for \(experiment.data.name), whose samples have no steps")
      }
      let count = model.taskExperts.reduce(model.sharedExperts, +)
      guard count <= mostExperts else {
        throw ExperimentFileError(
          file: yaml.file, line: (yaml.value(at: "models[\(index)]") ?? yaml).line,
          problem: "models[\(index)] has \(count) experts per level, but must have at most "
            + "\(mostExperts), because their names have two digits")
      }
    }
  }

  /// One baseline, and at most one placebo and one planted model, which are of the baseline's kind.
  private func checkRoles() throws(ExperimentFileError) {
    let models = experiment.models
    guard let baseline = models.firstIndex(where: \.isBaseline) else {
      throw refusal(
        at: "models", found: "a list without a baseline",
        allowed: "a list in which one model has the role baseline, such as the line "
          + "- {model: single-task, role: baseline}")
    }
    for role in [ModelRole.baseline, .placebo, .planted] {
      let indices = models.indices.filter { models[$0].role == role }
      guard let first = indices.first, let second = indices.dropFirst().first else { continue }
      throw refusal(
        at: "models[\(second)].role",
        allowed: "another: models[\(first)] is the \(role.rawValue), and there is only one")
    }
    for (index, model) in models.enumerated() where model.isRetrainedBaseline {
      guard model.kind == models[baseline].kind else {
        throw refusal(
          at: "models[\(index)].model",
          allowed: "\(models[baseline].kind.rawValue), the baseline's, for \(model.name)")
      }
      guard let plant = model.plant else { continue }
      guard experiment.data.labels != nil else {
        throw refusal(
          at: "models[\(index)].role",
          allowed: "another for \(experiment.data.name), whose samples all carry their labels")
      }
      guard plant.labelShares.count == experiment.data.taskCount else {
        throw refusal(
          at: "models[\(index)].labelShares", found: "a list of \(plant.labelShares.count)",
          allowed: "a list of \(experiment.data.taskCount), one share per task")
      }
    }
  }

  private func checkSettings() throws(ExperimentFileError) {
    let settings = experiment.settings
    guard settings[0].name == Setting.defaultName else {
      throw refusal(
        at: "settings[0].name", allowed: "\(Setting.defaultName), the default, which comes first")
    }
    try requireDistinct(settings.map(\.name), "settings") { "settings[\($0)].name" }
    for (index, setting) in settings.enumerated()
    where !experiment.variants.contains(where: { $0.setting == setting }) {
      throw refusal(
        at: "settings[\(index)]",
        found: "gateBias \(setting.gateBias), "
          + (setting.selector.map { "selector \($0.rawValue)" } ?? "no selector"),
        allowed: "a setting that changes a model of the file beyond the settings before it")
    }
    // A setting with the schedule that all have would be the same trainings under another name.
    let schedule = experiment.schedule ?? .constant
    for (index, setting) in settings.enumerated() where setting.schedule == schedule {
      let others = LearningRateSchedule.allCases.filter { $0 != schedule }.map(\.rawValue)
      throw refusal(
        at: "settings[\(index)].schedule",
        allowed: "\(others.joined(separator: ", ")) or absent: the experiment's own is "
          + schedule.rawValue)
    }
    for (index, setting) in settings.enumerated() where setting.data == experiment.data {
      throw refusal(
        at: "settings[\(index)].data", found: "the data as they are",
        allowed: "absent, or something else than data says")
    }
    for (index, setting) in settings.enumerated() where setting.learningRate != nil {
      guard setting.commonLearningRate != nil else { continue }
      throw refusal(
        at: "settings[\(index)].commonLearningRate",
        allowed: "absent where learningRate is stated: it would be the rate of all models")
    }
    for (index, setting) in settings.enumerated() {
      guard let correlations = setting.correlations else { continue }
      let path = "settings[\(index)].correlations"
      guard experiment.data.hasCorrelation else {
        throw refusal(
          at: path,
          allowed: "absent for \(experiment.data.name), where nothing controls the correlation of "
            + "the tasks")
      }
      try requireDistinct(correlations, path)
      for (position, correlation) in correlations.enumerated()
      where !experiment.correlations.contains(correlation) {
        throw refusal(
          at: "\(path)[\(position)]", allowed: "one of the experiment's correlations")
      }
    }
  }

  /// A start needs the model started at, and a learning rate to train on with.
  private func checkStarts() throws(ExperimentFileError) {
    for (index, setting) in experiment.settings.enumerated() where setting.start != nil {
      let path = "settings[\(index)].start"
      if let start = setting.start?.start, start.after < 1, !setting.gateBias {
        throw refusal(
          at: path, found: "a start before the end",
          allowed:
            "absent or after all steps where gateBias is false: the offset is part of the bias")
      }
      for variant in experiment.variants where variant.setting == setting {
        let choice = variant.choice
        guard let kind = WeightTransfer.donor(of: choice.kind),
          choice.variation(in: setting).start != nil
        else { continue }
        guard let donor = experiment.donor(of: variant) else {
          throw refusal(
            at: path, found: "a start of \(choice.name)",
            allowed:
              "absent unless \(kind.rawValue), at which \(choice.name) starts, is among the models")
        }
        let twin = experiment.tunedTwin(of: variant)
        for needed in [donor, twin] where !experiment.settings.contains(needed.setting) {
          throw refusal(
            at: path, found: "a start of \(choice.name)",
            allowed: "absent unless there is a setting like this one but without it, in which "
              + "\(needed.choice.name) is trained")
        }
      }
    }
  }

  /// The data of the experiment and of its settings, each with its path.
  var allData: [(data: GeneratorSpec, path: String)] { allData(without: []) }

  /// The same without some settings' own.
  func allData(without omitted: Set<String>) -> [(data: GeneratorSpec, path: String)] {
    [(experiment.data, "data")]
      + experiment.settings.enumerated().compactMap { index, setting in
        omitted.contains(setting.name)
          ? nil : setting.data.map { ($0, "settings[\(index)].data") }
      }
  }

  func requireDistinct<Value: Equatable>(
    _ values: [Value], _ list: String, at path: (Int) -> String
  ) throws(ExperimentFileError) {
    for (index, value) in values.enumerated() {
      if let first = values.firstIndex(of: value), first < index {
        throw refusal(at: path(index), allowed: "different from that of \(list)[\(first)]")
      }
    }
  }

  func requireDistinct(
    _ values: [Double], _ list: String
  ) throws(ExperimentFileError) {
    for (index, value) in values.enumerated() {
      if let first = values.firstIndex(of: value), first < index {
        throw refusal(at: "\(list)[\(index)]", allowed: "different from \(list)[\(first)]")
      }
    }
  }
}

// Rules that need more than one value of an experiment file: what is each possible alone, but not
// together.
import Formats
import ModelZoo
import SyntheticData
import Training

/// Holds an experiment against the document that it was read from.
struct ExperimentChecks {
  /// The fewest labelled samples behind a measurement.
  private let fewestLabels = 20
  private let experiment: Experiment
  private let yaml: StrictYAML

  /// The checks of `experiment`, which stands in `yaml`.
  init(_ experiment: Experiment, _ yaml: StrictYAML) {
    self.experiment = experiment
    self.yaml = yaml
  }

  /// Throws for the first rule that does not hold.
  func run() throws(ExperimentFileError) {
    try checkCorrelations()
    try checkModels()
    try checkSettings()
    try checkStarts()
    try checkTaskCounts()
    try checkTuning()
    for sized in experiment.scales { try check(sized) }
  }

  // MARK: Rules

  private func checkCorrelations() throws(ExperimentFileError) {
    try requireDistinct(experiment.correlations, "correlations")
    try requireDistinct(experiment.tuning.correlations, "tuning.correlations")
  }

  private func checkModels() throws(ExperimentFileError) {
    try requireDistinct(experiment.models.map(\.name), "models") { "models[\($0)].model" }
    guard experiment.models.contains(where: { $0.name == ModelChoice.baseline }) else {
      throw refusal(
        at: "models", found: "a list without \(ModelChoice.baseline)",
        allowed: "a list with it, the baseline of every gain")
    }
    for (index, model) in experiment.models.enumerated() {
      let count = model.taskExperts.reduce(model.sharedExperts, +)
      guard count <= mostExperts else {
        throw ExperimentFileError(
          file: yaml.file, line: (yaml.value(at: "models[\(index)]") ?? yaml).line,
          problem: "models[\(index)] has \(count) experts per level, but must have at most "
            + "\(mostExperts), because their names have two digits")
      }
    }
  }

  private func checkSettings() throws(ExperimentFileError) {
    let settings = experiment.settings
    guard settings[0].name == "-" else {
      throw refusal(at: "settings[0].name", allowed: "-, the default, which comes first")
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
    for (index, setting) in settings.enumerated() {
      guard let correlations = setting.correlations else { continue }
      let path = "settings[\(index)].correlations"
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
      for variant in experiment.variants where variant.setting == setting {
        let choice = variant.choice
        guard let kind = Embedding.donor(of: choice.kind),
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

  private func checkTaskCounts() throws(ExperimentFileError) {
    let taskCount = experiment.data.taskCount
    if let shares = experiment.data.labelShares, shares.count != taskCount {
      throw refusal(
        at: "data.labelShares", found: "a list of \(shares.count)",
        allowed: "a list of \(taskCount), one share per task")
    }
    if let counts = experiment.data.taskSineCounts, counts.count != taskCount {
      throw refusal(
        at: "data.taskSineCounts", found: "a list of \(counts.count)",
        allowed: "a list of \(taskCount), one count per task")
    }
    guard experiment.taskWeights.count == taskCount else {
      throw refusal(
        at: "training.taskWeights", found: "a list of \(experiment.taskWeights.count)",
        allowed: "a list of \(taskCount), one weight per task")
    }
    guard experiment.taskWeights.contains(where: { $0.initial > 0 }) else {
      throw refusal(
        at: "training.taskWeights", found: "a list of zeros",
        allowed: "a list with a weight above 0: nothing would be learned")
    }
  }

  private func checkTuning() throws(ExperimentFileError) {
    let rates = experiment.tuning.learningRates
    for index in rates.indices.dropFirst() where rates[index] <= rates[index - 1] {
      throw refusal(
        at: "tuning.learningRates[\(index)]",
        allowed: "above the rate before it: rates stand in ascending order")
    }
  }

  private func check(_ sized: Experiment.Sized) throws(ExperimentFileError) {
    let scale = sized.scale
    let path = "scales.\(sized.name.rawValue)"
    guard scale.sampleCount >= 10 * scale.batchSize else {
      throw refusal(
        at: "\(path).sampleCount",
        allowed: "at least \(10 * scale.batchSize), ten times batchSize: the test split is a tenth")
    }
    // A task's errors are measured over the samples that carry its label: there have to be some.
    let scored = min(scale.sampleCount / 10, LockStep.curveSampleCount)
    for (task, share) in (experiment.data.labelShares ?? []).enumerated()
    where share * Double(scored) < Double(fewestLabels) {
      throw refusal(
        at: "data.labelShares[\(task)]",
        allowed: "at least \(fewestLabels) in \(scored), so that the validation samples behind a "
          + "learning curve carry some labels at scale \(sized.name.rawValue)")
    }
    do throws(SpecError) {
      try TrainingSpec(
        batchSize: scale.batchSize, epochCount: experiment.epochCount,
        learningRate: experiment.tuning.learningRates[0], taskWeights: experiment.taskWeights
      ).validate(taskCount: experiment.data.taskCount)
    } catch {
      throw located(
        error, at: ["\(path).\(error.field)", "training.\(error.field)"], within: path)
    }
    try checkData(scale, path, experiment.correlations, "correlations")
    try checkData(scale, path, experiment.tuning.correlations, "tuning.correlations")
    for (index, model) in experiment.models.enumerated() {
      for (position, setting) in experiment.settings.enumerated() {
        do throws(SpecError) {
          _ = try model.spec(scale, taskCount: experiment.data.taskCount, in: setting)
        } catch {
          throw located(error, ofModel: index, setting: position, scale: path)
        }
        try checkEmbedding(of: model, in: setting, scale, at: "models[\(index)]")
      }
    }
  }

  private func checkEmbedding(
    of choice: ModelChoice, in setting: Setting, _ scale: Scale, at path: String
  ) throws(ExperimentFileError) {
    let taskCount = experiment.data.taskCount
    guard let donor = experiment.donor(of: Variant(choice: choice, setting: setting)) else {
      return
    }
    do throws(SpecError) {
      try Embedding.validate(
        choice.spec(scale, taskCount: taskCount, in: setting),
        holding: donor.choice.spec(scale, taskCount: taskCount, in: donor.setting))
    } catch {
      throw ExperimentFileError(
        file: yaml.file, line: (yaml.value(at: path) ?? yaml).line,
        problem: "\(path) starts at \(donor.choice.name) in the setting \(setting.name): \(error)")
    }
  }

  private func checkData(
    _ scale: Scale, _ scalePath: String, _ correlations: [Double], _ path: String
  ) throws(ExperimentFileError) {
    var spec = experiment.data
    spec.inputWidth = scale.inputWidth
    for (index, correlation) in correlations.enumerated() {
      do throws(SpecError) {
        try spec.validate(correlation: correlation)
      } catch {
        let place =
          switch error.field {
          case "correlation": "\(path)[\(index)]"
          case "inputWidth": "\(scalePath).inputWidth"
          default: "data.\(error.field)"
          }
        throw located(error, at: [place], within: "data")
      }
    }
  }

  private func requireDistinct<Value: Equatable>(
    _ values: [Value], _ list: String, at path: (Int) -> String
  ) throws(ExperimentFileError) {
    for (index, value) in values.enumerated() {
      if let first = values.firstIndex(of: value), first < index {
        throw refusal(at: path(index), allowed: "different from that of \(list)[\(first)]")
      }
    }
  }

  private func requireDistinct(
    _ values: [Double], _ list: String
  ) throws(ExperimentFileError) {
    for (index, value) in values.enumerated() {
      if let first = values.firstIndex(of: value), first < index {
        throw refusal(at: "\(list)[\(index)]", allowed: "different from \(list)[\(first)]")
      }
    }
  }

  // MARK: Places

  private func refusal(
    at path: String, found: String? = nil, allowed: String
  ) -> ExperimentFileError {
    (yaml.value(at: path) ?? yaml).refusal(found: found, allowed: allowed)
  }

  /// A specification's error at the first of `paths` that stands in the file; without its last index
  /// a path will do. Failing all, the error in its own words at `surroundings`.
  private func located(
    _ error: SpecError, at paths: [String], within surroundings: String
  ) -> ExperimentFileError {
    for path in paths {
      let whole = path.last == "]" ? path[..<(path.lastIndex(of: "[") ?? path.endIndex)] : path[...]
      guard let value = yaml.value(at: path) ?? yaml.value(at: String(whole)) else { continue }
      switch value.content {
      case .plain, .quoted: return value.refusal(allowed: error.allowed)
      case .list, .mapping: return value.refusal(found: error.value, allowed: error.allowed)
      }
    }
    return ExperimentFileError(
      file: yaml.file, line: (yaml.value(at: surroundings) ?? yaml).line,
      problem: "\(surroundings): \(error)")
  }

  /// The error of a model's specification; its fields are named a little differently in files, and
  /// those that a file leaves out come from the scale.
  private func located(
    _ error: SpecError, ofModel index: Int, setting: Int, scale: String
  ) -> ExperimentFileError {
    let model = "models[\(index)]"
    let subscripted = error.field.firstIndex(of: "[") ?? error.field.endIndex
    let suffix = error.field[subscripted...]
    let paths =
      switch error.field[..<subscripted] {
      case "inputWidth": ["\(scale).inputWidth"]
      case "taskCount": ["data.taskCount"]
      case "taskExpertCounts": ["\(model).taskExperts\(suffix)"]
      case "sharedExpertCount": ["\(model).sharedExperts"]
      case "levelWidths": ["\(model).levelWidths\(suffix)", "\(model).levels"]
      case "selector": ["settings[\(setting)].selector"]
      case "towerWidths": ["\(model).towerWidths", "\(scale).hiddenWidths"]
      default: ["\(model).\(error.field)"]
      }
    return located(error, at: paths, within: model)
  }
}

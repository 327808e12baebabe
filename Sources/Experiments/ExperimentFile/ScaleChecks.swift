// What has to hold at every scale of an experiment: the data can be made, and every model built and
// trained.
import Formats
import Foundation
import ModelZoo
import SyntheticData
import Training

extension ExperimentChecks {
  func check(_ sized: Experiment.Sized) throws(ExperimentFileError) {
    try checkOmitted(sized)
    let scale = sized.scale
    let path = "scales.\(sized.name.rawValue)"
    try checkKeptSamples(scale, path)
    guard scale.sampleCount >= 10 * scale.batchSize else {
      throw refusal(
        at: "\(path).sampleCount",
        allowed: "at least \(10 * scale.batchSize), ten times batchSize: the test split is a tenth")
    }
    // A task's errors are measured over the samples that carry its label: there have to be some in every split.
    let shares =
      allData.map { ($0.data.labels?.labelShares ?? [], $0.path) }
      + experiment.models.enumerated().compactMap { index, model in
        model.plant.map { ($0.labelShares, "models[\(index)]") }
      }
    for (shares, place) in shares {
      for (task, share) in shares.enumerated() {
        let needed = Double(Measurement.fewestLabels) / share * 10
        guard needed * (1 - 1e-12) > Double(scale.sampleCount) else { continue }
        // Rounded up to a ten-thousandth of itself, so that it is short and large enough.
        let least = Double(10 * Measurement.fewestLabels) / Double(scale.sampleCount)
        let unit = pow(10, log10(least).rounded(.down) - 3)
        throw refusal(
          at: "\(place).labelShares[\(task)]",
          allowed:
            "at least \(Phrase.learningRate((least / unit).rounded(.up) * unit)) with the \(scale.sampleCount) samples of \(path)"
            + (needed <= Double(mostSamples)
              ? ", or sampleCount at least \(10 * Measurement.samples(for: share))" : "")
            + ": \(Measurement.fewestLabels) labels in the tenth that validates, and in the tenth that tests"
        )
      }
    }
    do throws(SpecError) {
      try TrainingSpec(
        batchSize: scale.batchSize, epochCount: scale.epochCount ?? experiment.epochCount,
        learningRate: experiment.tuning.learningRates[0], taskWeights: experiment.taskWeights
      ).validate(taskCount: experiment.data.taskCount)
    } catch {
      throw located(
        error, at: ["\(path).\(error.field)", "training.\(error.field)"], within: path)
    }
    try checkWidths(sized, path)
    let omitted = Set(scale.omits ?? [])
    for (data, place) in allData(without: omitted) {
      try checkData(data, at: place, scale, path, experiment.correlations, "correlations")
      try checkData(
        data, at: place, scale, path, experiment.tuning.correlations, "tuning.correlations")
    }
    // The placebo and a planted model are of the baseline's specification, which is checked.
    for (index, model) in experiment.models.enumerated()
    where !model.isRetrainedBaseline && !omitted.contains(model.name) {
      for (position, setting) in experiment.settings.enumerated()
      where !omitted.contains(setting.name) {
        do throws(SpecError) {
          _ = try model.spec(scale, taskCount: experiment.data.taskCount, in: setting)
        } catch {
          throw located(error, ofModel: index, setting: position, scale: path)
        }
        try checkEmbedding(of: model, in: setting, scale, at: "models[\(index)]")
      }
    }
    try checkRest(sized)
  }

  /// There are as many samples as gate weights are kept of.
  private func checkKeptSamples(_ scale: Scale, _ path: String) throws(ExperimentFileError) {
    guard let asked = experiment.gateSamples, let count = asked.count,
      let splits = try? Splits(sampleCount: scale.sampleCount)
    else { return }
    let part = asked.split ?? .test
    let most = splits.range(of: part).count
    guard count <= most else {
      throw refusal(
        at: "gateSamples.count",
        allowed: "at most \(most), the \(part.rawValue) samples of \(path)")
    }
  }

  /// What a scale leaves out is a setting or a model of the file that nothing at the scale refers to.
  private func checkOmitted(_ sized: Experiment.Sized) throws(ExperimentFileError) {
    let names =
      experiment.settings.dropFirst().map(\.name)
      + experiment.models.filter { $0.role == nil }.map(\.name)
    let omitted = sized.scale.omits ?? []
    let path = "scales.\(sized.name.rawValue).omits"
    try requireDistinct(omitted, path) { "\(path)[\($0)]" }
    for (index, name) in omitted.enumerated() where !names.contains(name) {
      throw refusal(
        at: "\(path)[\(index)]",
        allowed: names.isEmpty
          ? "absent: there is no setting but the default, and no model without a role"
          : "one of \(names.joined(separator: ", ")): a setting other than the default, or a model without a role"
      )
    }
    let settings = Set(experiment.settings.map(\.name))
    if let both = experiment.models.first(where: {
      omitted.contains($0.name) && settings.contains($0.name)
    }) {
      throw refusal(
        at: path, found: "a list with \(both.name), which is a model and a setting",
        allowed: "a list of names that only one of them has")
    }
    if omitted.isEmpty { return }
    let study = experiment.restricted(to: sized.name)
    for variant in study.variants {
      guard let donor = experiment.donor(of: variant) else { continue }
      let own = study.donor(of: variant)
      for needed in [own, own.map { _ in study.tunedTwin(of: variant) }]
      where needed.map({ !study.settings.contains($0.setting) }) ?? true
        || own?.choice != donor.choice
      {
        let name = (needed ?? donor).choice.name
        throw refusal(
          at: path, found: "a list that leaves out what \(variant.setting.name) starts at",
          allowed:
            "a list without \(name) and without a setting in which it is trained for \(variant.setting.name)"
        )
      }
    }
  }

  /// What is left is an experiment by itself, since a manifest has no more.
  private func checkRest(_ sized: Experiment.Sized) throws(ExperimentFileError) {
    guard sized.scale.omits?.isEmpty == false else { return }
    do throws(ExperimentFileError) {
      try experiment.asRun(at: sized.name).checkAsRun(in: yaml.file)
    } catch {
      throw refusal(
        at: "scales.\(sized.name.rawValue).omits", found: "a list that leaves out too much",
        allowed:
          "a list whose rest is an experiment: \(error.problem.replacing("the document is", with: "a rest with"))"
      )
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
      try WeightTransfer.validate(
        choice.spec(scale, taskCount: taskCount, in: setting),
        holding: donor.choice.spec(scale, taskCount: taskCount, in: donor.setting))
    } catch {
      throw ExperimentFileError(
        file: yaml.file, line: (yaml.value(at: path) ?? yaml).line,
        problem: "\(path) starts at \(donor.choice.name) in the setting \(setting.name): \(error)")
    }
  }

  /// Widths of single models are of models that are run at the scale, once each, and of parts that these have.
  private func checkWidths(
    _ sized: Experiment.Sized, _ path: String
  ) throws(ExperimentFileError) {
    let widths = sized.scale.widths ?? []
    let models = experiment.restricted(to: sized.name).models.filter { !$0.isRetrainedBaseline }
    try requireDistinct(widths.map(\.model), "\(path).widths") { "\(path).widths[\($0)].model" }
    for (index, own) in widths.enumerated() {
      let place = "\(path).widths[\(index)]"
      guard let model = models.first(where: { $0.name == own.model }) else {
        throw refusal(
          at: "\(place).model", allowed: "one of \(models.map(\.name).joined(separator: ", "))")
      }
      if let levels = own.levelWidths, levels.count != model.levels {
        throw refusal(
          at: "\(place).levelWidths", found: "\(levels)",
          allowed: model.levels == 0
            ? "absent for \(model.name), which has no levels"
            : "one list of widths per level, \(model.levels) in all")
      }
    }
  }

  private func checkData(
    _ data: GeneratorSpec, at place: String, _ scale: Scale, _ scalePath: String,
    _ correlations: [Double], _ path: String
  ) throws(ExperimentFileError) {
    let spec = data.sized(to: scale)
    let optional: [Double?] = correlations.isEmpty ? [nil] : correlations
    for (index, correlation) in optional.enumerated() {
      do throws(SpecError) {
        try spec.validate(correlation: correlation)
      } catch {
        switch error.field {
        case "correlation": throw located(error, at: ["\(path)[\(index)]"], within: place)
        // The number of labels has a default, which a small scale may not have room for.
        case "inputWidth", "stepCount", "labelCount":
          throw located(error, at: ["\(scalePath).\(error.field)"], within: scalePath)
        default:
          throw located(
            error, at: ["\(place).\(error.field)", "data.\(error.field)"], within: place)
        }
      }
    }
  }
}

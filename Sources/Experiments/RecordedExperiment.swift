// An experiment from a manifest: held to the same rules as one from a file, since a manifest can be damaged or written by
// hand.
internal import Formats
internal import ModelZoo
internal import Training

extension Experiment {
  /// Checks that an experiment file could ask for this.
  ///
  /// - Parameter file: the manifest, for messages.
  /// - Throws: `ExperimentFileError` for the first thing that is wrong.
  package func checkRecorded(in file: String) throws(ExperimentFileError) {
    func require(_ holds: Bool, _ what: String) throws(ExperimentFileError) {
      if holds { return }
      throw ExperimentFileError(
        file: file,
        problem: "\(what) of the experiment \(name) is none that an experiment file may have")
    }
    try require(isHyphenated(name), "the name")
    try require(
      !settings.isEmpty && !scales.isEmpty && !models.isEmpty, "the number of settings or models")
    for model in models {
      try require(isHyphenated(model.name), "the name of a model")
      try require(model.kind.definition.levels.contains(model.levels), "the number of levels")
      try require(
        ([model.sharedExperts] + model.taskExperts).allSatisfy { (0...mostExperts).contains($0) },
        "the number of experts")
      try require(
        Self.areWidths(model.levelWidths, model.towerWidths, model.bottomWidths), "a width")
      try require(
        model.levelWidths.map { $0.count == model.levels } ?? true, "the number of widths")
      try require((model.role == .planted) == (model.plant != nil), "a planted model")
      guard let plant = model.plant else { continue }
      try require((1...1000).contains(plant.epochCount), "the number of passes")
      try require(plant.labelShares.allSatisfy { $0 > 0 && $0 <= 1 }, "a share of labels")
    }
    for setting in settings {
      try require(
        setting.name == Setting.defaultName || isHyphenated(setting.name), "the name of a setting")
      try require(
        setting.sharedExperts.map { (1...mostExperts).contains($0) } ?? true,
        "the number of experts")
      try require(
        setting.epochCount.map { (1...1000).contains($0) } ?? true, "the number of passes")
      try require(
        setting.temperature.map { (1e-3...1e3).contains($0) } ?? true, "a temperature")
      try require(
        [setting.learningRate, setting.commonLearningRate, setting.start?.learningRate]
          .allSatisfy { $0.map { $0 > 0 && $0.isFinite } ?? true }, "a learning rate")
      try require(
        setting.start.map { $0.start.after > 0 && $0.start.after <= 1 } ?? true, "a start")
      try require((setting.correlations ?? []).allSatisfy(Self.isCorrelation), "a correlation")
      try require(
        (setting.taskWeights ?? []).allSatisfy {
          $0.initial >= 0 && $0.initial.isFinite && $0.decay > 0
        }, "a task weight")
    }
    try require(
      (curveSettings ?? []).allSatisfy(settings.map(\.name).contains), "a setting with curves")
    try require(curveDraws.map { (1...999).contains($0) } ?? true, "the draws with curves")
    try require((2...64).contains(data.taskCount), "the number of tasks")
    try require(
      (correlations + tuning.correlations).allSatisfy(Self.isCorrelation), "a correlation")
    try require(
      data.hasCorrelation != (correlations.isEmpty || tuning.correlations.isEmpty), "a correlation")
    try require((1...1000).contains(epochCount), "the number of passes")
    try require(
      taskWeights.allSatisfy { $0.initial >= 0 && $0.initial.isFinite && $0.decay > 0 },
      "a task weight")
    try require(
      !tuning.learningRates.isEmpty && tuning.learningRates.allSatisfy { $0 > 0 && $0.isFinite },
      "a learning rate")
    try require(
      (1...99).contains(tuning.draws) && (1...99).contains(tuning.trainings),
      "the number of tuning draws or trainings")
    for scale in scales.map(\.scale) {
      try require(
        (1...999).contains(scale.draws) && (1...99).contains(scale.trainings),
        "the number of draws or trainings")
      try require((20...mostSamples).contains(scale.sampleCount), "the number of samples")
      try require(
        ([scale.inputWidth, scale.batchSize]
          + [scale.stepCount, scale.labelCount].compactMap { $0 })
          .allSatisfy { (1...largestWidth).contains($0) }, "a size")
      try require(scale.epochCount.map { (1...1000).contains($0) } ?? true, "the number of passes")
      try require(data.isSequential == (scale.stepCount != nil), "the number of steps")
      try require(!scale.hiddenWidths.isEmpty && Self.areWidths([scale.hiddenWidths]), "a width")
      for own in scale.widths ?? [] {
        try require(Self.areWidths(own.levelWidths, own.towerWidths, own.bottomWidths), "a width")
      }
    }
    for sized in scales {
      try require(
        (sized.scale.omits ?? []).allSatisfy(isHyphenated), "the name of a setting or a model")
    }
    try checkAsRun(in: file)
  }

  /// Holds what is run against the rules of a file. It names what its scales leave out, which is not there.
  func checkAsRun(in file: String) throws(ExperimentFileError) {
    var run = self
    for index in run.scales.indices { run.scales[index].scale.omits = nil }
    try ExperimentChecks(run, try StrictYAML("{}", file: file)).run()
  }

  private static func areWidths(
    _ levels: [[Int]]?, _ towers: [Int]? = nil, _ bottom: [Int]? = nil
  ) -> Bool {
    ((levels ?? []).flatMap { $0 } + (towers ?? []) + (bottom ?? []))
      .allSatisfy { (1...largestWidth).contains($0) }
  }

  private static func isCorrelation(_ value: Double) -> Bool {
    abs(value) <= 1 && (value * 100).rounded() / 100 == value
  }
}

extension Presentation {
  /// Whether all its texts can be shown: none has control characters.
  package var isPrintable: Bool {
    let declarations = report.figures + report.claims + report.answers
    let looks = models.flatMap { name, look in
      [name] + [look.title, look.label, look.colour, look.published].compactMap { $0 }
    }
    let arguments = declarations.flatMap { declaration in
      declaration.arguments.flatMap { name, value -> [String] in
        switch value {
        case .text(let text): [name, text]
        case .list(let texts): [name] + texts
        }
      }
    }
    return
      ([title, regenerates] + looks + report.published + declarations.map(\.name) + arguments
      + [report.headline].compactMap { $0 }).allSatisfy(\.isPrintable)
  }
}

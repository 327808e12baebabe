// What each key of an experiment file may hold, in the order of the file. Rules that need more than
// one value are in ExperimentChecks.swift.
import ModelZoo
import SyntheticData
import Training

// Upper bounds keep a slip of the keyboard from asking for more than any machine has.
private let largestWidth = 65_536
private let mostSamples = 1_000_000_000
/// Experts are numbered with two digits: `expert01`.
let mostExperts = 99

extension Reading where Value == Experiment {
  /// A whole file.
  static func experiment(named name: String) -> Reading {
    .mapping([
      "title", "regenerates", "seed", "data", "correlations", "models", "settings", "training",
      "tuning", "gateFiles", "scales",
    ]) { fields throws(ExperimentFileError) in
      let title = try fields.required("title", .line)
      let regenerates = try fields.required("regenerates", .line)
      let seed = try fields.required("seed", Reading<UInt64>.integer(0...(.max)))
      let data = try fields.required("data", .data)
      let correlations = try fields.required("correlations", .correlations)
      let models = try fields.required("models", .list("models", of: .model))
      let settings =
        try fields.optional("settings", .list("settings", of: .setting))
        ?? [Setting(name: "-", gateBias: true)]
      let training = try fields.optional("training", .training)
      let tuning = try fields.required("tuning", .tuning)
      let gateFiles = try fields.required("gateFiles", .boolean)
      let scales = try fields.required("scales", .scales)
      return Experiment(
        name: name, title: title, regenerates: regenerates, seed: seed, data: data.spec,
        draws: data.draws, correlations: correlations, models: models, settings: settings,
        taskWeights: training?.taskWeights
          ?? Array(repeating: TaskWeight(), count: data.spec.taskCount),
        epochCount: training?.epochCount ?? 1, tuning: tuning, gateFiles: gateFiles,
        scales: scales)
    }
  }
}

extension Reading where Value == [Double] {
  /// Correlations.
  static var correlations: Reading { .list("correlations", of: .correlation) }
}

extension Reading where Value == [Int] {
  /// Widths of layers.
  static func widths(atLeast least: Int) -> Reading {
    .list("widths", of: .integer(1...largestWidth), atLeast: least)
  }
}

/// The generators; the key is there so that a file says which data it asks for.
private enum Generator: String, CaseIterable {
  case correlatedTasks = "correlated-tasks"
}

/// The generator without its input width, which is the scale's, and where its draws come from.
private struct DataChoice {
  var spec: CorrelatedTasksSpec
  var draws: DrawRule
}

extension Reading where Value == DataChoice {
  /// Every constant must be there: all of them shape the data, and none is given by the papers
  /// alone.
  fileprivate static var data: Reading {
    .mapping([
      "generator", "taskCount", "scale", "sineCount", "noiseVariance", "phases", "perTaskPhases",
      "draws", "labelShares", "taskSineCounts",
    ]) { fields throws(ExperimentFileError) in
      _ = try fields.required("generator", Reading<Generator>.choice)
      let spec = CorrelatedTasksSpec(
        inputWidth: 0,
        taskCount: try fields.required("taskCount", .integer(2...64)),
        scale: try fields.required("scale", .positive),
        sineCount: try fields.required("sineCount", .integer(0...100)),
        noiseVariance: try fields.required("noiseVariance", .nonNegative),
        phases: try fields.required("phases", .choice),
        perTaskPhases: try fields.required("perTaskPhases", .boolean),
        labelShares: try fields.optional(
          "labelShares",
          .list("shares", of: .number("above 0 and at most 1") { $0 > 0 && $0 <= 1 })),
        taskSineCounts: try fields.optional(
          "taskSineCounts", .list("counts, one per task", of: .integer(0...100))))
      return DataChoice(spec: spec, draws: try fields.required("draws", .choice))
    }
  }
}

extension Reading where Value == ModelChoice {
  /// A model of the zoo, or the placebo, with the keys that its kind has.
  static var model: Reading {
    .mapping(["model", "levels", "taskExperts", "sharedExperts", "levelWidths", "towerWidths"]) {
      fields throws(ExperimentFileError) in
      let name = try fields.required("model", .word(modelNames))
      let kind = ModelKind(rawValue: name) ?? .singleTask
      let definition = kind.definition
      func absent(_ key: String, _ reason: String) throws(ExperimentFileError) {
        if let value = fields[key] {
          throw value.refusal(allowed: "absent for \(name), which has no \(reason)")
        }
      }
      let levels: Int
      if definition.levels.count == 1 {
        levels = definition.levels.lowerBound
        if let value = fields["levels"], value.written != "\(levels)" {
          throw value.refusal(allowed: "\(levels) or absent for \(name)")
        }
      } else {
        levels = try fields.required("levels", .integer(definition.levels))
      }
      if !definition.hasTaskExperts { try absent("taskExperts", "task-specific experts") }
      if !definition.hasGates { try absent("sharedExperts", "experts") }
      if levels == 0 { try absent("levelWidths", "levels") }
      if !definition.hasTowers { try absent("towerWidths", "towers") }
      if name == ModelChoice.placebo, let value = fields["towerWidths"] {
        throw value.refusal(allowed: "absent for \(name), which is single-task over again")
      }
      let taskExperts =
        definition.hasTaskExperts
        ? try fields.required(
          "taskExperts", .list("counts, one per task", of: .integer(0...mostExperts))) : []
      let sharedExperts =
        definition.hasGates
        ? try fields.required(
          "sharedExperts", .integer((definition.hasTaskExperts ? 0 : 1)...mostExperts)) : 0
      let levelWidths = try fields.optional(
        "levelWidths", .list("lists of widths, one per level", of: .widths(atLeast: 1)))
      if let levelWidths, levelWidths.count != levels {
        throw (fields["levelWidths"] ?? fields.yaml).refusal(
          found: "\(levelWidths)", allowed: "one list of widths per level, \(levels) in all")
      }
      return ModelChoice(
        name: name, kind: kind, levels: levels, taskExperts: taskExperts,
        sharedExperts: sharedExperts, levelWidths: levelWidths,
        towerWidths: try fields.optional("towerWidths", .widths(atLeast: 0)))
    }
  }

  /// The placebo stands beside the model that it is.
  private static var modelNames: [String] {
    ModelDefinition.all.flatMap { definition in
      definition.kind == .singleTask
        ? [definition.kind.rawValue, ModelChoice.placebo] : [definition.kind.rawValue]
    }
  }
}

extension Reading where Value == Setting {
  /// A setting.
  static var setting: Reading {
    .mapping([
      "name", "gateBias", "temperature", "selector", "sharedExperts", "learningRate", "epochCount",
      "start", "correlations",
    ]) { fields throws(ExperimentFileError) in
      Setting(
        name: try fields.required(
          "name",
          .text("- or lower-case words joined by hyphens") { $0 == "-" || isHyphenated($0) }),
        gateBias: try fields.required("gateBias", .boolean),
        temperature: try fields.optional(
          "temperature", .number("from 0.001 to 1000") { (1e-3...1e3).contains($0) }),
        selector: try fields.optional("selector", .choice),
        sharedExperts: try fields.optional("sharedExperts", .integer(1...mostExperts)),
        learningRate: try fields.optional("learningRate", .positive),
        epochCount: try fields.optional("epochCount", .epochCount),
        start: try fields.optional("start", .start),
        correlations: try fields.optional("correlations", .correlations))
    }
  }
}

extension Reading where Value == StartChoice {
  /// Where models start that hold another.
  static var start: Reading {
    .mapping(["after", "offset", "optimiser", "learningRate"]) {
      fields throws(ExperimentFileError) in
      StartChoice(
        start: Start(
          after: try fields.required(
            "after", .number("above 0 and at most 1") { $0 > 0 && $0 <= 1 }),
          offset: try fields.required("offset", .offset)),
        optimiser: try fields.optional("optimiser", .choice),
        learningRate: try fields.optional("learningRate", .positive))
    }
  }
}

extension Reading where Value == Double? {
  /// A logit's offset; nil for −∞.
  fileprivate static var offset: Reading {
    let number = Reading<Double>.number("from -80 to 0, or -infinity") { (-80...0).contains($0) }
    return Reading(allowed: number.allowed) { yaml throws(ExperimentFileError) in
      if case .plain("-infinity") = yaml.content { return nil }
      return try number.read(yaml)
    }
  }
}

extension Reading where Value == Int {
  /// Passes over the training samples.
  fileprivate static var epochCount: Reading { .integer(1...1000) }
}

/// Passes and loss weights; absent weights are all 1.
private struct TrainingChoice {
  var epochCount: Int
  var taskWeights: [TaskWeight]?
}

extension Reading where Value == TrainingChoice {
  fileprivate static var training: Reading {
    .mapping(["epochCount", "taskWeights"]) { fields throws(ExperimentFileError) in
      TrainingChoice(
        epochCount: try fields.optional("epochCount", .epochCount) ?? 1,
        taskWeights: try fields.optional(
          "taskWeights", .list("weights, one per task", of: .taskWeight)))
    }
  }
}

extension Reading where Value == TaskWeight {
  /// ω_{k,0} and γ_k.
  static var taskWeight: Reading {
    .mapping(["initial", "decay"]) { fields throws(ExperimentFileError) in
      TaskWeight(
        initial: try fields.required("initial", .nonNegative),
        decay: try fields.required("decay", .positive))
    }
  }
}

extension Reading where Value == Tuning {
  /// How learning rates are chosen.
  static var tuning: Reading {
    .mapping(["learningRates", "draws", "correlations"]) { fields throws(ExperimentFileError) in
      Tuning(
        learningRates: try fields.required(
          "learningRates", .list("rates in ascending order", of: .positive)),
        draws: try fields.required("draws", .integer(1...99)),
        correlations: try fields.required("correlations", .correlations))
    }
  }
}

extension Reading where Value == [Experiment.Sized] {
  /// The sizes by scale, quick before paper whatever the order of the file.
  static var scales: Reading {
    .mapping(ScaleName.allCases.map(\.rawValue)) { fields throws(ExperimentFileError) in
      var scales: [Experiment.Sized] = []
      for name in ScaleName.allCases {
        if let scale = try fields.optional(name.rawValue, .scale) {
          scales.append(Experiment.Sized(name: name, scale: scale))
        }
      }
      guard !scales.isEmpty else {
        throw fields.yaml.refusal(allowed: "a mapping with quick, paper or both")
      }
      return scales
    }
  }
}

extension Reading where Value == Scale {
  /// The sizes at one scale.
  static var scale: Reading {
    .mapping(["inputWidth", "hiddenWidths", "sampleCount", "replicates", "batchSize"]) {
      fields throws(ExperimentFileError) in
      Scale(
        inputWidth: try fields.required("inputWidth", .integer(1...largestWidth)),
        hiddenWidths: try fields.required("hiddenWidths", .widths(atLeast: 1)),
        sampleCount: try fields.required("sampleCount", .integer(20...mostSamples)),
        replicates: try fields.required("replicates", .integer(1...999)),
        batchSize: try fields.required("batchSize", .integer(1...largestWidth)))
    }
  }
}

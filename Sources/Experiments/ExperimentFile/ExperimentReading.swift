// What each key of an experiment file may hold, in the order of the file; those of data, models and
// scales in files of their own. Rules that need more than one value are in ExperimentChecks.swift.
import ModelZoo
import Training

// Upper bounds keep a slip of the keyboard from asking for more than any machine has.
/// The widest layer and the longest sequence.
let largestWidth = 65_536
/// Experts are numbered with two digits: `expert01`.
let mostExperts = 99

extension Reading where Value == ExperimentFile {
  /// A whole file.
  static func experiment(named name: String) -> Reading {
    .mapping([
      "title", "regenerates", "order", "seed", "data", "correlations", "models", "settings",
      "training", "tuning", "gateFiles", "gateSamples", "curveSettings", "curveDraws", "measures",
      "scales", "report",
    ]) { fields throws(ExperimentFileError) in
      let title = try fields.required("title", .line)
      let regenerates = try fields.required("regenerates", .line)
      let order = try fields.optional("order", Reading<Int>.integer(1...9999))
      let seed = try fields.required("seed", Reading<UInt64>.integer(0...(.max)))
      let data: GeneratorSpec
      do throws(ExperimentFileError) {
        data = try fields.required("data", .data)
      } catch {
        fields.gatherWithoutData()
        throw error
      }
      let correlations = try fields.correlations(of: data)
      let models = try fields.required("models", .list("models", of: .model))
      let settings =
        try fields.optional("settings", .list("settings", of: .setting(over: fields["data"])))
        ?? [Setting(name: Setting.defaultName, gateBias: true)]
      let training = try fields.optional("training", .training)
      let tuning = try fields.required("tuning", .tuning(on: data))
      let gateFiles = try fields.required("gateFiles", .boolean)
      let gateSamples = try fields.optional("gateSamples", .gateSamples(of: data))
      let curveSettings = try fields.optional(
        "curveSettings", .list("names of settings", of: .line, atLeast: 0))
      let curveDraws = try fields.optional("curveDraws", Reading<Int>.integer(1...999))
      let measures = try fields.optional("measures", .measures)
      let scales = try fields.required("scales", .scales(of: data))
      let report = try fields.optional("report", .report) ?? ReportDeclarations()
      let experiment = Experiment(
        name: name, seed: seed, data: data, correlations: correlations,
        models: models.map(\.choice), settings: settings,
        taskWeights: training?.taskWeights
          ?? Array(repeating: TaskWeight(), count: data.taskCount),
        epochCount: training?.epochCount ?? 1, schedule: training?.schedule, tuning: tuning,
        gateFiles: gateFiles, gateSamples: gateSamples, curveSettings: curveSettings,
        curveDraws: curveDraws, measures: measures, scales: scales)
      let looks = models.compactMap { model in model.look.map { (model.choice.name, $0) } }
      return ExperimentFile(
        experiment: experiment,
        presentation: Presentation(
          title: title, regenerates: regenerates, order: order,
          models: Dictionary(looks) { first, _ in first }, report: report))
    }
  }
}

extension Reading where Value == [Double] {
  /// Correlations.
  static var correlations: Reading { .list("correlations", of: .correlation) }
}

extension Fields {
  /// Gathers problems of keys that can be judged without knowing the data.
  fileprivate func gatherWithoutData() {
    guard yaml.problems != nil else { return }
    _ = try? optional("models", Reading<[DeclaredModel]>.list("models", of: .model))
    _ = try? optional("training", Reading<TrainingChoice>.training)
    _ = try? optional("gateFiles", Reading<Bool>.boolean)
    _ = try? optional("report", Reading<ReportDeclarations>.report)
  }

  /// The correlations of a mapping that has them exactly if the data do; empty if not.
  func correlations(of data: GeneratorSpec) throws(ExperimentFileError) -> [Double] {
    guard !data.hasCorrelation else { return try required("correlations", .correlations) }
    if let value = self["correlations"] {
      throw value.refusal(
        allowed: "absent for \(data.name), where nothing controls the correlation of the tasks")
    }
    return []
  }
}

extension Reading where Value == [Int] {
  /// Widths of layers.
  static func widths(atLeast least: Int) -> Reading {
    .list("widths", of: .integer(1...largestWidth), atLeast: least)
  }
}

extension Reading where Value == Setting {
  /// A setting of an experiment with some data.
  static func setting(over data: StrictYAML?) -> Reading {
    .mapping([
      "name", "gateBias", "temperature", "selector", "sharedExperts", "learningRate",
      "commonLearningRate", "epochCount", "schedule", "start", "data", "correlations",
      "taskWeights", "departures", "frozen", "departsFrom",
    ]) { fields throws(ExperimentFileError) in
      Setting(
        name: try fields.required(
          "name",
          .text("\(Setting.defaultName) or lower-case words joined by hyphens") {
            $0 == Setting.defaultName || isHyphenated($0)
          }),
        gateBias: try fields.required("gateBias", .boolean),
        temperature: try fields.optional(
          "temperature", .number("from 0.001 to 1000") { (1e-3...1e3).contains($0) }),
        selector: try fields.optional("selector", .choice),
        sharedExperts: try fields.optional("sharedExperts", .integer(1...mostExperts)),
        learningRate: try fields.optional("learningRate", .positive),
        commonLearningRate: try fields.optional("commonLearningRate", .positive),
        epochCount: try fields.optional("epochCount", .epochCount),
        schedule: try fields.optional("schedule", .choice),
        start: try fields.optional("start", .start),
        data: try fields.optional("data", .data(over: data)),
        correlations: try fields.optional("correlations", .correlations),
        taskWeights: try fields.optional("taskWeights", .taskWeights),
        departures: try fields.optional("departures", .list("departures", of: .choice)),
        frozen: try fields.optional("frozen", .frozen),
        departsFrom: try fields.optional("departsFrom", .line))
    }
  }
}

extension Reading where Value == FrozenParts {
  /// Parts that are never updated.
  static var frozen: Reading {
    .mapping(["experts", "gates"]) { fields throws(ExperimentFileError) in
      let experts = try fields.optional("experts", .list("owners, such as task1", of: .line))
      let gates = try fields.optional("gates", .list("gates, such as task1", of: .line))
      return FrozenParts(experts: experts ?? [], gates: gates ?? [])
    }
  }
}

extension Reading where Value == StartChoice {
  /// Where models start that hold another.
  static var start: Reading {
    .mapping(["after", "offset", "optimiser", "learningRate"]) {
      fields throws(ExperimentFileError) in
      StartChoice(
        start: WarmStart(
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

/// The most samples whose gate weights are kept one by one.
private let mostKeptSamples = 100_000

extension Reading where Value == GateSampling {
  /// Which samples' gate weights are kept; a correlation only where the data have one.
  static func gateSamples(of data: GeneratorSpec) -> Reading {
    .mapping(["correlation", "split", "count"]) { fields throws(ExperimentFileError) in
      if !data.hasCorrelation, let value = fields["correlation"] {
        throw value.refusal(
          allowed: "absent for \(data.name), where nothing controls the correlation of the tasks")
      }
      return GateSampling(
        correlation: try fields.optional("correlation", .correlation),
        split: try fields.optional("split", .choice),
        count: try fields.optional("count", .integer(1...mostKeptSamples)))
    }
  }
}

extension Reading where Value == Measures {
  /// What is measured beyond the usual.
  static var measures: Reading {
    .mapping(["trainingErrors", "unlabelledTestSamples"]) { fields throws(ExperimentFileError) in
      let measures = Measures(
        trainingErrors: try fields.optional("trainingErrors", .boolean) ?? false,
        unlabelledTestSamples: try fields.optional("unlabelledTestSamples", .boolean) ?? false)
      // What asks for nothing would have an identity of its own.
      guard measures != Measures() else {
        throw fields.yaml.refusal(
          allowed: "absent, or a mapping in which trainingErrors or unlabelledTestSamples is true")
      }
      return measures
    }
  }
}

extension Reading where Value == Int {
  /// Passes over the training samples.
  static var epochCount: Reading { .integer(1...1000) }
}

/// Passes, schedule and loss weights; an absent schedule is constant, absent weights are all 1.
private struct TrainingChoice {
  var epochCount: Int
  var schedule: LearningRateSchedule?
  var taskWeights: [TaskWeight]?
}

extension Reading where Value == TrainingChoice {
  fileprivate static var training: Reading {
    .mapping(["epochCount", "schedule", "taskWeights"]) { fields throws(ExperimentFileError) in
      TrainingChoice(
        epochCount: try fields.optional("epochCount", .epochCount) ?? 1,
        schedule: try fields.optional("schedule", .choice),
        taskWeights: try fields.optional("taskWeights", .taskWeights))
    }
  }
}

extension Reading where Value == [TaskWeight] {
  /// ω_{k,0} and γ_k of all tasks.
  static var taskWeights: Reading { .list("weights, one per task", of: .taskWeight) }
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
  static func tuning(on data: GeneratorSpec) -> Reading {
    .mapping(["learningRates", "draws", "trainings", "correlations", "doublesBudget"]) {
      fields throws(ExperimentFileError) in
      Tuning(
        learningRates: try fields.required(
          "learningRates", .list("rates in ascending order", of: .positive)),
        draws: try fields.required("draws", .integer(1...99)),
        trainings: try fields.optional("trainings", .integer(1...99)) ?? 1,
        correlations: try fields.correlations(of: data),
        doublesBudget: try fields.optional("doublesBudget", .boolean) ?? false)
    }
  }
}

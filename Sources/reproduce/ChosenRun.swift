// A run of a study as the command line names it: by what it is, or by its record in the store.
import ArgumentParser
import Experiments
import Formats
import Foundation
import ModelZoo
import Records
import Training

/// The options that name a data set.
struct DataChoice: ParsableArguments {
  @Option(
    help: """
      An experiment, by name or by the path of its file; the first of `reproduce list` that has the scale, unless told \
      otherwise.
      """)
  var experiment: String?

  @Option(help: "A setting of the experiment, by its name; the default one unless told otherwise.")
  var setting: String?

  @Option(
    parsing: .unconditional,
    help: """
      Task correlation p, the cosine of the tasks' weight vectors (default: 0.5, or the nearest of the \
      experiment's); none where nothing controls it.
      """)
  var correlation: Double?

  @Option(parsing: .unconditional, help: "Which draw (data set), from 0 (default: 0).")
  var draw: Int?

  @Option(help: "Size: quick or paper (default: quick).")
  var scale: ScaleName?

  @Option(
    parsing: .unconditional,
    help: "Seed of all random streams, instead of the experiment file's.")
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "A finished run of the store, by the file that `reproduce list --runs` prints, instead of all options above.",
      valueName: "file"), transform: GivenPath.path)
  var run: String?

  func validate() throws {
    if let draw, !(0...998).contains(draw) {
      throw ValidationError("--draw is \(draw), but must be from 0 to 998")
    }
    guard run == nil || isEmpty else { throw Self.excess }
  }

  /// Whether no option is given but `--run`.
  private var isEmpty: Bool {
    experiment == nil && setting == nil && correlation == nil && draw == nil && scale == nil
      && seed == nil
  }

  /// More is asked for than a record has.
  static let excess = ValidationError(
    "--run names a run completely, so nothing else can be asked of it")

  /// The size of the study.
  var scaleName: ScaleName { scale ?? .quick }

  /// The path of the experiment's file.
  func path() throws -> String {
    if let experiment { return try NamedExperiment(experiment).path }
    let first = try Folders.experimentFiles(at: scaleName)[0]
    return first.path ?? "\(Folders.experiments)/\(first.experiment.name).yaml"
  }

  /// The experiment at its scale.
  ///
  /// - Parameter changes: keys of the file with other values.
  func plan(changing changes: [String] = []) throws -> Plan {
    var experiment = try ExperimentFile.read(file: path(), changing: changes).experiment
    if let seed {
      experiment.seed = seed
      for index in experiment.scales.indices { experiment.scales[index].scale.seed = nil }
    }
    return try Plan(experiment, at: scaleName)
  }

  /// The experiment at its scale as its file has it.
  func study() throws -> Plan {
    try Plan(ExperimentFile.read(file: path()).experiment, at: scaleName)
  }

  /// The setting of that name.
  func setting(in plan: Plan) throws -> Setting {
    let settings = plan.experiment.settings
    guard let setting else { return settings[0] }
    guard let found = settings.first(where: { $0.name == setting }) else {
      throw ValidationError(
        "--setting is \(setting), but \(plan.experiment.name) has "
          + settings.map(\.name).joined(separator: ", "))
    }
    return found
  }

  /// p; nil where the data have none.
  func correlation(in plan: Plan, _ setting: Setting) throws -> Double? {
    guard plan.experiment.data.hasCorrelation else {
      guard correlation == nil else {
        throw ValidationError(
          "--correlation is given, but \(plan.experiment.name) has \(plan.experiment.data.name), where nothing "
            + "controls the correlation of the tasks")
      }
      return nil
    }
    return correlation
      ?? GateSampling.correlation(among: setting.correlations ?? plan.experiment.correlations)
  }

  /// The record that `--run` names; nil without it.
  func record() throws -> RunRecord? {
    try run.map { try RunStore.read($0) }
  }
}

/// The options that name a run.
struct RunChoice: ParsableArguments {
  @OptionGroup var data: DataChoice

  @Option(help: "A model of the experiment, by its name.")
  var model: String?

  @Option(
    parsing: .unconditional,
    help: "Which training on the draw, from 0: first weights and order of batches (default: 0).")
  var training: Int?

  @Option(
    parsing: .unconditional,
    help: "Adam's step size, instead of the one that was tuned for the model, which --results has.")
  var learningRate: Double?

  @Option(help: "Folder of the results with the tuned step sizes.", transform: GivenPath.path)
  var results: String = "results"

  func validate() throws {
    if let training, !(0...98).contains(training) {
      throw ValidationError("--training is \(training), but must be from 0 to 98")
    }
    if data.run == nil {
      guard model != nil else { throw ValidationError("--model or --run is missing: which run?") }
    } else if model != nil || training != nil || learningRate != nil {
      throw DataChoice.excess
    }
  }

  /// The run, and its record if it was named by one.
  func run() throws -> (run: RunSpec, record: RunRecord?) {
    if let record = try data.record() { return (record.spec, record) }
    let plan = try data.plan()
    let models = plan.experiment.models
    guard let choice = models.first(where: { $0.name == model }) else {
      throw ValidationError(
        "--model is \(model ?? ""), but \(plan.experiment.name) has "
          + models.map(\.name).joined(separator: ", "))
    }
    let setting = try data.setting(in: plan)
    let variant = plan.variant(of: choice, in: setting)
    let run = try plan.studyRun(
      of: variant, correlation: try data.correlation(in: plan, setting), draw: data.draw ?? 0,
      training: training ?? 0, rates: try rates(in: plan))
    guard learningRate != nil || run.subject.training.learningRate > 0 else {
      throw ValidationError(
        "no step size was tuned for \(choice.name) in \(results)/\(data.scaleName.rawValue)/"
          + "\(plan.experiment.name); give one with --learning-rate")
    }
    return (run, nil)
  }

  /// The learning rates of all variants.
  private func rates(in plan: Plan) throws -> [Variant: Double] {
    if let learningRate {
      return Dictionary(
        plan.variants.map { ($0, learningRate) }, uniquingKeysWith: { first, _ in first })
    }
    let folder = "\(results)/\(data.scaleName.rawValue)"
    guard FileManager.default.fileExists(atPath: "\(folder)/manifest.json") else { return [:] }
    let study = try StudyRecords.read(folder: folder, scale: data.scaleName, files: [])
    return study.experiment(plan.experiment.name)?.learningRates ?? [:]
  }
}

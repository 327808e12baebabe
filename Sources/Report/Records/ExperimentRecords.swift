// All record tables of one experiment's folder.

internal import Experiments
internal import Formats
internal import SyntheticData
internal import Training

/// The records of one experiment.
struct ExperimentRecords {
  /// The folder's name: the experiment's.
  var name: String
  var sweep: Sweep
  /// What was asked for; nil only for records that were not read from a results folder.
  var plan: Plan?
  var tuning: [TuningRecord] = []
  var data: [DataCard] = []
  var curves: [CurveRecord] = []
  /// Of the runs that start at a trained model; empty where there are none.
  var starts: [StartRecord] = []
  /// Gate tables by model, in listing order.
  var gates: [ModelGates] = []

  /// The gates of all runs of one model.
  struct ModelGates {
    var model: String
    var weights: [GateRecord]
    var summaries: [GateSummary]
    var samples: [GateSample] = []
  }

  /// Whether swapping the tasks changes nothing about the data, so that no model that treats them
  /// alike can gain more on one: they share α and β, have all their labels and learn alike.
  var hasExchangeableTasks: Bool {
    guard let experiment = plan?.experiment else { return true }
    // Tasks of modes have formulas of their own.
    guard let labels = experiment.data.labels else { return false }
    return !labels.perTaskPhases && Set(labels.labelShares ?? []).count <= 1
      && Set(labels.taskSineCounts ?? []).count <= 1
      && Set(experiment.taskWeights).count <= 1
  }

  /// The settings in the order of the specification.
  var settings: [Setting] {
    plan?.experiment.settings ?? [Setting(name: Arm.defaultSetting, gateBias: true)]
  }

  /// The gates of a model; nil if none were recorded.
  func gates(of model: String) -> ModelGates? { gates.first { $0.model == model } }
}

extension ExperimentRecords {
  /// Reads the folder of an experiment.
  /// - Throws: `FileError` when a table is missing, `CSVError` when one is damaged or does not hold the rows that the
  ///   plan asks for.
  init(folder: String, plan: Plan) throws {
    let metrics = try MetricRecord.read(folder + "/metrics.csv")
    self.init(name: plan.experiment.name, sweep: Sweep(metrics), plan: plan)
    tuning = try TuningRecord.read(folder + "/tuning.csv")
    curves = try CurveRecord.read(folder + "/curves.csv")
    data = try DataCard.read(folder + "/data.csv")
    if !Completeness.branching(plan).isEmpty {
      starts = try StartRecord.read(folder + "/starts.csv")
    }
    gates = try Completeness.gatedModels(plan).map(\.name)
      .sorted { ModelOrder.precedes(Arm(model: $0), Arm(model: $1)) }
      .map { model in
        ModelGates(
          model: model, weights: try GateRecord.read("\(folder)/gates/\(model).csv"),
          summaries: try GateSummary.read("\(folder)/gates/\(model).summary.csv"),
          samples: try GateSample.read("\(folder)/gates/\(model).samples.csv"))
      }
    try Completeness(plan, folder: folder).check(
      metrics: metrics, tuning: tuning, data: data, curves: curves, starts: starts,
      gates: gates)
  }
}

/// The experiments of one scale, by name; those that were not run are absent.
struct Study {
  let experiments: [ExperimentRecords]
  let published: PublishedValues

  /// An experiment that was run; of sequences only the models that are what their names say.
  func experiment(_ name: String) -> ExperimentRecords? {
    experiments.first { $0.name == name }?.withoutImpostors
  }

  /// The order of the page; other experiments follow in alphabetical order.
  private static let order = [
    "seesaw", "seesaw-fixed-draw", "expert-utilization", "never-zero", "gate-selector",
    "embedding", "starting-there", "where-it-breaks", "where-it-breaks-confirmed",
    "where-it-breaks-unequal", "sequential", "sequential-seesaw",
  ]

  /// Reads the experiments that the folder's manifest names, in the order of the page.
  /// - Throws: `ResultsError` when the folder is no results folder of this scale, `FileError` or `CSVError` when a
  ///   record table is missing, damaged, or not whole.
  static func read(
    folder: String, scale: ScaleName, published: PublishedValues
  ) throws -> Study {
    guard let manifest = try ResultsFolder(folder).readManifest() else {
      throw ResultsError(
        "\(folder) holds no manifest.json: it is not a results folder; run the experiments first "
          + "(swift run reproduce all)")
    }
    guard manifest.scale == scale.rawValue else {
      throw ResultsError(
        "\(folder)/manifest.json is about the scale \(manifest.scale), not \(scale.rawValue)")
    }
    let names = manifest.experiments.keys.sorted()
    let experiments = order.filter(names.contains) + names.filter { !order.contains($0) }
    return Study(
      experiments: try experiments.compactMap { name in
        try manifest.experiments[name].map {
          try ExperimentRecords(folder: "\(folder)/\(name)", plan: Plan($0, at: scale))
        }
      }, published: published)
  }
}

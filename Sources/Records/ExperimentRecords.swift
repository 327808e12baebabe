// All record tables of one experiment's folder, and those of a whole study.

package import Experiments
internal import Formats
internal import ModelZoo
internal import SyntheticData

/// The records of one experiment, with what was asked for.
package struct ExperimentRecords: Sendable {
  /// What was run.
  package let plan: Plan
  /// How it is shown.
  package let presentation: Presentation
  /// The models in listing order.
  package let models: ModelList
  /// `metrics.csv`.
  package var sweep: Sweep
  package var tuning: [TuningRecord] = []
  package var data: [DataRecord] = []
  package var curves: [CurveRecord] = []
  /// Of the runs that start at a trained model; empty where there are none.
  package var starts: [StartRecord] = []
  /// Errors on training samples; empty where they were not asked for.
  package var trainingErrors: [TrainingErrorRecord] = []
  /// Gate tables by model, in listing order.
  package var gates: [ModelGates] = []

  /// The gates of all runs of one model.
  package struct ModelGates: Sendable {
    package var model: String
    package var weights: [GateRecord]
    package var summaries: [GateSummary]
    package var samples: [GateSample]

    package init(
      model: String, weights: [GateRecord], summaries: [GateSummary], samples: [GateSample] = []
    ) {
      self.model = model
      self.weights = weights
      self.summaries = summaries
      self.samples = samples
    }
  }

  /// Records of runs without any table but that of errors.
  package init(_ metrics: [MetricRecord], plan: Plan, presentation: Presentation) {
    self.plan = plan
    self.presentation = presentation
    models = ModelList(plan.experiment, presentation)
    sweep = Sweep(metrics, models: models, baselines: plan.settingsOfBaselines)
  }

  /// The experiment's name, and its folder's.
  package var name: String { plan.experiment.name }

  /// The gates of a model; nil if none were recorded.
  package func gates(of model: String) -> ModelGates? { gates.first { $0.model == model } }
}

extension ExperimentRecords {
  /// Whether verdicts may be on the papers: whether the paper's scale has the papers' size.
  package var isOfPaperSize: Bool { presentation.report.paperSize ?? true }

  /// The scale whose words verdicts have.
  package var scaleOfVerdicts: ScaleName { isOfPaperSize ? plan.scaleName : .quick }

  /// Reads the folder of an experiment.
  /// - Throws: `FileError` when a table is missing, `CSVError` when one is damaged or does not hold the rows that the
  ///   plan asks for.
  package init(folder: String, plan: Plan, presentation: Presentation) throws {
    let metrics = try MetricRecord.read(folder + "/metrics.csv")
    self.init(metrics, plan: plan, presentation: presentation)
    tuning = try TuningRecord.read(folder + "/tuning.csv")
    if plan.hasSomeCurves { curves = try CurveRecord.read(folder + "/curves.csv") }
    data = try DataRecord.read(folder + "/data.csv", taskCount: plan.taskCount)
    if !plan.startedVariants.isEmpty { starts = try StartRecord.read(folder + "/starts.csv") }
    if plan.recordsTrainingErrors {
      trainingErrors = try TrainingErrorRecord.read(folder + "/training-errors.csv")
    }
    let gated = models.models.map(\.name).filter(plan.gatedModels.map(\.name).contains)
    gates = try gated.map { model in
      ModelGates(
        model: model,
        weights: try GateRecord.read("\(folder)/gates/\(model).csv").map { record in
          var record = record
          record.run.arm.model = model
          return record
        },
        summaries: try GateSummary.read("\(folder)/gates/\(model).summary.csv").map { summary in
          var summary = summary
          summary.run.arm.model = model
          return summary
        }, samples: try GateSample.read("\(folder)/gates/\(model).samples.csv"))
    }
    try Completeness(plan, folder: folder).check(self, metrics: metrics)
  }
}

extension Plan {
  /// The setting whose baseline stands for that of a setting: the first in which the baseline is the same.
  var settingsOfBaselines: [String: String] {
    guard let baseline = experiment.models.first(where: \.isBaseline) else { return [:] }
    return Dictionary(
      experiment.settings.map { ($0.name, variant(of: baseline, in: $0).setting.name) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Whether the table of learning curves has that of a run.
  package func hasCurve(_ run: RunKey) -> Bool {
    hasCurve(setting: run.arm.setting, draw: Int(run.draw) ?? 0)
  }

  /// The models of which there are gate tables.
  package var gatedModels: [ModelChoice] {
    experiment.gateFiles ? experiment.models.filter { $0.kind.definition.hasGates } : []
  }

  /// The default setting and those that have data of their own.
  package var settingsWithData: [Setting] {
    experiment.settings.filter { $0.name == Setting.defaultName || $0.data != nil }
  }

  /// Whether there are errors on training samples.
  package var recordsTrainingErrors: Bool { experiment.measures?.trainingErrors ?? false }

  /// The variants that start at another one.
  package var startedVariants: [Variant] { variants.filter { start(of: $0) != nil } }
}

/// The experiments of one scale in the order of the page.
package struct StudyRecords: Sendable {
  package let experiments: [ExperimentRecords]

  package init(experiments: [ExperimentRecords]) { self.experiments = experiments }

  /// An experiment by name; nil if it was not run.
  package func experiment(_ name: String) -> ExperimentRecords? {
    experiments.first { $0.name == name }
  }

  /// Reads the experiments that the folder's manifest names.
  ///
  /// - Parameter files: experiment files, whose presentation is used where their study is the manifest's.
  /// - Throws: `ResultsError` when the folder is no results folder of this scale, `FileError` or `CSVError` when a
  ///   record table is missing, damaged, or not whole.
  package static func read(
    folder: String, scale: ScaleName, files: [ExperimentFile]
  ) throws -> StudyRecords {
    guard let manifest = try ResultsFolder(folder).readManifest() else {
      throw ResultsError(
        "\(folder) holds no manifest.json: it is not a results folder; run the experiments first "
          + "(swift run reproduce all)")
    }
    guard manifest.scale == scale.rawValue else {
      throw ResultsError(
        "\(folder)/manifest.json is about the scale \(manifest.scale), not \(scale.rawValue)")
    }
    let shown = manifest.files(at: scale, preferring: files).sorted { $0.precedes($1) }
    return StudyRecords(
      experiments: try shown.map { file in
        try ExperimentRecords(
          folder: "\(folder)/\(file.experiment.name)", plan: Plan(file.experiment, at: scale),
          presentation: file.presentation)
      })
  }
}

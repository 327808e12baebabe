// Made-up records as the experiments of the project ask for them, in memory and in a folder.

package import Experiments
internal import Formats
internal import Foundation
package import Records

extension MadeUpStudy {
  /// Experiments whose models, settings and correlations are those of the project's own file.
  private static let asShipped = ["unequal-tasks", "learning-rates", "weak-correlation"]

  /// The study as the experiment of that name asks for it: models with gates alone, which are also run without gate
  /// bias, where gates are the subject; the settings of the file where those are; and where lasting seesaws are, more
  /// trainings, which differ less.
  package func adapted(to name: String) throws -> MadeUpStudy {
    var study = self
    if Self.aboutGates.contains(name) {
      let kept = ["single-task"] + Self.gatedModels
      study.models = models.filter(kept.contains)
      study.hasUnbiasedSetting = true
    }
    if Self.asShipped.contains(name), let shipped = try ShippedDeclarations.experiment(name) {
      study.models = shipped.models.map(\.name)
      study.settings = Array(shipped.settings.dropFirst())
      study.correlations = shipped.correlations.map { NumberFormat.correlation($0) }
    }
    if name == "unequal-tasks" {
      study.trainings = max(4, trainings)
      study.trainingSpread = min(0.03, trainingSpread)
    }
    return study
  }

  /// A study of `unequal-tasks`, in which every control comes out as it must and no model has a lasting seesaw.
  package static func unequalTasks() throws -> MadeUpStudy {
    var study = MadeUpStudy()
    study.draws = 12
    return try study.adapted(to: "unequal-tasks")
  }

  /// The records of an experiment as they stand.
  package func records(_ name: String = "seesaw") throws -> ExperimentRecords {
    try Fixtures.records(metrics(), of: file(name)) { records in
      (records.tuning, records.data, records.curves) = (tuning(), data(), curves())
      guard Self.aboutGates.contains(name) else { return }
      records.gates = Self.gatedModels.filter(models.contains).map { model in
        let (weights, summaries) = gates(of: model)
        return .init(model: model, weights: weights, summaries: summaries)
      }
    }
  }

  /// Writes the study's experiments into a folder.
  package func write(
    to folder: String, experiments: [String], scale: ScaleName = .quick
  ) throws {
    var files: [ExperimentFile] = []
    for name in experiments {
      let place = folder + "/" + name
      let study = try adapted(to: name)
      files.append(try study.file(name))
      try MetricRecord.table(study.metrics()).write(to: place + "/metrics.csv")
      try TuningRecord.table(study.tuning()).write(to: place + "/tuning.csv")
      try DataRecord.schema(taskCount: 2).table(study.data()).write(to: place + "/data.csv")
      try CurveRecord.table(study.curves()).write(to: place + "/curves.csv")
      guard Self.aboutGates.contains(name) else { continue }
      for model in Self.gatedModels.filter(study.models.contains) {
        let (weights, summaries) = study.gates(of: model)
        try GateSample.table(study.samples(of: model)).write(
          to: "\(place)/gates/\(model).samples.csv")
        try Records.GateRecord.table(weights).write(to: "\(place)/gates/\(model).csv")
        try GateSummary.table(summaries).write(to: "\(place)/gates/\(model).summary.csv")
      }
    }
    try Self.writeManifest(files, scale: scale, to: folder)
  }

  /// A new folder that is removed afterwards.
  package static func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = NSTemporaryDirectory() + "report-" + UUID().uuidString
    try AtomicFile.createFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }
}

// All record tables of one experiment's folder.

internal import Foundation
internal import Formats

/// The records of one experiment; tables that are not there are empty.
struct ExperimentRecords {
  /// The folder's name: the experiment's.
  var name: String
  var sweep: Sweep
  var tuning: [TuningRecord] = []
  var data: [DataCard] = []
  var curves: [CurveRecord] = []
  /// Gate tables by model, in listing order.
  var gates: [ModelGates] = []

  /// The gates of all runs of one model.
  struct ModelGates {
    var model: String
    var weights: [GateRecord]
    var summaries: [GateSummary]
  }

  /// The gates of a model; nil if none were recorded.
  func gates(of model: String) -> ModelGates? { gates.first { $0.model == model } }
}

extension ExperimentRecords {
  /// Reads a folder.
  /// - Throws: `FileError` or `CSVError`; a table that is there must be whole.
  init(folder: String, name: String) throws {
    self.init(name: name, sweep: Sweep(try Self.records(folder + "/metrics.csv")))
    tuning = try Self.records(folder + "/tuning.csv")
    curves = try Self.records(folder + "/curves.csv")
    let dataPath = folder + "/data.csv"
    data = FileManager.default.fileExists(atPath: dataPath) ? try DataCard.read(dataPath) : []

    let gateFolder = folder + "/gates"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: gateFolder)) ?? []
    let models = files.filter { $0.hasSuffix(".csv") && $0.split(separator: ".").count == 2 }
      .map { String($0.dropLast(4)) }
      .sorted { ModelOrder.precedes(Arm(model: $0), Arm(model: $1)) }
    gates = try models.map { model in
      ModelGates(
        model: model, weights: try GateRecord.read("\(gateFolder)/\(model).csv"),
        summaries: try Self.records("\(gateFolder)/\(model).summary.csv"))
    }
  }

  private static func records<Record: TableRecord>(_ path: String) throws -> [Record] {
    FileManager.default.fileExists(atPath: path) ? try Record.read(path) : []
  }
}

/// The experiments of one scale, by name; those that were not run are absent.
struct Study {
  let experiments: [ExperimentRecords]
  let published: PublishedValues

  /// An experiment that was run.
  func experiment(_ name: String) -> ExperimentRecords? {
    experiments.first { $0.name == name }
  }

  /// The order of the page; other experiments follow in alphabetical order.
  private static let order = ["seesaw", "seesaw-fixed-draw", "expert-utilization"]

  /// Reads every subfolder that has a `metrics.csv` or gate tables, in the order of the page.
  /// - Throws: `FileError` or `CSVError`.
  static func read(folder: String, published: PublishedValues) throws -> Study {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw FileError(
        action: "read", path: folder,
        reason: "there is no such folder; run the experiments first (swift run reproduce all)")
    }
    let names: [String]
    do {
      let found = try files.contentsOfDirectory(atPath: folder).sorted()
      names = order.filter(found.contains) + found.filter { !order.contains($0) }
    } catch {
      throw FileError(action: "read", path: folder, reason: "the folder cannot be listed")
    }
    let experiments = names.filter { name in
      ["metrics.csv", "gates"].contains { files.fileExists(atPath: "\(folder)/\(name)/\($0)") }
    }
    return Study(
      experiments: try experiments.map {
        try ExperimentRecords(folder: "\(folder)/\($0)", name: $0)
      }, published: published)
  }
}

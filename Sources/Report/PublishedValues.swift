// The papers' own numbers, digitised from their figures, as far as the report prints them beside the measured ones.

internal import Formats

/// Published values by figure; a file that is not there leaves its figure without published values.
struct PublishedValues {
  /// PLE Figure 7: correlation (or `average`) and model → raw gain per task.
  private(set) var gains: [GainKey: [Double]] = [:]
  /// PLE Figure 8, in the file's order.
  private(set) var utilization: [Weight] = []
  /// MMoE Figure 6, in the file's order.
  private(set) var productionGates: [Weight] = []
  /// MoSE Figure 6: the model's key in the records of `sequential` → test MSE per task.
  private(set) var sequenceErrors: [String: [Double]] = [:]

  /// The models of MoSE's Figure 6 by their names in the file: the figure's sequential models are LSTMs here, its others
  /// are the fully connected ones, and a "multi-model" is a network per task.
  static let sequenceModels = [
    "mose": "mose", "sequential-shared-bottom": "shared-bottom",
    "sequential-multi-model": "single-task", "sequential-multi-head": "multi-head",
    "mmoe": "fc-mmoe", "shared-bottom": "fc-shared-bottom", "multi-model": "fc-single-task",
    "multi-head": "fc-multi-head",
  ]

  /// A cell of PLE's Figure 7.
  struct GainKey: Hashable {
    var correlation: String
    var model: String
  }

  /// A published mean weight of one expert in one gate.
  struct Weight: Hashable {
    var model: String
    var level: Int
    var gate: String
    /// An owner (`task1`, `shared`), or `expert1`… where all experts are shared.
    var expert: String
    var mean: Double
  }

  /// No published values at all.
  init() {}

  /// Reads `ple-figure7-mtl-gain.csv`, `ple-figure8-expert-utilization.csv`, `mmoe-figure6-gates.csv` and
  /// `mose-figure6-mse.csv`.
  /// - Throws: `FileError` when one is missing, `CSVError` when one is damaged.
  init(folder: String) throws {
    let seven = try CSVTable(
      readingFrom: folder + "/ple-figure7-mtl-gain.csv", key: ["correlation", "model"])
    let correlation = try seven.position(of: "correlation")
    let model = try seven.position(of: "model")
    let tasks = try ["task1_gain", "task2_gain"].map(seven.position(of:))
    for (row, fields) in seven.rows.enumerated() {
      let key = GainKey(correlation: fields[correlation], model: fields[model])
      gains[key] = try tasks.map { try Self.required(seven, row, $0) }
    }
    utilization = try Self.weights(
      folder + "/ple-figure8-expert-utilization.csv", expert: "expert_owner")
    productionGates = try Self.weights(folder + "/mmoe-figure6-gates.csv", expert: "expert")
    let six = try CSVTable(readingFrom: folder + "/mose-figure6-mse.csv", key: ["model"])
    let name = try six.position(of: "model")
    let errors = try ["task1_mse", "task2_mse"].map(six.position(of:))
    for (row, fields) in six.rows.enumerated() {
      guard let key = Self.sequenceModels[fields[name]] else {
        throw CSVError(
          path: six.path, line: row + 2, problem: "no model of MoSE's Figure 6 is \(fields[name])")
      }
      sequenceErrors[key] = try errors.map { try Self.required(six, row, $0) }
    }
  }

  private static func weights(_ path: String, expert: String) throws -> [Weight] {
    let table = try CSVTable(readingFrom: path)
    let model = try? table.position(of: "model")
    let level = try? table.position(of: "level")
    let gate = try table.position(of: "gate")
    let expert = try table.position(of: expert)
    let mean = try table.position(of: "mean_weight")
    return try table.rows.enumerated().map { row, fields in
      Weight(
        model: model.map { fields[$0] } ?? "mmoe",
        level: try level.map { try table.integer(row: row, column: $0) } ?? 1, gate: fields[gate],
        expert: fields[expert], mean: try required(table, row, mean))
    }
  }

  private static func required(_ table: CSVTable, _ row: Int, _ column: Int) throws -> Double {
    guard let value = try table.number(row: row, column: column) else {
      throw CSVError(
        path: table.path, line: row + 2, problem: "\(table.columns[column]) must not be empty")
    }
    return value
  }

  /// The published raw gain of a model on one task, or its mean over tasks (task nil).
  func gain(_ model: String, _ correlation: String, task: Int?) -> Double? {
    guard let values = gains[GainKey(correlation: correlation, model: model)] else { return nil }
    guard let task else { return values.reduce(0, +) / Double(values.count) }
    return values.indices.contains(task) ? values[task] : nil
  }

  /// The published test MSE of a model on one task of MoSE's sequences.
  func sequenceError(_ model: String, task: Int) -> Double? {
    guard let values = sequenceErrors[model], values.indices.contains(task) else { return nil }
    return values[task]
  }

  /// The published mean weights of a model, gate by gate in the file's order.
  func gates(of model: String) -> [[Double]] {
    var gates: [(level: Int, name: String, weights: [Double])] = []
    for weight in utilization where weight.model == model {
      if let last = gates.last, last.level == weight.level, last.name == weight.gate {
        gates[gates.count - 1].weights.append(weight.mean)
      } else {
        gates.append((weight.level, weight.gate, [weight.mean]))
      }
    }
    return gates.map(\.weights)
  }

  /// Published mean weights of one gate.
  func weights(_ model: String, level: Int, gate: String) -> [Weight] {
    utilization.filter { $0.model == model && $0.level == level && $0.gate == gate }
  }
}

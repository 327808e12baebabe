// The papers' own numbers, digitised from their figures, as far as the report prints them beside the measured ones.

internal import Formats

/// Published values by figure; a file that is not there leaves its figure without published values.
struct PublishedValues {
  /// PLE Figure 7: correlation (or `average`) and model → raw gain per task.
  private(set) var gains: [GainKey: [Double]] = [:]
  /// PLE Figure 8, in the file's order.
  private(set) var utilisation: [Weight] = []
  /// MMoE Figure 6, in the file's order.
  private(set) var productionGates: [Weight] = []

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

  /// Reads `ple-figure7-mtl-gain.csv`, `ple-figure8-expert-utilization.csv` and `mmoe-figure6-gates.csv`.
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
    utilisation = try Self.weights(
      folder + "/ple-figure8-expert-utilization.csv", expert: "expert_owner")
    productionGates = try Self.weights(folder + "/mmoe-figure6-gates.csv", expert: "expert")
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

  /// The published mean weights of a model, gate by gate in the file's order.
  func gates(of model: String) -> [[Double]] {
    var gates: [(level: Int, name: String, weights: [Double])] = []
    for weight in utilisation where weight.model == model {
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
    utilisation.filter { $0.model == model && $0.level == level && $0.gate == gate }
  }
}

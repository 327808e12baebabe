// The papers' own numbers, digitised from their figures, as far as they are printed beside the measured ones.

internal import Experiments
internal import Formats

/// A file of published numbers that an experiment can be compared with.
package enum PublishedTable: String, CaseIterable, Sendable {
  /// PLE Figure 7: raw gains.
  case gains = "ple-figure7-mtl-gain"
  /// PLE Figure 8: mean gate weights.
  case utilization = "ple-figure8-expert-utilization"
  /// MMoE Figure 2: the labels' correlation by p.
  case labelCorrelations = "mmoe-figure2-label-correlation"
  /// MMoE Figure 3: loss curves of a small shared bottom.
  case bottomCurves = "mmoe-figure3-shared-bottom-curve"
  /// MMoE Figure 4: loss curves of three models.
  case lossCurves = "mmoe-figure4-loss-curves"
  /// MMoE Figure 6: mean gate weights of a production system.
  case productionGates = "mmoe-figure6-gates"
  /// MoSE Figure 6: test errors on sequences.
  case sequenceErrors = "mose-figure6-mse"
  /// PLE Table 5: gains on public data, as printed and as the table's other numbers give them.
  case publicGains = "ple-table5-gain"
}

/// Published values by figure. Models go by the names of the published tables.
package struct PublishedValues: Sendable {
  /// PLE Figure 7: correlation (or `average`) and model → raw gain per task.
  private var gains: [GainKey: [Double]] = [:]
  /// PLE Figure 8, in the file's order.
  package private(set) var utilization: [Weight] = []
  /// MMoE Figure 2, in the file's order.
  package private(set) var labelCorrelations: [LabelCorrelation] = []
  /// MMoE Figures 3 and 4, in the files' order.
  package private(set) var lossCurves: [LossPoint] = []
  /// MMoE Figure 6, in the file's order.
  package private(set) var productionGates: [Weight] = []
  /// MoSE Figure 6: model → test MSE per task.
  private var sequenceErrors: [String: [Double]] = [:]
  /// PLE Table 5, in the file's order.
  package private(set) var publicGains: [PublicGain] = []

  /// A cell of PLE's Figure 7.
  private struct GainKey: Hashable {
    var correlation: String
    var model: String
  }

  /// A published mean weight of one expert in one gate.
  package struct Weight: Hashable, Sendable {
    package var model: String
    package var level: Int
    package var gate: String
    /// An owner (`task1`, `shared`), or `expert1`… where all experts are shared.
    package var expert: String
    package var mean: Double
  }

  /// A gain over the single-task model on public data.
  package struct PublicGain: Hashable, Sendable {
    package var dataSet: String
    package var model: String
    /// From 1.
    package var task: Int
    /// As the table prints it.
    package var printed: Double
    /// The difference of the two numbers that the table prints beside it.
    package var recomputed: Double
  }

  /// No published values at all.
  package init() {}

  /// Reads all tables of the folder.
  /// - Throws: `FileError` when one is missing, `CSVError` when one is damaged.
  package init(folder: String) throws {
    func path(_ table: PublishedTable) -> String { "\(folder)/\(table.rawValue).csv" }
    let seven = try CSVTable(readingFrom: path(.gains), key: ["correlation", "model"])
    let correlation = try seven.position(of: "correlation")
    let model = try seven.position(of: "model")
    let tasks = try ["task1_gain", "task2_gain"].map(seven.position(of:))
    for (row, fields) in seven.rows.enumerated() {
      let key = GainKey(correlation: fields[correlation], model: fields[model])
      gains[key] = try tasks.map { try Self.required(seven, row, $0) }
    }
    utilization = try Self.weights(path(.utilization), expert: "expert_owner")
    labelCorrelations = try LabelCorrelation.read(path(.labelCorrelations))
    lossCurves = try LossPoint.read(
      bottom: path(.bottomCurves), models: path(.lossCurves))
    productionGates = try Self.weights(path(.productionGates), expert: "expert")
    let six = try CSVTable(readingFrom: path(.sequenceErrors), key: ["model"])
    let name = try six.position(of: "model")
    let errors = try ["task1_mse", "task2_mse"].map(six.position(of:))
    for (row, fields) in six.rows.enumerated() {
      sequenceErrors[fields[name]] = try errors.map { try Self.required(six, row, $0) }
    }
    publicGains = try Self.publicGains(path(.publicGains))
  }

  private static func publicGains(_ path: String) throws -> [PublicGain] {
    let table = try CSVTable(readingFrom: path, key: ["data_set", "model", "task"])
    let dataSet = try table.position(of: "data_set")
    let model = try table.position(of: "model")
    let task = try table.position(of: "task")
    let printed = try table.position(of: "printed_gain")
    let recomputed = try table.position(of: "recomputed_gain")
    return try table.rows.enumerated().map { row, fields in
      PublicGain(
        dataSet: fields[dataSet], model: fields[model],
        task: try table.integer(row: row, column: task),
        printed: try required(table, row, printed),
        recomputed: try required(table, row, recomputed))
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
        model: model.map { fields[$0] } ?? "",
        level: try level.map { try table.integer(row: row, column: $0) } ?? 1, gate: fields[gate],
        expert: fields[expert], mean: try required(table, row, mean))
    }
  }

  static func required(_ table: CSVTable, _ row: Int, _ column: Int) throws -> Double {
    guard let value = try table.number(row: row, column: column) else {
      throw CSVError(
        path: table.path, line: table.line(ofRow: row),
        problem: "\(table.columns[column]) must not be empty")
    }
    return value
  }

  /// The values of some tables alone, by their files' names.
  package func limited(to names: [String]) -> PublishedValues {
    let tables = Set(names.compactMap(PublishedTable.init))
    var values = self
    if !tables.contains(.gains) { values.gains = [:] }
    if !tables.contains(.utilization) { values.utilization = [] }
    if !tables.contains(.labelCorrelations) { values.labelCorrelations = [] }
    values.lossCurves.removeAll { !tables.contains($0.table) }
    if !tables.contains(.productionGates) { values.productionGates = [] }
    if !tables.contains(.sequenceErrors) { values.sequenceErrors = [:] }
    if !tables.contains(.publicGains) { values.publicGains = [] }
    return values
  }

  /// Whether there are published gains.
  package var hasGains: Bool { !gains.isEmpty }

  /// The models with published gains, by name.
  package var gainModels: [String] { Set(gains.keys.map(\.model)).sorted() }

  /// The models with published errors on sequences, by name.
  package var sequenceModels: [String] { sequenceErrors.keys.sorted() }

  /// The published raw gain of a model on one task, or its mean over tasks (task nil).
  package func gain(_ model: String, _ correlation: String, task: Int?) -> Double? {
    guard let values = gains[GainKey(correlation: correlation, model: model)] else { return nil }
    guard let task else { return values.reduce(0, +) / Double(values.count) }
    return values.indices.contains(task) ? values[task] : nil
  }

  /// The published test MSE of a model on one task of MoSE's sequences.
  package func sequenceError(_ model: String, task: Int) -> Double? {
    guard let values = sequenceErrors[model], values.indices.contains(task) else { return nil }
    return values[task]
  }

  /// The published mean weights of a model, gate by gate in the file's order.
  package func gates(of model: String) -> [[Double]] {
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
  package func weights(_ model: String, level: Int, gate: String) -> [Weight] {
    utilization.filter { $0.model == model && $0.level == level && $0.gate == gate }
  }
}

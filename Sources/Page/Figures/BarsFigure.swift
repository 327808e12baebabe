// Figure 8 of the PLE paper redone: the mean weight of every expert in every gate of one run.

internal import Analysis
internal import Formats
internal import ModelZoo
internal import Records

enum BarsFigure: FigureKind {
  static let name = "figure8"
  static let title = "Mean weight of every expert in every gate, one run"
  static let files = [Figure8Table.file]
  static let tables: [any DerivedTable.Type] = [Figure8Table.self]

  static func variables(_ results: ExperimentResults) -> [String: String] {
    otherTasks(results).merging(results.departureBeside) { own, _ in own }
  }

  /// What the key says beside the experts of two tasks.
  static func otherTasks(_ results: ExperimentResults) -> [String: String] {
    results.sweep.tasks.count > 2 ? ["others": "task3"] : [:]
  }

  static func caption(_ results: ExperimentResults) -> String? {
    guard let bars = results[Figure8Table.self], !bars.measured.isEmpty else { return nil }
    let defaults = bars.measured.filter(\.arm.isDefault)
    let correlation = Figure8Table.correlation(in: results.records)
    var sentences = [
      "Draw \(GateSample.draw)\(Phrase.at([correlation]))"
        + (bars.published.isEmpty
          ? "." : "; the paper's bars are on private data, so compare the pattern only.")
    ]
    if let setting = results.soleDeparture {
      sentences.append("Right bars are of the setting `\(setting)`.")
    }
    for model in results.models.models where model.kind.definition.hasGates {
      let own = defaults.filter { $0.arm.model == model.name }
      sentences +=
        (model.kind.definition.hasTaskExperts
        ? shared(own, model, results.sweep.tasks) : differences(own, model, results.sweep.tasks))
        .map { [$0] } ?? []
    }
    return sentences.joined(separator: " ")
  }

  /// What a model's shared experts have of the task gates of its top level.
  private static func shared(
    _ bars: [BarSegment], _ model: ListedModel, _ tasks: [String]
  ) -> String? {
    // Above the first level the figure itself is the plainer answer.
    let top = bars.map(\.level).max()
    guard top == 1 else { return nil }
    let masses = tasks.map { gate -> Double? in
      let own = bars.filter { $0.gate == gate && $0.owner == "shared" }
      return own.isEmpty ? nil : own.reduce(0) { $0 + $1.mean }
    }
    let present = masses.compactMap { $0 }
    guard !present.isEmpty, present.count == masses.count else { return nil }
    let parts = present.enumerated().map { index, mass in
      "\(NumberFormat.decimal(mass, places: 2)) of task \(index + 1)'s\(index == 0 ? " gate" : "")"
    }
    return "\(model.title)'s shared expert has \(Phrase.list(parts))."
  }

  /// By how much the tasks' gates differ, where they see the same experts.
  private static func differences(
    _ bars: [BarSegment], _ model: ListedModel, _ tasks: [String]
  ) -> String? {
    let top = bars.map(\.level).max()
    let gates = tasks.map { gate in bars.filter { $0.level == top && $0.gate == gate } }
    guard gates.count > 1, !gates[0].isEmpty, Set(gates.map(\.count)).count == 1 else { return nil }
    let differences = gates.indices.flatMap { first in
      gates.indices.filter { $0 > first }.map { second in
        zip(gates[first], gates[second]).reduce(0) { $0 + abs($1.0.mean - $1.1.mean) / 2 }
      }
    }
    let difference = differences.max() ?? 0
    let lowest = bars.map(\.mean).min() ?? 0
    return
      "\(model.title)'s task gates differ by \(gates.count > 2 ? "up to " : "")"
      + "\(NumberFormat.decimal(difference, places: 2)) (half the sum of "
      + "differences), and its lowest mean weight is \(NumberFormat.decimal(lowest, places: 3))."
  }
}

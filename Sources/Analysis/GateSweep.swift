// The gates of one model's runs, by correlation, draw and training.

package import Records

/// The gates of one model in one setting.
package struct GateSweep {
  /// Keys in numerical order.
  package let correlations: [String]
  /// Draws × trainings, in numerical order.
  package let cells: [Sweep.Cell]
  /// Keys in numerical order.
  package var draws: [String] { RunKey.sortedNumbers(cells.map(\.draw)) }

  private let weights: [Address: [GateRecord]]
  private let summaries: [Address: [GateSummary]]

  private struct Address: Hashable {
    var correlation: String
    var cell: Sweep.Cell

    init(_ run: RunKey) {
      correlation = run.correlation
      cell = Sweep.Cell(draw: run.draw, training: run.training)
    }

    init(_ correlation: String, _ cell: Sweep.Cell) {
      self.correlation = correlation
      self.cell = cell
    }
  }

  /// The runs of one setting.
  package init(_ gates: ExperimentRecords.ModelGates, setting: String = Arm.defaultSetting) {
    weights = Dictionary(grouping: gates.weights.filter { $0.run.arm.setting == setting }) {
      Address($0.run)
    }
    summaries = Dictionary(grouping: gates.summaries.filter { $0.run.arm.setting == setting }) {
      Address($0.run)
    }
    let keys = Set(weights.keys).union(summaries.keys)
    correlations = RunKey.sortedCorrelations(keys.map(\.correlation))
    let trainings = Dictionary(grouping: Set(keys.map(\.cell)), by: \.draw)
    cells = RunKey.sortedNumbers(trainings.keys).flatMap { draw in
      RunKey.sortedNumbers((trainings[draw] ?? []).map(\.training)).map {
        Sweep.Cell(draw: draw, training: $0)
      }
    }
  }

  /// The weights of one run; empty if there is none.
  package func weights(_ correlation: String, _ cell: Sweep.Cell) -> [GateRecord] {
    weights[Address(correlation, cell)] ?? []
  }

  /// The summaries of one run; empty if there is none.
  func summaries(_ correlation: String, _ cell: Sweep.Cell) -> [GateSummary] {
    summaries[Address(correlation, cell)] ?? []
  }

  /// A value per draw, the mean over its trainings, for draws that another model may have more or fewer of; nil
  /// where there is no run, or a value is not available for one of them.
  package func column(
    _ correlation: String, _ draws: [String], _ value: (GateRun) -> Double?
  ) -> DrawColumn {
    draws.map { draw in
      let runs = cells.filter { $0.draw == draw }.map { cell in
        GateRun(weights: weights(correlation, cell), summaries: summaries(correlation, cell))
      }.filter { !$0.isEmpty }
      let values = runs.compactMap(value)
      guard !values.isEmpty, values.count == runs.count else { return nil }
      return values.reduce(0, +) / Double(values.count)
    }
  }
}

/// The gates of one run.
package struct GateRun {
  var weights: [GateRecord]
  var summaries: [GateSummary]

  var isEmpty: Bool { weights.isEmpty && summaries.isEmpty }

  /// Mean over task gates of the top level of their shared mass; nil where a gate has none.
  func sharedMass(contributionWeighted: Bool) -> Double? {
    let masses = topMasses(contributionWeighted: contributionWeighted)
    let present = masses.compactMap { $0 }
    guard !present.isEmpty, present.count == masses.count else { return nil }
    return present.reduce(0, +) / Double(present.count)
  }

  /// Mean over pairs of tasks of the difference of their shared masses at the top level, as an amount.
  func sharedMassDifference() -> Double? {
    let masses = topMasses(contributionWeighted: false)
    let present = masses.compactMap { $0 }
    guard present.count == masses.count else { return nil }
    return Self.meanOverPairs(present) { abs($0 - $1) }
  }

  /// Mean over pairs of tasks of ½ Σ |difference of mean weights| at the top level, over experts that both gates see.
  func weightDifference() -> Double? {
    let top = weights.map(\.level).max()
    let gates = Dictionary(
      grouping: weights.filter { $0.level == top && $0.gate.hasPrefix("task") }, by: \.gate)
    let byGate = gates.keys.sorted().map { gate in
      Dictionary((gates[gate] ?? []).map { ($0.expert, $0.mean ?? 0) }, uniquingKeysWith: { $1 })
    }
    return Self.meanOverPairs(byGate) { first, second in
      first.keys.sorted().reduce(0) { sum, expert in
        guard let one = first[expert], let other = second[expert] else { return sum }
        return sum + abs(one - other) / 2
      }
    }
  }

  private func topMasses(contributionWeighted: Bool) -> [Double?] {
    let top = summaries.map(\.level).max()
    return summaries.filter { $0.level == top && $0.gate.hasPrefix("task") }
      .map { contributionWeighted ? $0.contributionWeightedSharedMass : $0.sharedMass }
  }

  private static func meanOverPairs<Value>(
    _ values: [Value], _ distance: (Value, Value) -> Double
  ) -> Double? {
    guard values.count > 1 else { return nil }
    var sum = 0.0
    var count = 0
    for first in values.indices {
      for second in values.indices where second > first {
        sum += distance(values[first], values[second])
        count += 1
      }
    }
    return sum / Double(count)
  }
}

// One run's gates with exchangeable experts in a fixed order, so that runs can be averaged.

internal import Records

/// One run's mean weights with the experts of every module in order.
struct OrderedRun {
  /// A segment's position, the same in all runs.
  struct Position: Hashable {
    var level: Int
    var gate: String
    var owner: String
    var rank: Int

    var sortKey: (Int, String, String, Int) { (level, gate, owner, rank) }
  }

  /// Mean weight by position.
  private(set) var means: [Position: Double] = [:]

  /// Orders the experts of one run.
  ///
  /// A module's experts are ordered by task 1's gate where it sees them, else by their owner's gate, largest first.
  /// Selectors of ML-MMoE are named after the upper expert they feed; upper experts are exchangeable
  /// too, so a selector takes its expert's rank, levels go from the top down, and below the top the first-ranked
  /// selector orders.
  init(_ weights: [GateRecord]) {
    var ranks: [String: Int] = [:]
    for level in Set(weights.map(\.level)).sorted(by: >) {
      var rows = weights.filter { $0.level == level }
      for index in rows.indices {
        guard let fed = GateRecord.expert(fedBy: rows[index].gate), let rank = ranks[fed] else {
          continue
        }
        rows[index].gate = "selector\(rank)"
      }
      ranks = Self.ranks(rows)
      for row in rows {
        guard let mean = row.mean, let rank = ranks[row.expert] else { continue }
        means[Position(level: level, gate: row.gate, owner: row.owner, rank: rank)] = mean
      }
    }
  }

  /// Every expert's rank in its module, from 1.
  private static func ranks(_ rows: [GateRecord]) -> [String: Int] {
    let gates = Set(rows.map(\.gate)).sorted()
    var ranks: [String: Int] = [:]
    for owner in Set(rows.map(\.owner)).sorted() {
      let own = rows.filter { $0.owner == owner }
      let judge =
        ["task1", owner].first { gate in own.contains { $0.gate == gate } }
        ?? gates.first { gate in own.contains { $0.gate == gate } }
      let judged = own.filter { $0.gate == judge }.sorted { first, second in
        let firstMean = first.mean ?? 0
        let secondMean = second.mean ?? 0
        return firstMean == secondMean ? first.expert < second.expert : firstMean > secondMean
      }
      for (index, row) in judged.enumerated() { ranks[row.expert] = index + 1 }
    }
    return ranks
  }
}

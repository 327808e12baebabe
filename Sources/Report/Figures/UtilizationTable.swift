// `<experiment>/utilization.csv`: mean weights over replicates, as stacked bars need them.
//
// Experts of a module are exchangeable, so that a plain mean over replicates tends to 1/m whatever each run
// learned. Within each replicate a module's experts are therefore ordered by task 1's mean weight before averaging.

internal import Formats
internal import Statistics

/// One segment of a stacked bar.
struct BarSegment: Hashable {
  var arm: Arm
  var correlation: String
  var level: Int
  var gate: String
  /// The expert's name; in ordered bars its rank in its module, from 1.
  var expert: String
  var owner: String
  /// Position among the owner's experts of this level, from 1: tells equal owners apart by shade.
  var shade: Int
  /// Runs behind the mean.
  var count: Int
  var mean: Double
  /// Over test samples (one run) or over replicates (ordered bars).
  var standardDeviation: Double?
  /// Where the segment starts: the sum of the means below it.
  var bottom = 0.0

  /// Where the segment ends.
  var top: Double { bottom + mean }

  /// Stacks segments gate by gate in the paper's order: task 1's experts, the shared ones, the other tasks'.
  static func stacked(_ segments: [BarSegment]) -> [BarSegment] {
    func rank(_ owner: String) -> (Int, String) {
      owner == "task1" ? (0, owner) : owner == "shared" ? (1, owner) : (2, owner)
    }
    let sorted = segments.sorted { first, second in
      if first.arm != second.arm { return ModelOrder.precedes(first.arm, second.arm) }
      let firstKey = (Double(first.correlation) ?? 0, first.level)
      let secondKey = (Double(second.correlation) ?? 0, second.level)
      if firstKey != secondKey { return firstKey < secondKey }
      if first.gate != second.gate { return gatePrecedes(first.gate, second.gate) }
      let firstRank = rank(first.owner)
      let secondRank = rank(second.owner)
      return firstRank == secondRank ? first.shade < second.shade : firstRank < secondRank
    }
    var stacked: [BarSegment] = []
    for var segment in sorted {
      if let below = stacked.last, below.arm == segment.arm, below.level == segment.level,
        below.correlation == segment.correlation, below.gate == segment.gate
      {
        segment.bottom = below.top
      }
      stacked.append(segment)
    }
    return stacked
  }

  /// Task 1's gate, the shared one, the other tasks', as their experts are.
  private static func gatePrecedes(_ first: String, _ second: String) -> Bool {
    func rank(_ gate: String) -> Int { gate == "task1" ? 0 : gate == "shared" ? 1 : 2 }
    return (rank(first), first.count, first) < (rank(second), second.count, second)
  }
}

/// Mean weights over replicates, experts ordered within each.
struct UtilizationTable {
  static let columns = [
    "model", "setting", "correlation", "level", "gate", "owner", "rank", "n", "mean", "sd",
    "bottom", "top",
  ]

  /// Stacked segments in the order of the table.
  let segments: [BarSegment]

  /// Orders and averages all gates of an experiment.
  init(_ gates: [ExperimentRecords.ModelGates]) {
    var segments: [BarSegment] = []
    for model in gates {
      for setting in Set(model.weights.map(\.setting)).sorted() {
        let sweep = GateSweep(model, setting: setting)
        for correlation in sweep.correlations {
          segments += Self.averaged(
            sweep.replicates.map { OrderedRun(sweep.weights(correlation, $0)) },
            arm: Arm(model: model.model, setting: setting), correlation: correlation)
        }
      }
    }
    self.segments = BarSegment.stacked(segments)
  }

  private static func averaged(
    _ runs: [OrderedRun], arm: Arm, correlation: String
  ) -> [BarSegment] {
    var values: [OrderedRun.Place: [Double]] = [:]
    for run in runs {
      for (place, mean) in run.means { values[place, default: []].append(mean) }
    }
    return values.keys.sorted { $0.sortKey < $1.sortKey }.compactMap { place in
      Summary(values[place] ?? []).map { summary in
        BarSegment(
          arm: arm, correlation: correlation, level: place.level, gate: place.gate,
          expert: String(place.rank), owner: place.owner, shade: place.rank, count: summary.count,
          mean: summary.mean, standardDeviation: summary.standardDeviation)
      }
    }
  }

  /// The table as written.
  var table: CSVTable {
    var table = CSVTable(columns: Self.columns)
    for segment in segments {
      table.append(
        [
          segment.arm.model, segment.arm.setting, segment.correlation, String(segment.level),
          segment.gate, segment.owner, segment.expert, String(segment.count),
        ]
          + [segment.mean, segment.standardDeviation, segment.bottom, segment.top]
          .map(NumberFormat.measured))
    }
    return table
  }
}

/// One run's mean weights with the experts of every module in order.
struct OrderedRun {
  /// A segment's place, the same in all replicates.
  struct Place: Hashable {
    var level: Int
    var gate: String
    var owner: String
    var rank: Int

    var sortKey: (Int, String, String, Int) { (level, gate, owner, rank) }
  }

  /// Mean weight by place.
  private(set) var means: [Place: Double] = [:]

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
        means[Place(level: level, gate: row.gate, owner: row.owner, rank: rank)] = mean
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

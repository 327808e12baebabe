// `<experiment>/seesaw.csv`: how often single runs show the seesaw, beside how often the placebo does.

internal import Formats
internal import Statistics

/// A share of runs with its exact (Clopper–Pearson) 95% interval.
struct RunRate {
  var count: Int
  var runs: Int
  var interval: Interval?

  /// The share; nil without runs.
  var rate: Double? { runs > 0 ? Double(count) / Double(runs) : nil }

  /// The share of ones among the runs that were not dropped.
  ///
  /// Runs of one replicate at several correlations share a draw; the exact interval takes them for independent,
  /// unlike the excess over the placebo, which is taken replicate by replicate.
  init(_ columns: [ReplicateColumn]) {
    let values = columns.flatMap(\.present)
    runs = values.count
    count = values.count { $0 == 1 }
    interval = exactProportionInterval(successes: count, trials: runs)
  }
}

/// By how much a model's rate exceeds the placebo's, paired over replicates.
struct RateExcess {
  /// Replicate-level differences: mean over correlations of (model's indicator − placebo's).
  let differences: [Double]

  /// The mean difference; nil without pairs.
  var mean: Double? { Summary(differences)?.mean }

  /// Whether all replicates agree, so that a t interval would have no width.
  private var isConstant: Bool { differences.allSatisfy { $0 == differences[0] } }

  /// The two-sided interval: Student t.
  func interval(level: Double = 0.95) -> Interval? {
    guard differences.count > 1 else { return nil }
    let tail = (1 - level) / 2
    guard let lower = lowerBound(level: 1 - tail), let upper = upperBound(level: 1 - tail) else {
      return nil
    }
    return Interval(lower: lower, upper: upper)
  }

  /// The one-sided lower confidence bound, at least -1: an excess of shares cannot lie beyond.
  ///
  /// Where all replicates agree, the deviation that may have gone unseen is bounded by the exact limit for 0
  /// events in n replicates: zero seesaws in twenty runs are no proof that there are none.
  func lowerBound(level: Double = 0.95) -> Double? {
    guard differences.count > 1 else { return nil }
    let bound =
      isConstant ? differences[0] - unseen(level) : oneSidedLower(differences, level: level)
    return bound.map { max(-1, $0) }
  }

  /// The one-sided upper confidence bound, at most 1.
  func upperBound(level: Double = 0.95) -> Double? {
    guard differences.count > 1 else { return nil }
    let bound =
      isConstant ? differences[0] + unseen(level) : oneSidedUpper(differences, level: level)
    return bound.map { min(1, $0) }
  }

  private func unseen(_ level: Double) -> Double {
    exactProportionUpper(successes: 0, trials: differences.count, level: level) ?? 1
  }
}

extension RateExcess {
  /// Pairs an arm with the placebo at some correlations.
  init(_ arm: [ReplicateColumn], placebo: [ReplicateColumn]) {
    let pairs = zip(arm, placebo).map { ReplicateColumn.difference($0, $1) }
    self.init(differences: ReplicateColumn.mean(of: pairs).present)
  }
}

/// Rates of every compared arm at every correlation and over all of them.
struct SeesawTable {
  /// One arm at one correlation, or over `all`.
  struct Row {
    var arm: Arm
    var correlation: String
    /// Runs dropped because they or their baseline diverged.
    var diverged: Int
    var seesaw: RunRate
    var negativeTransfer: RunRate
    var bestOnBoth: RunRate
    var placebo: RunRate?
    var excess: RateExcess?
  }

  static let columns = [
    "model", "setting", "correlation", "runs", "diverged", "seesaw", "seesaw_rate", "seesaw_lower",
    "seesaw_upper", "negative_transfer_rate", "negative_transfer_lower", "negative_transfer_upper",
    "best_on_both_rate", "best_on_both_lower", "best_on_both_upper", "placebo_seesaw_rate",
    "placebo_seesaw_lower", "placebo_seesaw_upper", "excess", "excess_lower", "excess_upper",
  ]

  /// The key of what is counted over all correlations.
  static let all = "all"

  /// Rows in the order arm, correlation (`all` last).
  let rows: [Row]

  /// Counts.
  init(_ sweep: Sweep) {
    let placebo = Arm(model: "placebo")
    var rows: [Row] = []
    for arm in sweep.comparedArms {
      let keys = sweep.correlations(of: arm)
      let groups = keys.map { ($0, [$0]) } + (keys.count > 1 ? [(Self.all, keys)] : [])
      for (name, members) in groups {
        let seesaws = members.map { sweep.seesaws(arm, $0) }
        let hasPlacebo = members.allSatisfy { sweep.covers(placebo, $0) }
        let reference = hasPlacebo ? members.map { sweep.seesaws(placebo, $0) } : []
        rows.append(
          Row(
            arm: arm, correlation: name, diverged: sweep.dropped(arm, members).count,
            seesaw: RunRate(seesaws),
            negativeTransfer: RunRate(members.map { sweep.negativeTransfers(arm, $0) }),
            bestOnBoth: RunRate(members.map { sweep.bestOnBoth(arm, $0) }),
            placebo: hasPlacebo ? RunRate(reference) : nil,
            excess: hasPlacebo && arm != placebo ? RateExcess(seesaws, placebo: reference) : nil))
      }
    }
    self.rows = rows
  }

  /// The row that covers most of an arm: `all`, or its only correlation.
  func overall(_ arm: Arm) -> Row? { rows.last { $0.arm == arm } }

  /// The table as written.
  var table: CSVTable {
    var table = CSVTable(columns: Self.columns)
    for row in rows { table.append(row.fields) }
    return table
  }
}

extension SeesawTable.Row {
  fileprivate var fields: [String] {
    func triple(_ rate: RunRate?) -> [Double?] {
      [rate?.rate, rate?.interval?.lower, rate?.interval?.upper]
    }
    let interval = excess?.interval()
    let measured =
      triple(seesaw) + triple(negativeTransfer) + triple(bestOnBoth) + triple(placebo)
      + [excess?.mean, interval?.lower, interval?.upper]
    return [
      arm.model, arm.setting, correlation, String(seesaw.runs), String(diverged),
      String(seesaw.count),
    ] + measured.map(NumberFormat.measured)
  }
}

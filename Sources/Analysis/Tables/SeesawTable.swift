// `<experiment>/seesaw.csv`: how often single runs show the seesaw, beside how often the placebo does.

package import Formats
package import Records
package import Statistics

/// A share of runs with its exact (Clopper–Pearson) 95% interval.
package struct RunRate: Sendable {
  package var count: Int
  package var runs: Int
  package var interval: Interval?

  /// The share; nil without runs.
  package var rate: Double? { runs > 0 ? Double(count) / Double(runs) : nil }

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
package struct RateExcess: Sendable {
  /// Replicate-level differences: mean over correlations of (model's indicator − placebo's).
  package let differences: [Double]

  /// The mean difference; nil without pairs.
  package var mean: Double? { Summary(differences)?.mean }

  /// Whether all replicates agree, so that a t interval would have no width.
  private var isConstant: Bool { differences.allSatisfy { $0 == differences[0] } }

  /// The two-sided interval: Student t.
  package func interval(level: Double = 0.95) -> Interval? {
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
  package func lowerBound(level: Double = 0.95) -> Double? {
    guard differences.count > 1 else { return nil }
    let bound =
      isConstant ? differences[0] - unseen(level) : oneSidedLower(differences, level: level)
    return bound.map { max(-1, $0) }
  }

  /// The one-sided upper confidence bound, at most 1.
  package func upperBound(level: Double = 0.95) -> Double? {
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
package struct SeesawTable: DerivedTable {
  /// One arm at one correlation, or over `all`.
  package struct Row: Sendable {
    package var arm: Arm
    package var correlation: String
    /// Runs dropped because they or their baseline diverged.
    package var diverged: Int
    package var seesaw: RunRate
    package var negativeTransfer: RunRate
    package var bestOnBoth: RunRate
    package var placebo: RunRate?
    package var excess: RateExcess?

    private static let limit = RunOutcome.threshold

    static let schema = Schema<Row>(
      Arm.columns(\.arm) + [
        .computed(
          "correlation", .text, .key, "p; all for all p together; - where nothing controls p",
          \.correlation),
        .computed("runs", .integer, .following, "runs that were not dropped") { $0.seesaw.runs },
        .computed(
          "diverged", .integer, .following, "runs dropped because they or their baseline diverged",
          \.diverged),
        .computed(
          "seesaw", .integer, .following,
          "runs with paired z > \(limit) on one task and < −\(limit) on another"
        ) { $0.seesaw.count },
      ] + rate("seesaw", "share of seesaw runs", \.seesaw)
        + rate(
          "negative_transfer",
          "share of runs with z < −\(limit) on some task and > \(limit) on none",
          \.negativeTransfer)
        + rate(
          "best_on_both",
          "share of runs with the lowest test error of all models in the default setting on every task",
          \.bestOnBoth)
        + rate("placebo_seesaw", "the placebo's seesaw_rate on the same data", \.placebo) + [
          .number("excess", "seesaw_rate − placebo's, paired over replicates") { $0.excess?.mean },
          .number("excess_lower", "its 95% Student t interval", .following) {
            $0.excess?.interval()?.lower
          },
          .number("excess_upper", "its 95% Student t interval", .following) {
            $0.excess?.interval()?.upper
          },
        ])

    private static func rate(
      _ name: String, _ meaning: String, _ rate: @escaping @Sendable (Row) -> RunRate?
    ) -> [Column<Row>] {
      [
        .number("\(name)_rate", meaning) { rate($0)?.rate },
        .number("\(name)_lower", "its exact 95% interval", .following) {
          rate($0)?.interval?.lower
        },
        .number("\(name)_upper", "its exact 95% interval", .following) {
          rate($0)?.interval?.upper
        },
      ]
    }
  }

  package static let description = TableDescription(
    Row.schema, file: "seesaw.csv", row: "model, setting, correlation", isDerived: true,
    evidence: .intervals)

  /// The key of what is counted over all correlations.
  package static let all = "all"

  /// Rows in the order arm, correlation (`all` last).
  package let rows: [Row]

  /// Counts; nil where no arm was tuned.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    guard records.hasTunedArms else { return nil }
    let sweep = records.sweep
    let hasGains = sweep.comparedArms.contains { arm in
      sweep.correlations(of: arm).contains {
        !sweep.gains(arm, $0, task: nil, .raw).present.isEmpty
      }
    }
    guard hasGains else { return nil }
    let placebo = sweep.placebo
    var rows: [Row] = []
    for arm in sweep.comparedArms {
      let keys = sweep.correlations(of: arm)
      let groups = keys.map { ($0, [$0]) } + (keys.count > 1 ? [(Self.all, keys)] : [])
      for (name, members) in groups {
        let seesaws = members.map { sweep.seesaws(arm, $0) }
        let reference = placebo.flatMap { placebo in
          members.allSatisfy { sweep.covers(placebo, $0) }
            ? members.map { sweep.seesaws(placebo, $0) } : nil
        }
        rows.append(
          Row(
            arm: arm, correlation: name, diverged: sweep.dropped(arm, members).count,
            seesaw: RunRate(seesaws),
            negativeTransfer: RunRate(members.map { sweep.negativeTransfers(arm, $0) }),
            bestOnBoth: RunRate(members.map { sweep.bestOnBoth(arm, $0) }),
            placebo: reference.map { RunRate($0) },
            excess: arm == placebo ? nil : reference.map { RateExcess(seesaws, placebo: $0) }))
      }
    }
    self.rows = rows
  }

  /// The row that covers most of an arm: `all`, or its only correlation.
  package func overall(_ arm: Arm) -> Row? { rows.last { $0.arm == arm } }

  package var table: CSVTable { Row.schema.table(rows) }
}

// `<experiment>/convergence.csv`: by how much errors fall if models train twice as long.

internal import Experiments
package import Formats
package import Records
package import Statistics

/// Every tuned arm on the tuning draws, with one and with two budgets, each decayed over its own.
package struct ConvergenceTable: DerivedTable {
  /// One arm.
  package struct Row: Sendable {
    package var arm: Arm
    package var draws: Int
    /// By how much the log excess error falls, mean over tasks, draws, trainings and correlations.
    package var fall: Double?
    package var interval: Interval?

    /// Whether twice the budget would change next to nothing.
    package var isConverged: Bool? { fall.map { $0 < ConvergenceTable.smallestFall } }

    static let schema = Schema<Row>(
      Arm.columns(\.arm) + [
        .computed("n", .integer, .following, "tuning draws", \.draws),
        .number(
          "fall",
          "by how much the log excess error on validation samples falls with twice as many passes, mean over "
            + "tasks, draws, trainings and correlations"
        ) { $0.fall },
        .number("lower", "its two-sided 95% Student t interval over draws", .following) {
          $0.interval?.lower
        },
        .number("upper", "its two-sided 95% Student t interval over draws", .following) {
          $0.interval?.upper
        },
        .computed(
          "converged", .yesOrNo, .following,
          "whether fall < \(Phrase.threshold(ConvergenceTable.smallestFall))"
        ) { $0.isConverged },
      ])
  }

  package static let description = TableDescription(
    Row.schema, file: "convergence.csv", row: "model, setting", isDerived: true,
    evidence: .intervals)

  /// A fall of the log error below it is as good as none.
  package static let smallestFall = Metric.margin

  /// In listing order.
  package let rows: [Row]

  /// Nil where no model was trained for longer.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let chosen = records.tuning.filter { $0.chosen == .yes }
    let doubled = Set(chosen.filter { $0.budget == 2 }.map(\.arm))
    rows = records.models.sorted(doubled).map { arm in
      let rows = chosen.filter { $0.arm == arm }
      let draws = RunKey.sortedNumbers(rows.map(\.draw))
      let falls = draws.compactMap { draw -> Double? in
        func mean(_ budget: Int) -> Double? {
          let logs = rows.filter { $0.draw == draw && $0.budget == budget }
            .map(\.logExcessError)
          let present = logs.compactMap { $0 }
          return present.isEmpty || present.count < logs.count
            ? nil : present.reduce(0, +) / Double(present.count)
        }
        guard let once = mean(1), let twice = mean(2) else { return nil }
        return once - twice
      }
      return Row(
        arm: arm, draws: falls.count, fall: Summary(falls)?.mean, interval: meanInterval(falls))
    }
    if rows.isEmpty { return nil }
  }

  package var table: CSVTable { Row.schema.table(rows) }
}

// `<experiment>/seesaw.csv`: whether one task's gain is another's loss, and whether it is so again when everything
// but the data is trained anew.

package import Formats
package import Records
package import Statistics

/// The seesaw of every compared arm at every correlation and over all of them.
package struct SeesawTable: DerivedTable {
  /// One arm at one correlation, or over `all`. All values are means over draws; errors are log excess errors.
  package struct Row: Sendable {
    package var arm: Arm
    package var correlation: String
    /// Draws on which no run diverged.
    package var draws: Int
    package var trainings: Int
    /// Share of pairs of a model's and a single-task training with gains of opposite signs: what a table of
    /// single runs would show.
    package var singleRunShare: Double?
    /// ρ with its bounds and what they decide; nil with a single training.
    package var recurrence: RecurrenceRule?
    /// π: probability that lasting gains are opposite and beyond the margin, under a normal random-effects model.
    package var lastingShare: Double?
    /// The gain of the losing task, cross-fitted.
    package var loserGain: Double?
    package var loserInterval: Interval?
    /// Half the difference of the tasks' gains; nil unless there are two tasks.
    package var antisymmetric: Double?
    package var antisymmetricInterval: Interval?

    private static let margin = Phrase.threshold(Metric.margin)

    static let schema = Schema<Row>(
      Arm.columns(\.arm) + [
        .computed(
          "correlation", .text, .key, "p; all for the mean over p; - where nothing controls p",
          \.correlation),
        .computed("draws", .integer, .following, "draws on which no run diverged", \.draws),
        .computed("trainings", .integer, .configuration, "trainings on a draw", \.trainings),
        .number(
          "single_run_share",
          "share of pairs of a training of the model and one of single-task with gains of opposite signs: "
            + "what a table of single runs would show", .following
        ) { $0.singleRunShare },
        .number(
          "rho",
          "how often a seesaw (gains of opposite signs, both beyond \(margin)) recurs the same way in other "
            + "trainings, minus how often reversed; empty with one training"
        ) { $0.recurrence?.mean },
        .number("rho_lower", "its one-sided 95% lower bound over draws", .following) {
          $0.recurrence?.lower
        },
        .number("rho_upper", "its one-sided 95% upper bound over draws", .following) {
          $0.recurrence?.upper
        },
        .computed(
          "lasting_seesaw", .optionalText, .following,
          "seen iff rho_lower > 0 and rho >= \(Phrase.threshold(RecurrenceRule.smallestSeen)); else not seen iff "
            + "rho_upper < \(Phrase.threshold(RecurrenceRule.largestUnseen)); else undecided"
        ) { $0.recurrence?.outcome.word ?? "" },
        .number(
          "pi",
          "probability that lasting gains are opposite and both beyond \(margin), in a normal random-effects "
            + "model; a description", .following
        ) { $0.lastingShare },
        .number(
          "loser_gain",
          "gain of the task that loses, picked in one training and measured in another"
        ) { $0.loserGain },
        .number("loser_gain_lower", "its two-sided 95% Student t interval", .following) {
          $0.loserInterval?.lower
        },
        .number("loser_gain_upper", "its two-sided 95% Student t interval", .following) {
          $0.loserInterval?.upper
        },
        .number("antisymmetric", "half of task 1's gain minus task 2's; two tasks only") {
          $0.antisymmetric
        },
        .number("antisymmetric_lower", "its two-sided 95% Student t interval", .following) {
          $0.antisymmetricInterval?.lower
        },
        .number("antisymmetric_upper", "its two-sided 95% Student t interval", .following) {
          $0.antisymmetricInterval?.upper
        },
      ])
  }

  package static let description = TableDescription(
    Row.schema, file: "seesaw.csv", row: "model, setting, correlation", isDerived: true,
    evidence: .intervals)

  /// The key of what is averaged over all correlations.
  package static let all = "all"

  /// Rows in the order arm, correlation (`all` last).
  package let rows: [Row]

  /// Nil where no arm was tuned, so that errors say nothing of what a model can gain.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let sweep = records.sweep
    guard records.hasTunedArms, sweep.tasks.count > 1 else { return nil }
    rows = sweep.comparedArms.flatMap { arm -> [Row] in
      let keys = sweep.correlations(of: arm)
      let groups = keys.map { ($0, [$0]) } + (keys.count > 1 ? [(Self.all, keys)] : [])
      return groups.map { name, members in Self.row(sweep, arm, name, members) }
    }
    if rows.allSatisfy({ $0.draws == 0 }) { return nil }
  }

  private static func row(
    _ sweep: Sweep, _ arm: Arm, _ name: String, _ correlations: [String]
  ) -> Row {
    let single = sweep.drawColumn(arm, correlations) { $0.oppositeShare() }.present
    let losers = sweep.loserGains(arm, correlations).present
    let antisymmetric = sweep.drawColumn(arm, correlations, \.antisymmetricGain).present
    var lasting: Double?
    if correlations.count == 1 {
      let draws = sweep.draws.compactMap { sweep.trained(arm, correlations[0], draw: $0) }
      lasting = RandomEffects(draws)?.oppositeProbability(margin: Metric.margin)
    }
    return Row(
      arm: arm, correlation: name, draws: single.count, trainings: sweep.trainings.count,
      singleRunShare: Summary(single)?.mean,
      recurrence: RecurrenceRule(sweep.recurrences(arm, correlations).present),
      lastingShare: lasting, loserGain: Summary(losers)?.mean,
      loserInterval: meanInterval(losers), antisymmetric: Summary(antisymmetric)?.mean,
      antisymmetricInterval: meanInterval(antisymmetric))
  }

  /// The row that covers most of an arm: `all`, or its only correlation.
  package func overall(_ arm: Arm) -> Row? { rows.last { $0.arm == arm } }

  package var table: CSVTable { Row.schema.table(rows) }
}

extension RecurrenceRule.Outcome {
  /// The word in tables.
  package var word: String {
    switch self {
    case .seen: "seen"
    case .notSeen: "not seen"
    case .undecided: "undecided"
    }
  }
}

// `<experiment>/ranking.csv`: every model against every other, in every setting that all of them were run in.

internal import Experiments
package import Formats
package import Records
package import Statistics

/// All pairs of models, single-task among them, corrected together within a setting and correlation.
package struct RankingTable: DerivedTable {
  /// One pair.
  package struct Row: Sendable {
    package var setting: String
    package var correlation: String
    package var first: String
    package var second: String
    package var draws: Int
    /// Mean of the first's log gain minus the second's, over tasks and draws.
    package var difference: Double?
    package var interval: Interval?
    package var relation: PairwiseRanking.Relation

    static let schema = Schema<Row>([
      .computed("setting", .text, .key, "the setting; - is the default", \.setting),
      .computed(
        "correlation", .text, .key,
        "p; average for the mean over p, taken within each draw; - where nothing controls p",
        \.correlation),
      .computed("first", .text, .key, "a model", \.first),
      .computed("second", .text, .key, "another one", \.second),
      .computed("n", .integer, .following, "draws with runs of both", \.draws),
      .number(
        "difference",
        "the first's gain in log excess error minus the second's, mean over tasks and draws"
      ) { $0.difference },
      .number("lower", "its two-sided 95% Student t interval, not corrected", .following) {
        $0.interval?.lower
      },
      .number("upper", "its two-sided 95% Student t interval, not corrected", .following) {
        $0.interval?.upper
      },
      .computed(
        "relation", .text, .following,
        "of the first: better or worse by more than \(Phrase.threshold(Metric.margin)); equal, no worse or no "
          + "better within it; undecided. One-sided t tests at 5% after Holm over all pairs of the setting and "
          + "correlation"
      ) { $0.relation.word },
    ])
  }

  package static let description = TableDescription(
    Row.schema, file: "ranking.csv", row: "setting, correlation, pair of models", isDerived: true,
    evidence: .intervals)

  /// In the order setting, correlation (`average` last), first, second.
  package let rows: [Row]

  /// Nil where no arm was tuned, or a single model was run.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let sweep = records.sweep
    guard records.hasTunedArms else { return nil }
    rows = sweep.baselineSettings.flatMap { setting -> [Row] in
      guard let baseline = sweep.arm(.baseline, in: setting) else { return [] }
      let arms = [baseline] + sweep.sharingArms(in: setting)
      guard arms.count > 2 else { return [] }
      let keys = sweep.correlations(of: baseline).filter { correlation in
        arms.allSatisfy { sweep.covers($0, correlation) }
      }
      let groups = keys.map { ($0, [$0]) } + (keys.count > 1 ? [(GainTable.average, keys)] : [])
      return groups.flatMap { name, members -> [Row] in
        // Gains refer to all single-task trainings, so that of single-task itself is 0.
        let ranking = PairwiseRanking(
          arms.map { arm in
            let gains = sweep.meanGains(arm, members, .logExcess)
            return arm == baseline ? gains.map { $0.map { _ in 0 } } : gains
          }, margin: Metric.margin)
        return ranking.pairs.map { pair in
          Row(
            setting: setting, correlation: name, first: arms[pair.first].model,
            second: arms[pair.second].model, draws: pair.draws, difference: pair.difference,
            interval: pair.interval, relation: pair.relation())
        }
      }
    }
    if rows.isEmpty { return nil }
  }

  package var table: CSVTable { Row.schema.table(rows) }
}

extension PairwiseRanking.Relation {
  /// The word in tables.
  package var word: String {
    switch self {
    case .better: "better"
    case .worse: "worse"
    case .equal: "equal"
    case .noWorse: "no worse"
    case .noBetter: "no better"
    case .undecided: "undecided"
    }
  }
}

// `<experiment>/rates.csv`: gains by learning rate and schedule.

internal import Experiments
package import Formats
package import Records
package import Statistics
package import Training

/// Every model in every setting that states one rate for all models, and at its own tuned rate.
package struct RateTable: DerivedTable {
  /// One model at one rate and schedule.
  package struct Row: Sendable {
    package var model: String
    package var setting: String
    package var schedule: LearningRateSchedule
    /// Nil for the model's own tuned rate.
    package var rate: Double?
    /// The rate that it was trained with.
    package var learningRate: Double
    package var count: Int
    package var mean: Double?
    package var interval: Interval?

    static let schema = Schema<Row>([
      .computed("model", .text, .key, "the model", \.model),
      .computed("setting", .text, .key, "the setting; - is the default", \.setting),
      .computed(
        "schedule", .word, .configuration, "how the rate changes over training", \.schedule),
      .computed(
        "common_rate", .optionalShortest, .configuration,
        "the rate of all models; empty where each has its own tuned one", \.rate),
      .computed("learning_rate", .shortest, .configuration, "the rate it was trained with") {
        $0.learningRate
      },
      .computed("n", .integer, .following, "draws", \.count),
      .number(
        "mean",
        "mean gain in log excess error over single-task in the default setting, over tasks, correlations and draws"
      ) { $0.mean },
      .number("lower", "its two-sided 95% Student t interval", .following) { $0.interval?.lower },
      .number("upper", "its two-sided 95% Student t interval", .following) { $0.interval?.upper },
    ])
  }

  package static let description = TableDescription(
    Row.schema, file: "rates.csv", row: "model, setting", isDerived: true, evidence: .intervals)
  package static let isAlwaysWritten = false

  /// In the order model, setting.
  package let rows: [Row]

  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let (plan, sweep) = (records.plan, records.sweep)
    guard let baseline = sweep.arm(.baseline) else { return nil }
    let correlations = sweep.correlations(of: baseline)
    func errors(_ arm: Arm) -> DrawColumn {
      .mean(of: correlations.map { sweep.errors(arm, $0, task: nil, .logExcess) })
    }
    let reference = errors(baseline)
    let variants = plan.variants.filter { variant in
      variant.choice.role == nil || variant.choice.isBaseline
    }.sorted { records.models.precedes(Arm($0), Arm($1)) }
    rows = variants.compactMap { variant -> Row? in
      let arm = Arm(variant)
      guard
        let learningRate = sweep.cells.lazy.compactMap({ sweep.run(arm, correlations[0], $0) })
          .first?.first?.learningRate
      else { return nil }
      let gains = DrawColumn.difference(reference, errors(arm)).present
      return Row(
        model: arm.model, setting: arm.setting, schedule: plan.schedule(of: variant),
        rate: variant.setting.commonLearningRate, learningRate: learningRate, count: gains.count,
        mean: Summary(gains)?.mean, interval: meanInterval(gains))
    }
    if rows.allSatisfy({ $0.rate == nil }) { return nil }
  }

  /// A schedule and rate that models were run with.
  package struct Group: Hashable, Sendable {
    package var schedule: LearningRateSchedule
    package var rate: Double?

    /// In words.
    package var words: String {
      "\(schedule.rawValue), \(rate.map(Phrase.learningRate) ?? "own rates")"
    }
  }

  /// In the order of their first rows.
  package var groups: [Group] {
    rows.reduce(into: []) { groups, row in
      let group = Group(schedule: row.schedule, rate: row.rate)
      if !groups.contains(group) { groups.append(group) }
    }
  }

  package var table: CSVTable { Row.schema.table(rows) }
}

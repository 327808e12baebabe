// `<experiment>/gains.csv`: gains over the baseline with their intervals.

internal import Experiments
package import Formats
package import Records
package import Statistics

/// The gains of every arm, correlation (and their average), task (and their mean) and metric.
package struct GainTable: DerivedTable {
  /// One estimate.
  package struct Row: Sendable {
    package var arm = Arm(model: "")
    /// A key, or `average`: the mean over the arm's correlations, draw by draw.
    package var correlation = ""
    /// A key, or `mean`: the mean over tasks.
    package var task = ""
    package var metric = Metric.logExcess
    /// Draws that were not dropped.
    package var count = 0
    package var mean: Double?
    /// 95% Student t interval of the mean.
    package var interval: Interval?
    package var standardDeviation: Double?
    /// 95% interval for the gain of one further pair of runs.
    package var prediction: Interval?
    /// The paper's single run; raw gains only.
    package var published: Double?

    /// Whether the paper's single run is one that this study would expect.
    package var publishedIsWithinPrediction: Bool? {
      guard let published, let prediction else { return nil }
      return prediction.contains(published)
    }

    static let schema = Schema<Row>(
      Arm.columns(\.arm) + [
        .computed(
          "correlation", .text, .key,
          "p; average for the mean over p, taken within each draw; - where nothing controls p",
          \.correlation),
        .computed("task", .text, .key, "task1, …; mean for the mean over tasks", \.task),
        .computed(
          "metric", .word, .key,
          "log_excess (difference of ln of the excess errors: .10 is about 10% less error), raw (of MSE, as in PLE, "
            + "equation 11) or nmse (of MSE / Var(y))", \.metric),
        .computed("n", .integer, .following, "draws behind the row", \.count),
        .number("mean", "mean gain over draws: positive is better") { $0.mean },
        .number("lower", "95% Student t interval of the mean", .following) { $0.interval?.lower },
        .number("upper", "95% Student t interval of the mean", .following) { $0.interval?.upper },
        .number("sd", "standard deviation over draws", .following) { $0.standardDeviation },
        .number(
          "prediction_lower", "95% prediction interval for one further pair of runs", .following
        ) {
          $0.prediction?.lower
        },
        .number(
          "prediction_upper", "95% prediction interval for one further pair of runs", .following
        ) {
          $0.prediction?.upper
        },
        .number(
          "published", "the paper's value, one run; raw gains of the default setting only",
          .configuration
        ) { $0.published },
        .computed(
          "published_within_prediction", .yesOrNo, .following,
          "whether it lies in the prediction interval"
        ) { $0.publishedIsWithinPrediction },
      ])
  }

  package static let description = TableDescription(
    Row.schema, file: "gains.csv", row: "model, setting, correlation, task, metric",
    isDerived: true, evidence: .moments)

  /// The key of what is averaged over correlations.
  package static let average = "average"
  /// The key of what is averaged over tasks.
  package static let taskMean = "mean"

  /// Rows in the order arm, correlation (`average` last), task (`mean` last), metric.
  package let rows: [Row]

  /// Computes all estimates; nil where no arm was tuned, so that errors say nothing of what a model can gain.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let sweep = records.sweep
    guard records.hasTunedArms else { return nil }
    var rows: [Row] = []
    for arm in sweep.comparedArms {
      let keys = sweep.correlations(of: arm)
      for correlation in keys + (keys.count > 1 ? [Self.average] : []) {
        for task in Array(sweep.tasks.indices).map(Optional.init) + [nil] {
          for metric in Metric.allCases {
            let column: DrawColumn =
              correlation == Self.average
              ? .mean(of: keys.map { sweep.gains(arm, $0, task: task, metric) })
              : sweep.gains(arm, correlation, task: task, metric)
            var row = Row()
            row.arm = arm
            row.correlation = correlation
            row.task = task.map { sweep.tasks[$0] } ?? Self.taskMean
            row.metric = metric
            if metric == .raw, arm.isDefault {
              row.published = published.gain(
                records.models[arm.model]?.published ?? arm.model, correlation, task: task)
            }
            let single = DrawColumn.mean(
              of: (correlation == Self.average ? keys : [correlation]).map {
                sweep.singleGains(arm, $0, task: task, metric)
              })
            row.estimate(column.present, single: single.present)
            rows.append(row)
          }
        }
      }
    }
    self.rows = rows
    if rows.allSatisfy({ $0.count == 0 }) { return nil }
  }

  /// The estimate of one cell.
  package func row(_ arm: Arm, _ correlation: String, _ task: String, _ metric: Metric) -> Row? {
    rows.first {
      $0.arm == arm && $0.correlation == correlation && $0.task == task && $0.metric == metric
    }
  }

  package var table: CSVTable { Row.schema.table(rows) }
}

extension GainTable.Row {
  /// Computes everything from a cell's values.
  /// - Parameter single: gains of one training over one other: the paper shows such.
  fileprivate mutating func estimate(_ values: [Double], single: [Double]) {
    count = values.count
    guard let summary = Summary(values) else { return }
    mean = summary.mean
    standardDeviation = summary.standardDeviation
    interval = meanInterval(values)
    prediction = predictionInterval(single)
  }
}

extension ExperimentRecords {
  /// Whether the learning rate of some compared arm was tuned, so that its error says what it can gain.
  var hasTunedArms: Bool {
    sweep.comparedArms.contains { arm in
      guard let variant = plan.variants.first(where: { Arm($0) == arm }) else { return false }
      return !plan.statesLearningRate(of: variant)
    }
  }
}

// `<experiment>/mose-figure6.csv`: the error of every model on sequences, beside the published ones of MoSE's Figure 6.
//
// The constants of the paper's data are not published, so that neither its errors nor their scale can be had
// again. What can be compared are errors relative to one model's on the same data: the baseline's.

internal import Experiments
package import Formats
internal import Foundation
package import Records
package import Statistics

/// Errors of every model and task in three units.
package struct SequenceErrors: DerivedTable {
  /// The unit of an error.
  package enum Unit: String, CaseIterable, Sendable {
    /// MSE: what the paper draws.
    case raw
    /// MSE / Var(y).
    case nmse
    /// MSE over the baseline's on the same data; means are geometric.
    case relative
  }

  /// One estimate.
  package struct Row: Sendable {
    /// A model's key, or a reference's name.
    package var model: String
    package var task: String
    package var unit: Unit
    package var count = 0
    package var mean: Double?
    /// 95% Student t interval of the mean, of logarithms for relative errors.
    package var interval: Interval?
    /// 95% interval for one further run.
    package var prediction: Interval?
    /// The paper's single run; nil for NMSE, which it does not give.
    package var published: Double?

    /// Whether the paper's single run is one that this study would expect.
    package var publishedIsWithinPrediction: Bool? {
      guard let published, let prediction else { return nil }
      return prediction.contains(published)
    }

    static let schema = Schema<Row>([
      .computed(
        "model", .text, .key,
        "the model, or a reference: floor (noise floor), mode-mean, persistence", \.model),
      .computed("task", .text, .key, "task1, …", \.task),
      .computed(
        "unit", .word, .key, "raw (MSE), nmse (MSE / Var(y)) or relative (to the baseline's MSE)",
        \.unit),
      .computed("n", .integer, .following, "draws behind the row", \.count),
      .number("mean", "mean over draws; geometric for relative errors") { $0.mean },
      .number("lower", "its 95% Student t interval", .following) { $0.interval?.lower },
      .number("upper", "its 95% Student t interval", .following) { $0.interval?.upper },
      .number("prediction_lower", "95% prediction interval for one further run", .following) {
        $0.prediction?.lower
      },
      .number("prediction_upper", "95% prediction interval for one further run", .following) {
        $0.prediction?.upper
      },
      .number("published", "the paper's value, one run", .configuration) { $0.published },
      .computed(
        "published_within_prediction", .yesOrNo, .following,
        "whether it lies in the prediction interval"
      ) { $0.publishedIsWithinPrediction },
    ])
  }

  package static let description = TableDescription(
    Row.schema, file: "mose-figure6.csv", row: "model, task, unit", isDerived: true,
    evidence: .intervals)
  package static let isAlwaysWritten = false

  /// In the order model, task, unit; references last.
  package let rows: [Row]

  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let (sweep, models) = (records.sweep, records.models)
    guard let baseline = models.model(.baseline) else { return nil }
    var rows: [Row] = []
    for arm in sweep.arms where arm.isDefault {
      guard let correlation = sweep.correlations(of: arm).first,
        let name = models[arm.model]?.published
      else { continue }
      for (task, key) in sweep.tasks.enumerated() {
        let isPublished = models[arm.model]?.role != .placebo
        let error = isPublished ? published.sequenceError(name, task: task) : nil
        for unit in Unit.allCases {
          var row = Row(model: arm.model, task: key, unit: unit)
          switch unit {
          case .raw, .nmse:
            let metric: Metric = unit == .raw ? .raw : .nmse
            row.fill(
              with: sweep.errors(arm, correlation, task: task, metric).present)
            if unit == .raw { row.published = error }
          case .relative where arm.model != baseline.name:
            row.fill(
              withLogarithms: sweep.logRatios(arm.model, over: baseline.name, task: task))
            row.published = error.flatMap { error in
              published.sequenceError(baseline.published, task: task).map { error / $0 }
            }
          case .relative: continue
          }
          rows.append(row)
        }
      }
    }
    for (name, errors) in Self.references {
      let nmse = sweep.tasks.indices.map { task in
        records.data.filter { $0.setting == Arm.defaultSetting }.compactMap { data -> Double? in
          guard let error = data[keyPath: errors][task], let variance = data.variances[task],
            variance > 0
          else { return nil }
          return error / variance
        }
      }
      if nmse.allSatisfy(\.isEmpty) { continue }
      for (task, values) in zip(sweep.tasks, nmse) {
        var row = Row(model: name, task: task, unit: .nmse)
        row.fill(with: values)
        rows.append(row)
      }
    }
    self.rows = rows
  }

  /// The noise floor.
  package static let floor = "floor"
  /// The mean of the mode's training samples.
  package static let modeMean = "mode-mean"

  /// What can be reached, or reached without learning, on the data of every draw.
  private static let references:
    [(name: String, errors: any KeyPath<DataRecord, [Double?]> & Sendable)] =
      [
        (floor, \.noiseFloors), (modeMean, \.modeMeanErrors), ("persistence", \.persistenceErrors),
      ]

  /// One estimate.
  package func row(_ model: String, task: String, _ unit: Unit) -> Row? {
    rows.first { $0.model == model && $0.task == task && $0.unit == unit }
  }

  /// For every published number in this unit, whether it is one that this study would expect.
  package func judged(_ unit: Unit) -> [Bool] {
    rows.filter { $0.unit == unit }.compactMap(\.publishedIsWithinPrediction)
  }

  /// In how many of the cells with a published ratio of errors a ratio of 1 would be expected as well.
  package var undistinguishing: Int {
    rows.count { row in
      row.unit == .relative && row.publishedIsWithinPrediction != nil
        && row.prediction?.contains(1) == true
    }
  }

  package var table: CSVTable { Row.schema.table(rows) }
}

extension SequenceErrors.Row {
  fileprivate mutating func fill(with values: [Double]) {
    count = values.count
    mean = Summary(values)?.mean
    interval = meanInterval(values)
    prediction = predictionInterval(values)
  }

  fileprivate mutating func fill(withLogarithms values: [Double]) {
    fill(with: values)
    mean = mean.map { exp($0) }
    interval = interval.map(Self.exponentials)
    prediction = prediction.map(Self.exponentials)
  }

  private static func exponentials(_ interval: Interval) -> Interval {
    Interval(lower: exp(interval.lower), upper: exp(interval.upper))
  }
}

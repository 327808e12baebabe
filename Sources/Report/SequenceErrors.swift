// `sequential/mose-figure6.csv`: the error of every model on sequences, beside the published ones of MoSE's Figure 6.
//
// The constants of the paper's data are not published, so that neither its errors nor their scale can be had
// again. What can be compared are errors relative to one model's on the same data: the single-task LSTM's.

internal import Formats
internal import Foundation
internal import Statistics

/// Errors of every model and task in three units.
struct SequenceErrors {
  /// The unit of an error.
  enum Unit: String, CaseIterable, Sendable {
    /// MSE: what the paper draws.
    case raw
    /// MSE / Var(y).
    case nmse
    /// MSE over the single-task model's on the same data; means are geometric.
    case relative
  }

  /// One estimate.
  struct Row {
    /// A model's key, or a reference's name.
    var model: String
    var task: String
    var unit: Unit
    var count: Int
    var mean: Double?
    /// 95% Student t interval of the mean, of logarithms for relative errors.
    var interval: Interval?
    /// 95% interval for one further run.
    var prediction: Interval?
    /// The paper's single run; nil for NMSE, which it does not give.
    var published: Double?

    /// Whether the paper's single run is one that this study would expect.
    var publishedIsWithinPrediction: Bool? {
      guard let published, let prediction else { return nil }
      return prediction.contains(published)
    }
  }

  static let columns = [
    "model", "task", "unit", "n", "mean", "lower", "upper", "prediction_lower",
    "prediction_upper", "published", "published_within_prediction",
  ]

  /// In the order model, task, unit; references last.
  let rows: [Row]

  /// Computes all estimates.
  init(
    _ records: ExperimentRecords, published: PublishedValues,
    references: [SequenceReference] = []
  ) {
    let sweep = records.sweep
    let baseline = "single-task"
    let arms = sweep.arms.filter { $0.setting == Arm.defaultSetting }
    var rows: [Row] = []
    for arm in arms {
      guard let correlation = sweep.correlations(of: arm).first else { continue }
      for (task, name) in sweep.tasks.enumerated() {
        let error = published.sequenceError(arm.model, task: task)
        let reference = published.sequenceError(baseline, task: task)
        for unit in Unit.allCases {
          let row = Row(model: arm.model, task: name, unit: unit, count: 0)
          switch unit {
          case .raw, .nmse:
            let metric: Metric = unit == .raw ? .raw : .nmse
            rows.append(
              row.filled(
                with: sweep.errors(arm, correlation, task: task, metric).present,
                published: unit == .raw ? error : nil))
          case .relative where arm.model != baseline:
            let ratio = error.flatMap { error in reference.map { error / $0 } }
            rows.append(
              row.filled(
                withLogarithms: MoSEComparison.logRatios(
                  sweep, arm.model, over: baseline, task: task), published: ratio))
          case .relative: break
          }
        }
      }
    }
    for reference in references {
      for (task, values) in zip(sweep.tasks, reference.nmse) {
        rows.append(
          Row(model: reference.name, task: task, unit: .nmse, count: 0)
            .filled(with: values, published: nil))
      }
    }
    self.rows = rows
  }

  /// One estimate.
  func row(_ model: String, task: String, _ unit: Unit) -> Row? {
    rows.first { $0.model == model && $0.task == task && $0.unit == unit }
  }

  /// For every published number in this unit, whether it is one that this study would expect.
  func judged(_ unit: Unit) -> [Bool] {
    rows.filter { $0.unit == unit }.compactMap(\.publishedIsWithinPrediction)
  }

  /// In how many of the cells with a published ratio of errors a ratio of 1 would be expected as well.
  var undistinguishing: Int {
    rows.count { row in
      row.unit == .relative && row.publishedIsWithinPrediction != nil
        && row.prediction?.contains(1) == true
    }
  }

  /// The table as written.
  var table: CSVTable {
    var table = CSVTable(columns: Self.columns)
    for row in rows {
      let measured = [
        row.mean, row.interval?.lower, row.interval?.upper, row.prediction?.lower,
        row.prediction?.upper, row.published,
      ]
      table.append(
        [row.model, row.task, row.unit.rawValue, String(row.count)]
          + measured.map(NumberFormat.measured)
          + [row.publishedIsWithinPrediction.map { $0 ? "yes" : "no" } ?? ""])
    }
    return table
  }
}

/// What can be reached, or reached without learning, on the data of every replicate, such as the noise floor.
struct SequenceReference: Hashable {
  /// `floor`, `mode-mean` or `persistence`.
  var name: String
  /// Task by task: NMSE, a value per replicate.
  var nmse: [[Double]]

  /// The references that the data cards of an experiment hold.
  static func all(in records: ExperimentRecords) -> [SequenceReference] {
    typealias References = DataCard.References
    let kinds: [(String, KeyPath<References, [Double?]>)] = [
      ("floor", \.noiseFloors), ("mode-mean", \.modeMeans), ("persistence", \.persistence),
    ]
    return kinds.compactMap { name, errors in
      let nmse = records.sweep.tasks.indices.map { task in
        records.data.compactMap { card -> Double? in
          guard let error = card.references?[keyPath: errors][task],
            let variance = card.variances[task], variance > 0
          else { return nil }
          return error / variance
        }
      }
      return nmse.allSatisfy(\.isEmpty) ? nil : SequenceReference(name: name, nmse: nmse)
    }
  }
}

extension SequenceErrors.Row {
  fileprivate func filled(with values: [Double], published: Double?) -> Self {
    var row = self
    row.count = values.count
    row.mean = Summary(values)?.mean
    row.interval = meanInterval(values)
    row.prediction = predictionInterval(values)
    row.published = published
    return row
  }

  fileprivate func filled(withLogarithms values: [Double], published: Double?) -> Self {
    var row = filled(with: values, published: published)
    row.mean = row.mean.map { exp($0) }
    row.interval = row.interval.map(Self.exponentials)
    row.prediction = row.prediction.map(Self.exponentials)
    return row
  }

  private static func exponentials(_ interval: Interval) -> Interval {
    Interval(lower: exp(interval.lower), upper: exp(interval.upper))
  }
}

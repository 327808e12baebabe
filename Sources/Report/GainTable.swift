// `<experiment>/gains.csv`: gains over the single-task model with their intervals.

internal import Formats
internal import Randomness
internal import Statistics

/// The gains of every arm, correlation (and their average), task (and their mean) and metric.
struct GainTable {
  /// One estimate.
  struct Row {
    var arm: Arm
    /// A key, or `average`: the mean over the arm's correlations, replicate by replicate.
    var correlation: String
    /// A key, or `mean`: the mean over tasks.
    var task: String
    var metric: Metric
    /// Replicates that were not dropped.
    var count: Int
    var mean: Double?
    /// 95% Student t interval of the mean.
    var interval: Interval?
    var standardDeviation: Double?
    /// Interquartile mean with a 95% percentile bootstrap interval; descriptive.
    var interquartileMean: Double?
    var interquartileInterval: Interval?
    /// Exact two-sided p of the mean under random signs; descriptive.
    var signFlipP: Double?
    /// 95% interval for one further replicate.
    var prediction: Interval?
    /// The paper's single run; raw gains only.
    var published: Double?

    /// Whether the paper's single run is one that this study would expect.
    var publishedIsWithinPrediction: Bool? {
      guard let published, let prediction else { return nil }
      return prediction.lower <= published && published <= prediction.upper
    }
  }

  static let columns = [
    "model", "setting", "correlation", "task", "metric", "n", "mean", "lower", "upper", "sd", "iqm",
    "iqm_lower", "iqm_upper", "sign_flip_p", "prediction_lower", "prediction_upper", "published",
    "published_within_prediction",
  ]

  /// The key of what is averaged over correlations.
  static let average = "average"
  /// The key of what is averaged over tasks.
  static let taskMean = "mean"

  /// Rows in the order arm, correlation (`average` last), task (`mean` last), metric.
  let rows: [Row]

  /// Computes all estimates.
  /// - Parameters:
  ///   - published: nil where the experiment's data are not those of the paper's figure.
  init(_ sweep: Sweep, published: PublishedValues?) {
    let resampling = RandomStream(seed: 0).stream("report").stream("bootstrap")
    var rows: [Row] = []
    for arm in sweep.comparedArms {
      let keys = sweep.correlations(of: arm)
      for correlation in keys + (keys.count > 1 ? [Self.average] : []) {
        for task in Array(sweep.tasks.indices).map(Optional.init) + [nil] {
          for metric in Metric.allCases {
            let column: ReplicateColumn =
              correlation == Self.average
              ? .mean(of: keys.map { sweep.gains(arm, $0, task: task, metric) })
              : sweep.gains(arm, correlation, task: task, metric)
            let taskName = task.map { sweep.tasks[$0] } ?? Self.taskMean
            let stream = [arm.model, arm.setting, correlation, taskName, metric.rawValue]
              .reduce(resampling) { $0.stream($1) }
            rows.append(
              Row(
                arm: arm, correlation: correlation, task: taskName, metric: metric,
                values: column.present, stream: stream,
                published: metric == .raw && arm.setting == Arm.defaultSetting
                  ? published?.gain(arm.model, correlation, task: task) : nil))
          }
        }
      }
    }
    self.rows = rows
  }

  /// The estimate of one cell.
  func row(_ arm: Arm, _ correlation: String, _ task: String, _ metric: Metric) -> Row? {
    rows.first {
      $0.arm == arm && $0.correlation == correlation && $0.task == task && $0.metric == metric
    }
  }

  /// The table as written.
  var table: CSVTable {
    var table = CSVTable(columns: Self.columns)
    for row in rows { table.append(row.fields) }
    return table
  }
}

extension GainTable.Row {
  /// The estimates from a cell's values.
  fileprivate init(
    arm: Arm, correlation: String, task: String, metric: Metric, values: [Double],
    stream: RandomStream, published: Double?
  ) {
    self.arm = arm
    self.correlation = correlation
    self.task = task
    self.metric = metric
    self.published = published
    count = values.count
    guard let summary = Summary(values) else { return }
    mean = summary.mean
    standardDeviation = summary.standardDeviation
    interval = meanInterval(values)
    prediction = predictionInterval(values)
    interquartileMean = Statistics.interquartileMean(values)
    var signs = PhiloxGenerator(stream.stream("signs"))
    signFlipP = Statistics.signFlipP(values, using: &signs)
    var resamples = PhiloxGenerator(stream.stream("resamples"))
    interquartileInterval = bootstrapInterval(
      of: Statistics.interquartileMean, values, using: &resamples)
  }

  fileprivate var fields: [String] {
    let measured: [Double?] = [
      mean, interval?.lower, interval?.upper, standardDeviation, interquartileMean,
      interquartileInterval?.lower, interquartileInterval?.upper, signFlipP, prediction?.lower,
      prediction?.upper, published,
    ]
    return [arm.model, arm.setting, correlation, task, metric.rawValue, String(count)]
      + measured.map(NumberFormat.measured)
      + [publishedIsWithinPrediction.map { $0 ? "yes" : "no" } ?? ""]
  }
}

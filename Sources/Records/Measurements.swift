// Does every run that ended have its measurements, and none that diverged? A value that was lost is an error, and not a
// run that counts less.

internal import Experiments
internal import Formats

/// The values that the record tables of an experiment have to hold.
struct Measurements {
  private let records: ExperimentRecords
  /// The experiment's.
  private let folder: String
  /// Whether all labels vary: an error is divided by their variance.
  private let haveLabelsVariance: Bool

  init(_ records: ExperimentRecords, folder: String) {
    self.records = records
    self.folder = folder
    haveLabelsVariance = records.data.flatMap(\.variances).allSatisfy { ($0 ?? 0) > 0 }
  }

  /// Checks all tables. Of a learning curve only the last point must be there: the others may be of a moment at which
  /// nothing was finite.
  /// - Throws: `CSVError` naming the table and the first row that lacks a value, or has one too many.
  func check(_ metrics: [MetricRecord]) throws {
    try check(metrics, "metrics.csv") { row in
      (row.status, ["mse": row.mse, "excess_error": row.excessError, "nmse": row.nmse])
    }
    for (index, row) in metrics.enumerated()
    where (row.status == .diverged) != (row.divergedAt != nil) {
      throw refusal(
        "metrics.csv", index,
        "status is \(row.status.rawValue) and diverged_at \(row.divergedAt.map { "\($0)" } ?? "empty")"
      )
    }
    try check(records.tuning, "tuning.csv") { row in
      (row.status, ["excess_error": row.excessError, "validation_nmse": row.validationNMSE])
    }
    let diverged = Set(metrics.filter { $0.status == .diverged }.map(\.run))
    try checkCurves(diverged)
    try checkVariances(metrics)
    try check(records.starts, "starts.csv") { row in
      (
        diverged.contains(row.run) ? .diverged : .ok,
        ["largest_difference": row.largestDifference, "rms_difference": row.rmsDifference]
      )
    }
    try check(records.trainingErrors, "training-errors.csv") { row in
      (
        diverged.contains(row.run) ? .diverged : .ok,
        ["labels": row.labels.map(Double.init), "mse": row.mse, "excess_error": row.excessError]
      )
    }
    // Runs that diverged have no gates.
    for gates in records.gates {
      try check(gates.weights, "gates/\(gates.model).csv") { row in
        (
          .ok,
          [
            "mean": row.mean, "sd": row.standardDeviation, "min": row.minimum,
            "p05": row.quantile05, "p50": row.quantile50, "p95": row.quantile95,
            "max": row.maximum, "share_below_001": row.shareBelow001,
            "share_below_01": row.shareBelow01, "share_below_05": row.shareBelow05,
            "share_of_argmax": row.shareOfArgmax,
          ]
        )
      }
      try check(gates.summaries, "gates/\(gates.model).summary.csv") { row in
        (
          .ok,
          [
            "conditional_entropy": row.conditionalEntropy, "marginal_entropy": row.marginalEntropy,
            "mutual_information": row.mutualInformation, "effective_experts": row.effectiveExperts,
            "effective_experts_simpson": row.effectiveExpertsSimpson,
            "importance_cv2": row.importanceCV2,
          ]
        )
      }
      try check(gates.samples, "gates/\(gates.model).samples.csv") { (.ok, ["weight": $0.weight]) }
    }
  }

  private func check<Record>(
    _ rows: [Record], _ file: String,
    _ measured: (Record) -> (status: RunStatus, values: KeyValuePairs<String, Double?>)
  ) throws {
    for (index, row) in rows.enumerated() {
      let (status, values) = measured(row)
      for (name, value) in values {
        switch (status, value) {
        case (.ok, nil) where haveLabelsVariance || !name.hasSuffix("nmse"):
          throw refusal(file, index, "\(name) is empty, but must not be for a run that ended")
        case (.diverged, .some):
          throw refusal(
            file, index, "\(name) has a value, but must be empty for a run that diverged")
        default: break
        }
      }
    }
  }

  /// A run that ended has the last point of its curve.
  private func checkCurves(_ diverged: Set<RunKey>) throws {
    let curves = records.curves
    for (index, row) in curves.enumerated() {
      let isLast = index + 1 == curves.count || curves[index + 1].run != row.run
      if isLast, row.validationNMSE == nil, haveLabelsVariance, !diverged.contains(row.run) {
        throw refusal(
          "curves.csv", index,
          "validation_nmse is empty, but must not be at the end of a run that ended")
      }
    }
  }

  /// Where errors were divided by a label's variance, it is known.
  private func checkVariances(_ metrics: [MetricRecord]) throws {
    let ownData = Set(records.plan.settingsWithData.map(\.name))
    let divided = Set(
      metrics.filter { $0.nmse != nil }.map { row in
        let setting = row.run.arm.setting
        return [
          ownData.contains(setting) ? setting : Setting.defaultName, row.run.correlation,
          row.run.draw, row.task,
        ]
      })
    for (index, row) in records.data.enumerated() {
      for (task, variance) in row.variances.enumerated() where (variance ?? 0) <= 0 {
        let name = NumberFormat.task(task)
        guard divided.contains([row.setting, row.correlation, row.draw, name]) else { continue }
        throw refusal(
          "data.csv", index,
          "variance_\(name) is \(variance.map(NumberFormat.measured) ?? "empty"), but must be above 0, as errors were divided by it"
        )
      }
    }
  }

  private func refusal(_ file: String, _ index: Int, _ problem: String) -> CSVError {
    // Fields of records hold no line breaks.
    CSVError(path: "\(folder)/\(file)", line: index + 2, problem: problem)
  }
}

// Calibration: where swapping the tasks changes nothing about the data, no method that treats them alike can
// favour one on average.

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// Whether the antisymmetric part of all models' gains is 0 within the margin.
package struct NoTaskFavoured: ClaimFamily {
  package static let name = "no-task-favoured"

  private let subjects: [String]
  private let setting: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    guard arguments.experiment.data.taskCount == 2 else {
      throw arguments.refusal("needs data with two tasks")
    }
    subjects = try arguments.modelsOrSharing("subject")
    setting = try arguments.setting("setting")
  }

  package var keys: [[String]] { [[setting]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let sweep = results.sweep
    let columns = subjects.map { subject in
      let arm = Arm(model: subject, setting: setting)
      return sweep.drawColumn(arm, sweep.correlations(of: arm), \.antisymmetricGain).present
    }
    let estimates = columns.map { Estimate($0) }
    guard
      let worst = estimates.indices.max(by: {
        (estimates[$0].map { abs($0.mean) } ?? -1) < (estimates[$1].map { abs($0.mean) } ?? -1)
      })
    else { return [] }
    return [
      Claim(
        [setting],
        statement: "No model favours a task\(Phrase.on(setting: setting)), where tasks are equal",
        measured: estimates[worst]?.mean, lower: estimates[worst]?.lower,
        upper: estimates[worst]?.upper, count: estimates[worst]?.count ?? 0,
        rule:
          "half of task 1's gain in log excess error minus task 2's, of \(subjects.count) models (the largest is "
          + "printed); supported iff all one-sided 95% bounds lie within ±\(Phrase.threshold(Metric.margin)); not "
          + "supported iff some differs from 0 (two-sided t test at 5%, Holm over the models); both: negligible",
        finding: Self.finding(columns),
        detail: "The largest is that of \(results.models.titleWithin(subjects[worst])).")
    ]
  }

  static func finding(_ columns: [[Double]]) -> Finding {
    let estimates = columns.map { Estimate($0) }
    let isWithin = estimates.allSatisfy { estimate in
      estimate.map { $0.lower > -Metric.margin && $0.upper < Metric.margin } ?? false
    }
    let differs = holm(columns.map { tTestP($0) ?? 1 }).contains { $0 < 0.05 }
    switch (isWithin, differs) {
    case (true, true): return .negligible
    case (true, false): return .supported
    case (false, true): return .unsupported
    case (false, false): return .inconclusive
    }
  }
}

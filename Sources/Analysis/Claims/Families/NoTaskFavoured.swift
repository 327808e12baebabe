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
    guard arguments.experiment.hasExchangeableTasks(in: setting) else {
      throw arguments.refusal(
        "is about the setting \(setting), whose tasks differ: a model may favour one of them")
    }
  }

  package var keys: [[String]] { [[setting]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let sweep = results.sweep
    let columns = subjects.map { subject in
      let arm = Arm(model: subject, setting: setting)
      return sweep.drawColumn(arm, sweep.correlations(of: arm), \.antisymmetricGain).present
    }
    let estimates = columns.map { Estimate($0) }
    guard let worst = Self.decisive(columns) else { return [] }
    return [
      Claim(
        [setting],
        statement: "No model favours a task\(Phrase.on(setting: setting)), where tasks are equal",
        measured: estimates[worst]?.mean, lower: estimates[worst]?.lower,
        upper: estimates[worst]?.upper, count: estimates[worst]?.count ?? 0,
        rule:
          "half of task 1's gain in log excess error minus task 2's, of \(subjects.count) models (the one that "
          + "decides is printed); supported iff all one-sided 95% bounds lie within ±\(Phrase.threshold(Metric.margin)); not "
          + "supported iff some differs from 0 (two-sided t test at 5%, Holm over the models); both: negligible",
        finding: Self.finding(columns),
        detail: "The bounds are those of \(results.models.titleWithin(subjects[worst])).")
    ]
  }

  /// Which model decides: the one that differs from 0 most clearly where that is all that can be said, else the one
  /// whose bounds reach farthest.
  static func decisive(_ columns: [[Double]]) -> Int? {
    if finding(columns) == .unsupported {
      let ps = columns.map { tTestP($0) ?? 1 }
      return ps.indices.min { ps[$0] < ps[$1] }
    }
    let reaches = columns.map { column in
      Estimate(column).map { max($0.upper, -$0.lower) } ?? .infinity
    }
    return reaches.indices.max { reaches[$0] < reaches[$1] }
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

// A seesaw of mean gains: possible only where the tasks differ, on one fixed data set with per-task α and β.

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// Whether a model's mean gain over replicates is above 0 on one task and below 0 on another.
package struct LastingSeesaw: ClaimFamily {
  package static let name = "lasting-seesaw"

  /// What is claimed.
  private enum Expectation: String, CaseIterable { case present, absent }

  private let subject: String
  private let expectation: Expectation

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    guard arguments.experiment.draws == .fixed else {
      throw arguments.refusal("needs draws: fixed: what lasts is measured on one data set")
    }
    subject = try arguments.model("subject")
    try arguments.requireGain(of: subject)
    expectation = try arguments.word("expected", default: Expectation.present)
  }

  package var keys: [[String]] { [[subject]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let arm = Arm(model: subject)
    let correlations = results.sweep.correlations(of: arm)
    return correlations.map { claim(results, arm, $0, isOneOfSeveral: correlations.count > 1) }
  }

  private func claim(
    _ results: ExperimentResults, _ arm: Arm, _ correlation: String, isOneOfSeveral: Bool
  ) -> Claim {
    let sweep = results.sweep
    func columns(_ metric: Metric) -> [[Double]] {
      sweep.tasks.indices.map { sweep.gains(arm, correlation, task: $0, metric).present }
    }
    let nmse = columns(.nmse)
    let seesaw = Finding.agreeing(
      Self.finding(nmse, margin: Metric.nmse.margin),
      Self.finding(columns(.raw), margin: Metric.raw.margin))
    let lowest = nmse.min { Self.mean($0) < Self.mean($1) } ?? []
    let interval = meanInterval(lowest)
    let isAbsent = expectation == .absent
    let means = zip(sweep.tasks, nmse).map { task, values in
      let interval = meanInterval(values)
      return "\(task) \(Phrase.signed(Self.mean(values)))"
        + (interval.map { " [\(Phrase.signed($0.lower)), \(Phrase.signed($0.upper))]" } ?? "")
    }
    return Claim(
      [subject] + (isOneOfSeveral ? [correlation] : []),
      statement:
        "\(results.models.title(subject)) has \(isAbsent ? "no" : "a") persistent seesaw on a fixed data set"
        + (isOneOfSeveral ? Phrase.at([correlation]) : ""),
      measured: lowest.isEmpty ? nil : Self.mean(lowest), lower: interval?.lower,
      upper: interval?.upper, count: lowest.count,
      rule:
        "mean NMSE gain per task over initialisations (the lowest is printed, 95% interval); a seesaw iff one task's interval "
        + "is wholly above 0 and another's wholly below; none iff no task loses, or none gains, "
        + "\(Phrase.threshold(Metric.nmse.margin)) or more (one-sided 95% bounds); metric-dependent iff raw gains, with "
        + "\(Phrase.threshold(Metric.raw.margin)), say otherwise",
      finding: isAbsent ? seesaw.opposite : seesaw,
      detail: "NMSE gains: \(means.joined(separator: ", ")).")
  }

  private static func mean(_ values: [Double]) -> Double { Summary(values)?.mean ?? 0 }

  /// Reproduced: one task's 95% interval is wholly above 0 and another's wholly below. Contradicted: all tasks' one-sided
  /// lower bounds are above −margin, or all upper bounds below the margin, so that one side of the seesaw is missing.
  package static func finding(_ tasks: [[Double]], margin: Double) -> Finding {
    let intervals = tasks.map { meanInterval($0) }
    let seesaw =
      intervals.contains { $0.map { $0.lower > 0 } ?? false }
      && intervals.contains { $0.map { $0.upper < 0 } ?? false }
    let estimates = tasks.map { Estimate($0) }
    let noneLoses = estimates.allSatisfy { $0.map { $0.lower > -margin } ?? false }
    let noneGains = estimates.allSatisfy { $0.map { $0.upper < margin } ?? false }
    return CommonRule.finding(
      lower: seesaw ? 1 : nil, upper: noneLoses || noneGains ? -1 : nil, margin: 0)
  }
}

// A seesaw of mean gains: possible only where the tasks differ, on one fixed data set with per-task α and β.

internal import Formats
internal import Statistics

/// Whether, on one fixed draw, a model's mean gain over initialisations is above 0 on one task and below 0 on another.
struct PersistentSeesaw: ClaimFamily {
  func claims(_ study: Study) -> [Claim] {
    guard let sweep = study.experiment("seesaw-fixed-draw")?.sweep else { return [] }
    return sweep.defaultArms.flatMap { arm in
      let correlations = sweep.correlations(of: arm)
      return correlations.map { Self.claim(sweep, arm, $0, isOneOfSeveral: correlations.count > 1) }
    }
  }

  private static func claim(
    _ sweep: Sweep, _ arm: Arm, _ correlation: String, isOneOfSeveral: Bool
  ) -> Claim {
    func columns(_ metric: Metric) -> [[Double]] {
      sweep.tasks.indices.map { sweep.gains(arm, correlation, task: $0, metric).present }
    }
    let nmse = columns(.nmse)
    let seesaw = Finding.agreeing(
      finding(nmse, margin: Metric.nmse.margin), finding(columns(.raw), margin: Metric.raw.margin))
    let lowest = nmse.min { mean($0) < mean($1) } ?? []
    let interval = meanInterval(lowest)
    let isPLE = arm.model == "ple"
    let name = Phrase.model(arm.model)
    let source =
      switch arm.model {
      case "placebo": "negative control"
      case "shared-bottom", "mmoe", "ple": "this study, after PLE section 5.2"
      default: "beyond the paper"
      }
    let means = zip(sweep.tasks, nmse).map { task, values in
      let interval = meanInterval(values)
      return "\(task) \(Phrase.signed(mean(values)))"
        + (interval.map { " [\(Phrase.signed($0.lower)), \(Phrase.signed($0.upper))]" } ?? "")
    }
    return Claim(
      statement: "\(name) has \(isPLE ? "no" : "a") persistent seesaw on a fixed data set"
        + (isOneOfSeveral ? Phrase.at([correlation]) : ""),
      source: source, measured: lowest.isEmpty ? nil : mean(lowest), lower: interval?.lower,
      upper: interval?.upper, count: lowest.count,
      rule:
        "mean NMSE gain per task over initialisations (the lowest is printed, 95% interval); a seesaw iff one task's interval "
        + "is wholly above 0 and another's wholly below; none iff no task loses, or none gains, .0002 or more "
        + "(one-sided 95% bounds); metric-dependent iff raw gains, with .0005, say otherwise",
      finding: isPLE ? seesaw.opposite : seesaw,
      detail: "NMSE gains: \(means.joined(separator: ", ")).")
  }

  private static func mean(_ values: [Double]) -> Double { Summary(values)?.mean ?? 0 }

  /// Reproduced: one task's 95% interval is wholly above 0 and another's wholly below. Contradicted: all tasks' one-sided
  /// lower bounds are above −margin, or all upper bounds below the margin, so that one side of the seesaw is missing.
  static func finding(_ tasks: [[Double]], margin: Double) -> Finding {
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

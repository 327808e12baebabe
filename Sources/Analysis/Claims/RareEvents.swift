// "Never" is a rate with a bound: the rule of claims that no run of a model does something.

internal import Experiments
internal import Formats
package import Records
internal import Statistics

/// The runs of one model, setting and correlation, which are never pooled with others.
package struct RareEvents: Sendable {
  /// Fewer runs cannot bound the rate by ``ceiling``.
  static let fewestRuns = 100
  /// A rate whose upper limit is no higher counts as none.
  static let ceiling = 0.03
  /// A rate whose lower limit is higher counts as some.
  package static let floor = 0.01

  package var arm: Arm
  package var correlation: String
  package var runs: [SmallestWeights.Run]
  /// Runs that have no weights because they diverged.
  package var diverged: Int

  /// All cells of a model that have gate records.
  package static func cells(_ results: ExperimentResults, of model: String) -> [RareEvents] {
    guard let weights = results[SmallestWeights.self], results.records.gates(of: model) != nil
    else { return [] }
    let sweep = results.sweep
    return sweep.comparedArms.filter { $0.model == model }.flatMap { arm in
      sweep.correlations(of: arm).map { correlation in
        RareEvents(
          arm: arm, correlation: correlation, runs: weights.runs(of: arm, at: correlation),
          diverged: sweep.dropped(arm, [correlation]).count { $0.status == .diverged })
      }
    }
  }

  /// The rule in words.
  static func words(_ results: ExperimentResults) -> String {
    "exact one-sided 95% limits, unit = run, at the size of the experiment \(results.name); needs \(fewestRuns) runs; "
      + "reproduced iff the upper limit <= \(Phrase.threshold(ceiling)); contradicted iff the lower limit > \(Phrase.threshold(floor))"
  }

  /// A claim that an event does not happen.
  ///
  /// - Parameter detail: completes "k of n runs have …".
  func claim(
    statement: String, published: String = "", rule: String, detail: String,
    event: (SmallestWeights.Run) -> Bool
  ) -> Claim {
    let (events, count) = (runs.count(where: event), runs.count)
    return Claim(
      [arm.model, arm.setting, correlation], statement: statement,
      published: published, measured: count == 0 ? nil : Double(events) / Double(count),
      lower: exactProportionLower(successes: events, trials: count),
      upper: exactProportionUpper(successes: events, trials: count), count: count, rule: rule,
      finding: Self.finding(events: events, runs: count),
      detail: (count == 0
        ? "No run ended."
        : "\(events) of \(Phrase.count(count, "run")) \(count == 1 ? "has" : "have") \(detail)\(subset(event))")
        + (diverged == 0 ? "" : " \(Phrase.count(diverged, "run")) diverged."))
  }

  /// How often single samples see the least used expert of a run hardly at all.
  var lowestSentence: String {
    let shares = runs.compactMap { $0.smallest.shareBelow01 }.sorted()
    guard !shares.isEmpty else { return "" }
    return " A run's least used expert has a weight below .01 on "
      + "\(Phrase.percent(quantile(0.5, ofSorted: shares))) of samples (median over runs)."
  }

  /// The same event among the runs in which CGC does better: elsewhere not becoming it is no failure.
  private func subset(_ event: (SmallestWeights.Run) -> Bool) -> String {
    let failing = runs.filter { $0.cgcIsBetter == true }
    let events = failing.count(where: event)
    guard let upper = exactProportionUpper(successes: events, trials: failing.count) else {
      return ""
    }
    return
      " Of the \(Phrase.count(failing.count, "run")) in which CGC has the lower error, \(events) "
      + "(upper limit \(Phrase.percent(upper)))."
  }

  /// Reproduced: exact upper limit ≤ 3%. Contradicted: lower limit > 1%. Inconclusive below 100 runs, or if both.
  static func finding(events: Int, runs: Int) -> Finding {
    guard runs >= fewestRuns,
      let lower = exactProportionLower(successes: events, trials: runs),
      let upper = exactProportionUpper(successes: events, trials: runs)
    else { return .inconclusive }
    switch (upper <= ceiling, lower > floor) {
    case (true, false): return .reproduced
    case (false, true): return .contradicted
    default: return .inconclusive
    }
  }
}

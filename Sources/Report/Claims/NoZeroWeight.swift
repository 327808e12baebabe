// "There is no zero-weight for all experts in MMOE and ML-MMOE, which further shows that it is hard
// for MMOE and ML-MMOE to converge to the structure of CGC and PLE" (PLE, section 5.3).

internal import Formats
internal import Statistics

/// In how many runs some gate all but excludes an expert, and in how many a model becomes CGC.
struct NoZeroWeight: ClaimFamily {
  /// A mean weight below it counts as zero; the others of ``SmallestWeights`` stand beside it.
  static let threshold = 0.01
  /// Fewer runs cannot bound the rate by 3%.
  static let fewestRuns = 100
  /// The experiment whose runs are independent.
  static let experiment = "never-zero"

  func claims(_ study: Study) -> [Claim] {
    guard let records = study.experiment(Self.experiment) else { return [] }
    let weights = SmallestWeights(records)
    return records.sweep.comparedArms.filter { ["mmoe", "ml-mmoe"].contains($0.model) }
      .flatMap { arm in
        records.sweep.correlations(of: arm).flatMap { correlation in
          let runs = weights.runs(of: arm, at: correlation)
          return [
            Self.excluding(
              arm, correlation, runs, published: study.published.gates(of: arm.model)),
            Self.becoming(arm, correlation, runs),
          ]
        }
      }
  }

  private static let words =
    "exact one-sided 95% limits, unit = run; needs 100 runs; "
    + "reproduced iff the upper limit <= .03; contradicted iff the lower limit > .01"

  /// - Parameter published: the paper's mean weights, gate by gate.
  private static func excluding(
    _ arm: Arm, _ correlation: String, _ runs: [SmallestWeights.Run], published: [[Double]]
  ) -> Claim {
    let excluded = published.count { gate in gate.contains { $0 < threshold } }
    let lowest = runs.map(\.mean)
    let beside = SmallestWeights.thresholds.filter { $0 != threshold }.map { bound in
      "\(lowest.count { $0 < bound }) below \(NumberFormat.decimal(bound, places: bound < 0.01 ? 3 : 2))"
    }
    return claim(
      "No gate of \(Phrase.arm(arm)) excludes an expert at p = \(correlation)",
      published: published.isEmpty ? "" : "\(excluded) of \(published.count) gates",
      events: lowest.count { $0 < threshold }, runs: runs.count,
      rule: "share of runs in which some gate's mean weight on some expert < .01, \(words)",
      detail: "a mean weight below .01 (\(beside.joined(separator: ", "))); the lowest is "
        + "\(NumberFormat.decimal(lowest.min() ?? 0, places: 4))."
        + lowestSentence(runs) + subset(runs) { $0.mean < threshold })
  }

  private static func becoming(
    _ arm: Arm, _ correlation: String, _ runs: [SmallestWeights.Run]
  ) -> Claim {
    let position = SmallestWeights.thresholds.firstIndex(of: threshold) ?? 0
    let loosest = runs.count { $0.isLikeCGC.first ?? false }
    return claim(
      "\(Phrase.arm(arm)) does not become \(arm.model == "mmoe" ? "CGC" : "PLE") at p = \(correlation)",
      published: "", events: runs.count { $0.isLikeCGC[position] }, runs: runs.count,
      rule: "share of runs in which one task's top gate has a mean weight < .01 on some expert and "
        + "another task's on another expert, \(words)",
      detail: "two task gates that exclude different experts (\(loosest) with .05 in place of .01)."
        + subset(runs) { $0.isLikeCGC[position] })
  }

  private static func claim(
    _ statement: String, published: String, events: Int, runs: Int, rule: String, detail: String
  ) -> Claim {
    Claim(
      statement: statement, source: "PLE section 5.3, Figure 8", published: published,
      measured: runs == 0 ? nil : Double(events) / Double(runs),
      lower: exactProportionLower(successes: events, trials: runs),
      upper: exactProportionUpper(successes: events, trials: runs), count: runs, rule: rule,
      finding: finding(events: events, runs: runs),
      detail: "\(events) of \(Phrase.count(runs, "run")) \(runs == 1 ? "has" : "have") \(detail)")
  }

  /// How often single samples see the least used expert of a run hardly at all.
  private static func lowestSentence(_ runs: [SmallestWeights.Run]) -> String {
    let shares = runs.compactMap { $0.smallest.sharesBelow[1] }.sorted()
    guard !shares.isEmpty else { return "" }
    return " In the median run its least used expert has a weight below .01 on "
      + "\(Phrase.percent(quantile(0.5, ofSorted: shares))) of samples."
  }

  /// The same event among the runs in which CGC does better: elsewhere not becoming it is no failure.
  private static func subset(
    _ runs: [SmallestWeights.Run], _ event: (SmallestWeights.Run) -> Bool
  ) -> String {
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
    switch (upper <= 0.03, lower > 0.01) {
    case (true, false): return .reproduced
    case (false, true): return .contradicted
    default: return .inconclusive
    }
  }
}

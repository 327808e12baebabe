// "There is no zero-weight for all experts in MMOE and ML-MMOE, which further shows that it is hard
// for MMOE and ML-MMOE to converge to the structure of CGC and PLE" (PLE, section 5.3).

internal import Experiments
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

  /// The runs of one model, setting and correlation, which are never pooled with others.
  struct Cell {
    var arm: Arm
    var correlation: String
    var runs: [SmallestWeights.Run]
    /// Runs that have no weights because they diverged.
    var diverged: Int
    /// Runs in which some gate all but excludes an expert.
    var excluding: Int { runs.count { $0.mean < threshold } }
    /// Runs in which task gates exclude different experts.
    var becoming: Int {
      let position = SmallestWeights.thresholds.firstIndex(of: threshold) ?? 0
      return runs.count { $0.isLikeCGC[position] }
    }
    /// What the arm could become.
    var goal: String { arm.model == "mmoe" ? "CGC" : "PLE" }
  }

  /// All cells that have gate records.
  static func cells(_ study: Study) -> [Cell] {
    guard let records = study.experiment(experiment) else { return [] }
    let weights = SmallestWeights(records)
    return records.sweep.comparedArms
      .filter { ["mmoe", "ml-mmoe"].contains($0.model) && records.gates(of: $0.model) != nil }
      .flatMap { arm in
        records.sweep.correlations(of: arm).map { correlation in
          Cell(
            arm: arm, correlation: correlation, runs: weights.runs(of: arm, at: correlation),
            diverged: records.sweep.dropped(arm, [correlation]).count { $0.status == .diverged })
        }
      }
  }

  func claims(_ study: Study) -> [Claim] {
    Self.cells(study).flatMap { cell in
      [
        Self.excluding(cell, published: study.published.gates(of: cell.arm.model)),
        Self.becoming(cell),
      ]
    }
  }

  private static let words =
    "exact one-sided 95% limits, unit = run, at the size of the experiment never-zero; needs 100 runs; "
    + "reproduced iff the upper limit <= .03; contradicted iff the lower limit > .01"

  /// - Parameter published: the paper's mean weights, gate by gate.
  private static func excluding(_ cell: Cell, published: [[Double]]) -> Claim {
    let excluded = published.count { gate in gate.contains { $0 < threshold } }
    let lowest = cell.runs.map(\.mean)
    let beside = SmallestWeights.thresholds.filter { $0 != threshold }.map { bound in
      "\(lowest.count { $0 < bound }) below \(NumberFormat.decimal(bound, places: bound < 0.01 ? 3 : 2))"
    }
    let low = lowest.min().map { "; the lowest is \(NumberFormat.decimal($0, places: 4))" } ?? ""
    return claim(
      "No gate of \(Phrase.arm(cell.arm)) excludes an expert\(Phrase.at([cell.correlation]))", cell,
      published: published.isEmpty ? "" : "\(excluded) of \(published.count) gates",
      events: cell.excluding,
      rule: "share of runs in which some gate's mean weight on some expert < .01, \(words)",
      detail: "a mean weight below .01 (\(beside.joined(separator: ", ")))\(low)."
        + lowestSentence(cell.runs) + subset(cell) { $0.mean < threshold })
  }

  private static func becoming(_ cell: Cell) -> Claim {
    let loosest = cell.runs.count { $0.isLikeCGC.first ?? false }
    let position = SmallestWeights.thresholds.firstIndex(of: threshold) ?? 0
    return claim(
      "\(Phrase.arm(cell.arm)) does not become \(cell.goal)\(Phrase.at([cell.correlation]))", cell,
      published: "", events: cell.becoming,
      rule:
        "share of runs in which two tasks' top gates each have a mean weight < .01 on an expert that "
        + "the other's does not exclude, \(words)",
      detail: "two task gates that exclude different experts (\(loosest) with .05 in place of .01)."
        + subset(cell) { $0.isLikeCGC[position] })
  }

  private static func claim(
    _ statement: String, _ cell: Cell, published: String, events: Int, rule: String, detail: String
  ) -> Claim {
    let runs = cell.runs.count
    return Claim(
      statement: statement, source: "PLE section 5.3, Figure 8", published: published,
      measured: runs == 0 ? nil : Double(events) / Double(runs),
      lower: exactProportionLower(successes: events, trials: runs),
      upper: exactProportionUpper(successes: events, trials: runs), count: runs, rule: rule,
      finding: finding(events: events, runs: runs),
      detail: (runs == 0
        ? "No run ended."
        : "\(events) of \(Phrase.count(runs, "run")) \(runs == 1 ? "has" : "have") \(detail)")
        + (cell.diverged == 0 ? "" : " \(Phrase.count(cell.diverged, "run")) diverged."))
  }

  /// How often single samples see the least used expert of a run hardly at all.
  private static func lowestSentence(_ runs: [SmallestWeights.Run]) -> String {
    let shares = runs.compactMap { $0.smallest.sharesBelow[1] }.sorted()
    guard !shares.isEmpty else { return "" }
    return " A run's least used expert has a weight below .01 on "
      + "\(Phrase.percent(quantile(0.5, ofSorted: shares))) of samples (median over runs)."
  }

  /// The same event among the runs in which CGC does better: elsewhere not becoming it is no failure.
  private static func subset(_ cell: Cell, _ event: (SmallestWeights.Run) -> Bool) -> String {
    let failing = cell.runs.filter { $0.cgcIsBetter == true }
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

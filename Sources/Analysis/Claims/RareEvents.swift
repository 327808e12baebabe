// "Never" is a rate with a bound: the rule of claims that no run of a model does something.

internal import Experiments
internal import Formats
package import Records
internal import Statistics

/// The runs of one model in one setting, which are never pooled with those of others.
package struct RareEvents: Sendable {
  /// A rate whose upper limit is no higher counts as none.
  static let ceiling = 0.03
  /// A rate whose lower limit is higher counts as some.
  package static let floor = 0.01

  package var arm: Arm
  package var correlations: [String]
  package var runs: [SmallestWeights.Run]
  /// Runs that have no weights because they diverged.
  package var diverged: Int

  /// All arms of a model that have gate records.
  package static func cells(_ results: ExperimentResults, of model: String) -> [RareEvents] {
    guard let weights = results[SmallestWeights.self], results.records.gates(of: model) != nil
    else { return [] }
    let sweep = results.sweep
    return sweep.comparedArms.filter { $0.model == model }.map { arm in
      let correlations = sweep.correlations(of: arm)
      return RareEvents(
        arm: arm, correlations: correlations,
        runs: correlations.flatMap { weights.runs(of: arm, at: $0) },
        diverged: sweep.diverged(arm, correlations).count)
    }
  }

  /// How many runs have an event, with one-sided limits of the rate.
  struct Rate {
    var events: Int
    var runs: Int
    /// Runs of one draw are not independent: where a draw has several, limits are those of a rate in clusters. Nil
    /// where no draw has.
    private var clustered: ClusteredProportion?

    init(_ runs: [SmallestWeights.Run], _ event: (SmallestWeights.Run) -> Bool) {
      self.runs = runs.count
      events = runs.count(where: event)
      let draws = Dictionary(grouping: runs, by: \.run.draw)
      guard draws.count < runs.count else { return }
      clustered = ClusteredProportion(
        draws.keys.sorted().map { key in
          let own = draws[key] ?? []
          return ClusteredProportion.Draw(events: own.count(where: event), runs: own.count)
        })
    }

    var lower: Double? { lower(level: 0.95) }
    var upper: Double? {
      clustered?.upper() ?? exactProportionUpper(successes: events, trials: runs)
    }

    /// The one-sided lower limit at a level.
    func lower(level: Double) -> Double? {
      clustered?.lower(level: level)
        ?? exactProportionLower(successes: events, trials: runs, level: level)
    }
  }

  /// The rule in words.
  static func words(_ results: ExperimentResults) -> String {
    "one-sided 95% limits, at the size of the experiment \(results.name): exact, and where draws have several runs by "
      + "draw (Korn and Graubard); supported iff the upper limit <= \(Phrase.threshold(ceiling)); not supported iff the "
      + "lower limit > \(Phrase.threshold(floor)); both: inconclusive"
  }

  /// A claim that an event does not happen.
  ///
  /// - Parameter detail: completes "k of n runs have …".
  func claim(
    statement: String, published: String = "", rule: String, detail: String,
    event: (SmallestWeights.Run) -> Bool
  ) -> Claim {
    let rate = Rate(runs, event)
    let (events, count) = (rate.events, rate.runs)
    return Claim(
      [arm.model, arm.setting], statement: statement,
      published: published, measured: count == 0 ? nil : Double(events) / Double(count),
      lower: rate.lower, upper: rate.upper, count: count, rule: rule,
      finding: Self.finding(lower: rate.lower, upper: rate.upper),
      detail: (count == 0
        ? "No run ended."
        : "\(events) of \(Phrase.count(count, "run")) \(count == 1 ? "has" : "have") \(detail)\(subset(event))")
        + (diverged == 0 ? "" : " \(Phrase.count(diverged, "run")) diverged."))
  }

  /// How often single samples see the least used expert of a run hardly at all.
  var lowestSentence: String {
    let shares = runs.compactMap { $0.smallest.shareBelow01 }.sorted()
    guard let largest = shares.last else { return "" }
    return " A run's least used expert has a weight below .01 on "
      + "\(Phrase.percent(quantile(0.5, ofSorted: shares))) of samples (median over runs; up to "
      + "\(Phrase.percent(largest)))."
  }

  /// The same event among the runs in which the model with experts of tasks does better: elsewhere not becoming it is
  /// no failure.
  private func subset(_ event: (SmallestWeights.Run) -> Bool) -> String {
    let failing = runs.filter { $0.separatedIsBetter == true }
    let rate = Rate(failing, event)
    guard let upper = rate.upper, rate.runs > 0 else { return "" }
    let events = rate.events
    return
      " Of the \(Phrase.count(failing.count, "run")) in which the model with experts of tasks has the lower error, \(events) "
      + "(upper limit \(Phrase.percent(upper)))."
  }

  /// Supported: upper limit ≤ 3%, which needs a hundred runs or so. Not supported: lower limit > 1%. Else inconclusive.
  static func finding(lower: Double?, upper: Double?) -> Finding {
    guard let lower, let upper else { return .inconclusive }
    switch (upper <= ceiling, lower > floor) {
    case (true, false): return .supported
    case (false, true): return .unsupported
    default: return .inconclusive
    }
  }
}

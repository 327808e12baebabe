// Where gates come to exclude an expert after all: places that a look around found, tried again on fresh
// draws.

internal import Experiments
internal import Formats
internal import Statistics
internal import Training

/// Candidate places, confirmed or not.
struct WhereItBreaks: ClaimFamily {
  /// The look around.
  static let exploration = "where-it-breaks"
  /// Its candidates on fresh draws.
  static let confirmation = "where-it-breaks-confirmed"
  /// Tasks of unequal difficulty, with runs enough to confirm at once.
  static let unequal = "where-it-breaks-unequal"
  /// All of them.
  static let experiments = [exploration, confirmation, unequal]
  /// Fewer runs confirm nothing.
  static let fewestRuns = 30

  func claims(_ study: Study) -> [Claim] {
    [Self.confirmation, Self.unequal].flatMap { name in
      study.experiment(name).map { records in
        GateMap(records).places.map { Self.claim($0, isUnequal: name == Self.unequal) }
      } ?? []
    }
  }

  private static func claim(_ place: GateMap.Place, isUnequal: Bool) -> Claim {
    let (events, runs) = (place.excluding, place.smallest.count)
    return Claim(
      statement:
        "\(Self.words(place)) \(isUnequal ? "(tasks of unequal difficulty) " : "")excludes an expert, p = \(place.correlation)",
      source: isUnequal ? "this study" : "this study: found in \(exploration)",
      measured: Double(events) / Double(runs),
      lower: exactProportionLower(successes: events, trials: runs),
      upper: exactProportionUpper(successes: events, trials: runs), count: runs,
      rule:
        "share of runs in which some gate's mean weight on some expert < .01 (first \(LockStep.curveSampleCount) validation samples), exact "
        + "one-sided 95% limits, unit = run, fresh draws, needs 30 runs; reproduced iff the lower limit > .01; contradicted "
        + "iff the upper limit <= .03",
      finding: finding(events: events, runs: runs),
      detail:
        "\(events) of \(Phrase.count(runs, "run")); median smallest weight \(Phrase.significant(place.median)), polarised gates "
        + "\(Phrase.percent(place.polarisedGates)), median validation NMSE \(Phrase.significant(place.error))."
        + (place.diverged == 0 ? "" : " \(Phrase.count(place.diverged, "run")) diverged."))
  }

  static func finding(events: Int, runs: Int) -> Finding {
    guard runs >= fewestRuns,
      let lower = exactProportionLower(successes: events, trials: runs),
      let upper = exactProportionUpper(successes: events, trials: runs)
    else { return .inconclusive }
    return lower > 0.01 ? .reproduced : upper <= 0.03 ? .contradicted : .inconclusive
  }

  /// A place in words: the model and what is said of it.
  static func words(_ place: GateMap.Place) -> String {
    "\(Phrase.model(place.arm.model)) with \(place.experts) experts, learning rate \(Phrase.rate(place.learningRate)), "
      + (place.passes == 1 ? "one pass" : "\(place.passes) passes")
      + (place.temperature == 1 ? "" : ", temperature \(Phrase.significant(place.temperature))")
  }
}

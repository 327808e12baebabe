// Where gates come to exclude an expert after all: places that a look around found, tried again on fresh
// draws.

internal import Experiments
internal import Formats
internal import ModelZoo
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
  /// A share of runs that is more than a chance of one in a hundred.
  static let rate = 0.01

  /// A place with its limits, which hold together with those of the other places of its experiment.
  struct Tried {
    var place: GateMap.Place
    /// One-sided 95% limits of the share of runs that exclude an expert, the lower one after Holm.
    var lower: Double?
    var upper: Double?
    var finding: Finding
    /// Whether the look around found most of its runs to exclude an expert.
    var isCandidate: Bool
  }

  /// The places of an experiment that tries them with runs enough to count.
  static func tried(_ study: Study, in experiment: String) -> [Tried] {
    guard let records = study.experiment(experiment) else { return [] }
    let explored = study.experiment(exploration)
    let candidates = Set(
      explored.map { GateMap($0).places.filter(\.isCandidate).map(\.spec) } ?? [])
    // Draws of the same seed are the same draws.
    let isFresh = explored?.plan?.experiment.seed != records.plan?.experiment.seed
    let places = GateMap(records).places.filter { !$0.smallest.isEmpty }
    let lowers = HolmBounds.lower(count: places.count) { index, level in
      exactProportionLower(
        successes: places[index].excluding, trials: places[index].smallest.count, level: level
      ).map { $0 - rate }
    }
    return zip(places, lowers).map { place, lower in
      let upper = exactProportionUpper(
        successes: place.excluding, trials: place.smallest.count)
      let isKnown = isFresh && place.smallest.count >= fewestRuns
      return Tried(
        place: place, lower: lower.map { $0 + rate }, upper: upper,
        finding: isKnown
          ? finding(lower: lower.map { $0 + rate }, upper: upper) : .inconclusive,
        isCandidate: candidates.contains(place.spec))
    }
  }

  /// Reproduced: more than one run in a hundred. Contradicted: at most three.
  static func finding(lower: Double?, upper: Double?) -> Finding {
    guard let lower, let upper else { return .inconclusive }
    return lower > rate ? .reproduced : upper <= 0.03 ? .contradicted : .inconclusive
  }

  func claims(_ study: Study) -> [Claim] {
    [Self.confirmation, Self.unequal].flatMap { Self.tried(study, in: $0).map(Self.claim) }
  }

  private static func claim(_ tried: Tried) -> Claim {
    let place = tried.place
    let runs = place.smallest.count
    return Claim(
      statement:
        "\(words(place.spec)) excludes an expert in more than 1% of runs\(Phrase.at([place.spec.correlation]))",
      source: tried.isCandidate ? "this study: found in \(exploration)" : "this study: beside it",
      measured: runs == 0 ? nil : Double(place.excluding) / Double(runs),
      lower: tried.lower, upper: tried.upper, count: runs,
      rule:
        "share of runs in which some gate's mean weight on some expert < .01 (first \(LockStep.curveSampleCount) validation "
        + "samples), exact one-sided 95% limits, the lower ones after Holm over the experiment's places, unit = run, fresh "
        + "draws, needs 30 runs; reproduced iff the lower limit > .01; contradicted iff the upper limit <= .03",
      finding: tried.finding,
      detail:
        "\(place.excluding) of \(Phrase.count(runs, "run"))"
        + (place.median.map { "; median smallest weight \(Phrase.significant($0))" } ?? "")
        + (place.polarisedGates.map { ", polarised gates \(Phrase.percent($0))" } ?? "")
        + (place.error.map { ", median validation NMSE \(Phrase.significant($0))" } ?? "") + "."
        + (place.diverged == 0 ? "" : " \(Phrase.count(place.diverged, "further run")) diverged."))
  }

  /// A place in words: the model and what is said of it.
  static func words(_ spec: GateMap.Spec) -> String {
    "\(Phrase.model(spec.model)) with \(spec.experts) experts, learning rate \(Phrase.rate(spec.learningRate)), "
      + (spec.passes == 1 ? "one pass" : "\(spec.passes) passes")
      + (spec.temperature == 1 ? "" : ", temperature \(Phrase.significant(spec.temperature))")
      + (spec.gateBias ? "" : ", no gate bias")
      + (spec.selector.map { ", upper gates reading the \($0.rawValue)" } ?? "")
      + (spec.hasUnequalTasks ? ", on tasks of unequal difficulty," : "")
  }
}

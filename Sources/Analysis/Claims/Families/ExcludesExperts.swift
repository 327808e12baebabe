// Where gates come to exclude an expert after all: configurations that an exploratory sweep found, tried again
// on fresh draws.

package import Experiments
internal import Formats
internal import ModelZoo
package import Records
internal import Statistics
internal import Training

/// Candidate configurations, confirmed or not.
package struct ExcludesExperts: ClaimFamily {
  package static let name = "excludes-experts"
  package static let unit = "share of runs"
  package static let tables: [any DerivedTable.Type] = [GateMap.self]
  /// What is claimed of a configuration: that most of its runs exclude an expert.
  static let share = 0.5

  /// The experiment that found the candidates.
  private let explored: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    explored = try arguments.text("explored", "the exploratory experiment")
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let other = study.experiment(explored)
    return TriedConfiguration.all(results, explored: other).map { tried in
      let found =
        other == nil
        ? "\(explored) has no results here"
        : tried.isCandidate ? "found in \(explored)" : "beside it"
      return claim(tried, found, results)
    }
  }

  private func claim(
    _ tried: TriedConfiguration, _ found: String, _ results: ExperimentResults
  ) -> Claim {
    let configuration = tried.configuration
    let runs = configuration.smallest.count
    return Claim(
      [configuration.arm.model, configuration.arm.setting, configuration.spec.correlation],
      statement:
        "\(configuration.words(results.models)) excludes an expert in most runs"
        + Phrase.at([configuration.spec.correlation]),
      sourceDetail: found,
      measured: runs == 0 ? nil : Double(configuration.excluding) / Double(runs),
      lower: tried.lower, upper: tried.upper, count: runs,
      rule:
        "share of runs in which some gate's mean weight on some expert < \(Phrase.threshold(SmallestWeights.threshold)) (first "
        + "\(LockStep.curveSampleCount) validation samples), exact one-sided 95% limits, the lower ones after Holm over the "
        + "experiment's places, unit = run, fresh draws; supported iff the lower limit > "
        + "\(Phrase.threshold(Self.share)); not supported iff the upper limit <= \(Phrase.threshold(Self.share))",
      finding: tried.finding,
      detail:
        "\(configuration.excluding) of \(Phrase.count(runs, "run"))"
        + (configuration.median.map { "; median smallest weight \(Phrase.significant($0))" } ?? "")
        + (configuration.polarisedGates.map { ", polarised gates \(Phrase.percent($0))" } ?? "")
        + (configuration.error.map { ", median validation NMSE \(Phrase.significant($0))" } ?? "")
        + "."
        + (configuration.diverged == 0
          ? "" : " \(Phrase.count(configuration.diverged, "further run")) diverged."))
  }

  /// Supported: more than half of the runs. Not supported: at most half.
  static func finding(lower: Double?, upper: Double?) -> Finding {
    guard let lower, let upper else { return .inconclusive }
    return lower > share ? .supported : upper <= share ? .unsupported : .inconclusive
  }
}

/// A configuration with its limits, which hold together with those of the others of its experiment.
package struct TriedConfiguration: Sendable {
  package var configuration: GateMap.Configuration
  /// One-sided 95% limits of the share of runs that exclude an expert, the lower one after Holm.
  package var lower: Double?
  package var upper: Double?
  package var finding: Finding
  /// Whether the exploratory sweep found most of its runs to exclude an expert.
  package var isCandidate: Bool

  /// The configurations of an experiment that tries them with runs enough to count.
  package static func all(
    _ results: ExperimentResults, explored: ExperimentResults?
  ) -> [TriedConfiguration] {
    guard let map = results[GateMap.self] else { return [] }
    // The other experiment may declare nothing that needs its map.
    let exploredMap = explored.flatMap {
      $0[GateMap.self] ?? GateMap($0.records, published: $0.published)
    }
    let candidates = Set(exploredMap?.configurations.filter(\.isCandidate).map(\.spec) ?? [])
    // Draws of the same seed are the same draws; those of an absent experiment are not known.
    let isFresh = explored.map { $0.plan.experiment.seed != results.plan.experiment.seed } ?? false
    let configurations = map.configurations.filter { !$0.smallest.isEmpty }
    let rate = ExcludesExperts.share
    let lowers = HolmBounds.lower(count: configurations.count) { index, level in
      exactProportionLower(
        successes: configurations[index].excluding, trials: configurations[index].smallest.count,
        level: level
      ).map { $0 - rate }
    }
    return zip(configurations, lowers).map { configuration, lower in
      let count = configuration.smallest.count
      let upper = exactProportionUpper(successes: configuration.excluding, trials: count)
      return TriedConfiguration(
        configuration: configuration, lower: lower.map { $0 + rate }, upper: upper,
        finding: isFresh
          ? ExcludesExperts.finding(lower: lower.map { $0 + rate }, upper: upper) : .inconclusive,
        isCandidate: candidates.contains(configuration.spec))
    }
  }
}

extension GateMap.Configuration {
  /// The configuration in words: the model and what is particular about it.
  package func words(_ models: ModelList) -> String {
    "\(models.title(arm.model)) with \(spec.experts) experts, learning rate \(Phrase.learningRate(spec.learningRate)), "
      + (spec.passes == 1 ? "one pass" : "\(spec.passes) passes")
      + (spec.temperature == 1 ? "" : ", temperature \(Phrase.significant(spec.temperature))")
      + (spec.gateBias ? "" : ", no gate bias")
      + (spec.selector.map { ", upper gates reading the \($0.rawValue)" } ?? "")
      + (spec.hasUnequalTasks ? ", on tasks of unequal difficulty," : "")
  }
}

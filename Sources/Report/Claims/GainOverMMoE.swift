// "PLE achieves 87.2% increase in MTL gain over MMoE on average" (PLE, section 5.2).

internal import Formats
internal import Statistics

/// The direction and the size of PLE's advantage over MMoE, averaged over correlations and tasks.
struct GainOverMMoE: ClaimFamily {
  /// Where it is asked; the size only where the data are those of the paper's figure.
  var experiment = SeesawExperiment.tasks
  /// The published ratio of the sums of both tasks' average gains, PLE over MMoE.
  static let publishedRatio = 1.872

  func claims(_ study: Study) -> [Claim] {
    guard let sweep = experiment.sweep(in: study) else { return [] }
    let arms = [Arm(model: "ple"), Arm(model: "mmoe")]
    guard arms.allSatisfy({ sweep.arms.contains($0) }) else { return [] }
    let correlations = sweep.correlations(of: arms[0])
    func gains(_ arm: Arm, _ metric: Metric) -> ReplicateColumn {
      .mean(of: correlations.map { sweep.gains(arm, $0, task: nil, metric) })
    }
    func differences(_ metric: Metric) -> [Double] {
      ReplicateColumn.difference(gains(arms[0], metric), gains(arms[1], metric)).present
    }
    let raw = Estimate(differences(.raw))
    let nmse = Estimate(differences(.nmse))
    let paired = zip(gains(arms[0], .raw), gains(arms[1], .raw)).compactMap { pair in
      pair.0.flatMap { ple in pair.1.map { (ple: ple, mmoe: $0) } }
    }
    let publishedDifference = [arms[0], arms[1]].map {
      study.published.gain($0.model, GainTable.average, task: nil)
    }
    let published =
      if let ple = publishedDifference[0], let mmoe = publishedDifference[1] {
        NumberFormat.decimal(ple - mmoe, places: 5)
      } else { "" }
    let direction =
      Claim(
        statement: "PLE gains more than MMoE on average", source: "PLE section 5.2, Figure 7",
        published: published, measured: raw?.mean, lower: raw?.lower, upper: raw?.upper,
        count: raw?.count ?? 0,
        rule:
          "raw gain, mean over correlations and tasks, PLE minus MMoE; reproduced iff the one-sided 95% lower bound > 0; "
          + "contradicted iff the upper bound < .0005; metric-dependent iff NMSE, with .0002, says otherwise",
        finding: Self.direction(raw: raw, nmse: nmse),
        detail: nmse.map {
          "In NMSE: \(Phrase.signed($0.mean)), bounds \(Phrase.signed($0.lower)) to \(Phrase.signed($0.upper))."
        } ?? "")
    return [experiment.named(direction)]
      + (experiment.isOfPaper
        ? [Self.ratio(ple: paired.map(\.ple), mmoe: paired.map(\.mmoe))] : [])
  }

  /// The common rule on both metrics.
  static func direction(raw: Estimate?, nmse: Estimate?) -> Finding {
    .agreeing(
      CommonRule.finding(lower: nmse?.lower, upper: nmse?.upper, margin: Metric.nmse.margin),
      CommonRule.finding(lower: raw?.lower, upper: raw?.upper, margin: Metric.raw.margin))
  }

  /// Consistent: the Fieller interval at replicate level holds 1.872. Undefined: MMoE's own mean gain is not told from 0,
  /// so that the ratio is over nothing. Not consistent: MMoE loses, so that a ratio above 1 would be a larger loss.
  static func ratio(ple: [Double], mmoe: [Double]) -> Claim {
    var claim = Claim(
      statement: "PLE's gain is 87.2% above MMoE's", source: "PLE section 5.2, Figure 7",
      published: NumberFormat.decimal(publishedRatio, places: 3), count: ple.count,
      rule:
        "sum of PLE's raw gains over sum of MMoE's, two-sided 95% Fieller interval over replicates; undefined iff the 95% "
        + "interval of MMoE's mean gain includes 0; not consistent if that interval is wholly below 0; otherwise consistent iff "
        + "the Fieller interval holds 1.872",
      finding: .undefined)
    let denominator = meanInterval(mmoe)
    if let denominator, denominator.upper < 0 {
      claim.finding = .inconsistent
      claim.detail =
        "MMoE itself loses: the 95% interval of its mean raw gain, \(Phrase.signed(denominator.lower)) to "
        + "\(Phrase.signed(denominator.upper)), is wholly below 0, so no gain can be 87.2% above it."
      return claim
    }
    guard let denominator, denominator.lower > 0,
      case .interval(let interval) = fieller(ple, mmoe)
    else {
      claim.detail = "MMoE's own mean gain cannot be told from 0, so a ratio to it means nothing."
      return claim
    }
    claim.measured = ratioOfMeans(ple, mmoe)
    claim.lower = interval.lower
    claim.upper = interval.upper
    claim.finding =
      interval.lower <= publishedRatio && publishedRatio <= interval.upper
      ? .consistent : .inconsistent
    return claim
  }
}

// A model gains more than another on average: the direction of "87.2% increase" (PLE, section 5.2).

package import Experiments
internal import Formats
internal import Records

/// The direction of a model's advantage over another, averaged over correlations and tasks.
package struct GainOver: ClaimFamily {
  package static let name = "gain-over"

  private let subject: String
  private let rivals: [String]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.model("subject")
    rivals = try arguments.models("over")
  }

  package var keys: [[String]] { rivals.map { [subject, $0] } }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    rivals.map { claim(results, over: $0) }
  }

  private func claim(_ results: ExperimentResults, over rival: String) -> Claim {
    let (models, published) = (results.models, results.published)
    let raw = Estimate(results.sweep.meanGainDifference(subject, over: rival, .raw).present)
    let nmse = Estimate(results.sweep.meanGainDifference(subject, over: rival, .nmse).present)
    let values = [subject, rival].map {
      published.gain(models[$0]?.published ?? $0, GainTable.average, task: nil)
    }
    let publishedDifference =
      if let own = values[0], let other = values[1] {
        NumberFormat.decimal(own - other, places: 5)
      } else { "" }
    return Claim(
      [subject, rival],
      statement: "\(models.title(subject)) gains more than \(models.titleWithin(rival)) on average",
      published: publishedDifference, measured: raw?.mean,
      lower: raw?.lower, upper: raw?.upper, count: raw?.count ?? 0,
      rule:
        "raw gain, mean over correlations and tasks, the subject minus the rival; reproduced iff "
        + "the one-sided 95% lower bound > 0; contradicted iff the upper bound < \(Phrase.threshold(Metric.raw.margin)); "
        + "metric-dependent iff NMSE, with \(Phrase.threshold(Metric.nmse.margin)), says otherwise",
      finding: Self.finding(raw: raw, nmse: nmse),
      detail: nmse.map {
        "In NMSE: \(Phrase.signed($0.mean)), bounds \(Phrase.signed($0.lower)) to \(Phrase.signed($0.upper))."
      } ?? "")
  }

  /// The common rule on both metrics.
  static func finding(raw: Estimate?, nmse: Estimate?) -> Finding {
    .agreeing(
      CommonRule.finding(lower: nmse?.lower, upper: nmse?.upper, margin: Metric.nmse.margin),
      CommonRule.finding(lower: raw?.lower, upper: raw?.upper, margin: Metric.raw.margin))
  }
}

extension Sweep {
  /// A model's gain averaged over its correlations and tasks, replicate by replicate.
  func meanGain(_ model: String, _ correlations: [String], _ metric: Metric) -> ReplicateColumn {
    .mean(of: correlations.map { gains(Arm(model: model), $0, task: nil, metric) })
  }

  /// The difference of two models' mean gains over the first one's correlations.
  func meanGainDifference(
    _ model: String, over other: String, _ metric: Metric
  ) -> ReplicateColumn {
    let correlations = correlations(of: Arm(model: model))
    return .difference(
      meanGain(model, correlations, metric), meanGain(other, correlations, metric))
  }
}

// "PLE consistently performs best for both tasks across different correlations" (PLE, section 5.2, Figure 7).

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// Whether a model's test error is below that of some others at every correlation.
package struct BestAtEveryCorrelation: ClaimFamily {
  package static let name = "best-at-every-correlation"

  private let subject: String
  private let rivals: [String]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.model("subject")
    rivals = try arguments.models("over")
  }

  package var keys: [[String]] { [[subject] + rivals] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let models = results.models
    let title = models.title(subject)
    let statement =
      rivals.count == 1
      ? "\(title) is better than \(models.title(rivals[0])) at every correlation"
      : "\(title) is best at every correlation: against \(Phrase.list(rivals.map(models.titleWithin)))"
    let nmse = parts(results, .nmse)
    let raw = parts(results, .raw)
    let weakest = IntersectionUnion.weakest(nmse)
    let won = nmse.count { Estimate($0.values).map { $0.lower > 0 } ?? false }
    return [
      Claim(
        [subject] + rivals, statement: statement, measured: weakest?.estimate.mean,
        lower: weakest?.estimate.lower, upper: weakest?.estimate.upper,
        count: weakest?.estimate.count ?? 0,
        rule:
          "rival's NMSE minus the subject's, mean over tasks, in \(nmse.count) cells (rivals x correlations; the weakest cell is "
          + "printed); reproduced iff every one-sided 95% lower bound > 0; contradicted iff some cell is below "
          + "\(Phrase.threshold(Metric.nmse.margin)) (Holm over \(nmse.count)); metric-dependent iff raw MSE, with "
          + "\(Phrase.threshold(Metric.raw.margin)), says otherwise",
        finding: Self.finding(nmse: nmse, raw: raw),
        detail: weakest.map {
          "\(won) of \(nmse.count) cells are won; the weakest is \($0.part.name), \(Phrase.signed($0.estimate.mean)) NMSE."
        } ?? "")
    ]
  }

  /// One part per rival and correlation.
  private func parts(_ results: ExperimentResults, _ metric: Metric) -> [IntersectionUnion.Part] {
    let sweep = results.sweep
    let own = Arm(model: subject)
    return rivals.flatMap { rival in
      sweep.correlations(of: own).map { correlation in
        let difference = ReplicateColumn.difference(
          sweep.errors(Arm(model: rival), correlation, task: nil, metric),
          sweep.errors(own, correlation, task: nil, metric))
        return IntersectionUnion.Part(
          name: "\(results.models.title(rival))\(Phrase.at([correlation]))",
          values: difference.present, margin: metric.margin)
      }
    }
  }

  /// The intersection-union rule on both metrics.
  static func finding(nmse: [IntersectionUnion.Part], raw: [IntersectionUnion.Part]) -> Finding {
    .agreeing(IntersectionUnion.finding(nmse), IntersectionUnion.finding(raw))
  }
}

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
    let parts = parts(results)
    let weakest = IntersectionUnion.weakest(parts)
    let won = parts.count { Estimate($0.values).map { $0.lower > 0 } ?? false }
    return [
      Claim(
        [subject] + rivals, statement: statement, measured: weakest?.estimate.mean,
        lower: weakest?.estimate.lower, upper: weakest?.estimate.upper,
        count: weakest?.estimate.count ?? 0,
        rule:
          "a rival's log excess error minus the subject's, mean over tasks, in \(parts.count) cells (rivals x "
          + "correlations; the weakest is printed); \(IntersectionUnion.words)",
        finding: IntersectionUnion.finding(parts),
        detail: weakest.map {
          "\(won) of \(parts.count) cells are won; the weakest is \($0.part.name)."
        } ?? "")
    ]
  }

  /// One part per rival and correlation.
  private func parts(_ results: ExperimentResults) -> [IntersectionUnion.Part] {
    let sweep = results.sweep
    let own = Arm(model: subject)
    return rivals.flatMap { rival in
      sweep.correlations(of: own).map { correlation in
        let difference = DrawColumn.difference(
          sweep.errors(
            ofRival: Arm(model: rival), against: own, correlation, task: nil, .logExcess),
          sweep.errors(own, correlation, task: nil, .logExcess))
        return IntersectionUnion.Part(
          name: "\(results.models.title(rival))\(Phrase.at([correlation]))",
          values: difference.present, margin: Metric.margin)
      }
    }
  }
}

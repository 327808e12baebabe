// "PLE consistently performs best" (PLE, section 5.2): against every other model, on average.

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// Whether a model is better than every other one, averaged over tasks and correlations.
package struct BestOfAll: ClaimFamily {
  package static let name = "best-of-all"

  private let subject: String
  private let rivals: [String]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.model("subject")
    let subject = subject
    let baseline = arguments.experiment.models.filter(\.isBaseline).map(\.name)
    rivals = (baseline + arguments.sharingModels).filter { $0 != subject }
  }

  package var keys: [[String]] { [[subject]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let models = results.models
    let parts = rivals.map { rival in
      IntersectionUnion.Part(
        name: models.titleWithin(rival),
        values: results.sweep.advantage(subject, over: rival, in: Setting.defaultName).present,
        margin: Metric.margin)
    }
    guard let weakest = IntersectionUnion.weakest(parts) else { return [] }
    let won = parts.count { Estimate($0.values).map { $0.lower > 0 } ?? false }
    let below = zip(parts, IntersectionUnion.areBelowMargin(parts)).filter(\.1).map(\.0.name)
    return [
      Claim(
        [subject], statement: "\(models.title(subject)) is the best of the zoo",
        measured: weakest.estimate.mean, lower: weakest.estimate.lower,
        upper: weakest.estimate.upper, count: weakest.estimate.count,
        rule:
          "a rival's log excess error minus the subject's, mean over tasks and correlations, against \(parts.count) rivals "
          + "(the nearest is printed); \(IntersectionUnion.words)",
        finding: IntersectionUnion.finding(parts),
        detail:
          "It is better than \(won) of \(parts.count) rivals, each by its own bound; the nearest is \(weakest.part.name)."
          + (below.isEmpty
            ? ""
            : " It is not better by \(Phrase.threshold(Metric.margin)) than \(Phrase.list(below)).")
      )
    ]
  }
}

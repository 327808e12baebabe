// "MoSE performs best on both tasks" (MoSE, section 5.1.2, Figure 6).

package import Experiments
internal import Formats
package import Records

/// Whether a model's test error is below that of some others on both tasks.
package struct BestOnBothTasks: ClaimFamily {
  package static let name = "best-on-both-tasks"

  /// The model that is claimed to be the best.
  package let subject: String
  /// The models that it is compared with.
  package let rivals: [String]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireOneCorrelation()
    subject = try arguments.model("subject")
    rivals = try arguments.models("over")
  }

  package var keys: [[String]] { [[subject] + rivals] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let contest = Contest(results, subject: subject, rivals: rivals) else { return [] }
    let models = results.models
    let weakest = IntersectionUnion.weakest(contest.parts(.nmse))
    let count = contest.parts(.nmse).count
    return [
      Claim(
        [subject] + rivals, statement: Self.statement(contest, models),
        measured: weakest?.estimate.mean,
        lower: weakest?.estimate.lower, upper: weakest?.estimate.upper,
        count: weakest?.estimate.count ?? 0,
        rule:
          "rival's test NMSE minus the subject's in \(count) parts (rivals x tasks; the weakest is printed, with one-sided 95% bounds "
          + "that are not corrected for its being the weakest); reproduced iff every one-sided 95% lower bound > 0; "
          + "contradicted iff some part is significantly below 0 (Holm over \(count)); metric-dependent iff raw MSE says "
          + "otherwise",
        finding: contest.finding, detail: Self.detail(contest, weakest: weakest))
    ]
  }

  /// The claim in words.
  package static func statement(_ contest: Contest, _ models: ModelList) -> String {
    let title = models.title(contest.subject)
    return contest.rivals.count == 1
      ? "\(title) is better than \(models.titleWithin(contest.rivals[0])) on both tasks"
      : "\(title) is best on both tasks: against \(Phrase.list(contest.rivals.map(models.titleWithin)))"
  }

  /// How many parts pass in either metric, and which are reversed.
  private static func detail(
    _ contest: Contest, weakest: (part: IntersectionUnion.Part, estimate: Estimate)?
  ) -> String {
    func words(_ metric: Metric) -> String {
      let outcomes = contest.outcomes(metric)
      let reversed = outcomes.reversed.map(\.name)
      return "\(outcomes.passed.count) of \(outcomes.count) parts pass and "
        + (reversed.isEmpty
          ? "none is reversed"
          : "\(reversed.count == 1 ? "one is" : "\(reversed.count) are") reversed "
            + "(\(Phrase.list(reversed)))")
    }
    let last = weakest.map {
      " The weakest is \($0.part.name), \(Phrase.signed($0.estimate.mean)) NMSE."
    }
    return "In NMSE \(words(.nmse)); in MSE \(words(.raw))." + (last ?? "")
  }
}

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
  /// The setting in which they are compared.
  package let setting: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireOneCorrelation()
    subject = try arguments.model("subject")
    rivals = try arguments.models("over")
    setting = try arguments.setting("setting")
  }

  package var keys: [[String]] { [key] }

  private var key: [String] {
    [subject] + rivals + (setting == Setting.defaultName ? [] : [setting])
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard
      let contest = Contest(results, subject: subject, rivals: rivals, setting: setting)
    else { return [] }
    let models = results.models
    let weakest = IntersectionUnion.weakest(contest.parts)
    let count = contest.parts.count
    return [
      Claim(
        key, statement: Self.statement(contest, models),
        measured: weakest?.estimate.mean,
        lower: weakest?.estimate.lower, upper: weakest?.estimate.upper,
        count: weakest?.estimate.count ?? 0,
        rule:
          "a rival's log excess error minus the subject's in \(count) parts (rivals x tasks; the weakest is printed, with "
          + "bounds that are not corrected for its being the weakest); \(IntersectionUnion.words)",
        finding: contest.finding, detail: Self.detail(contest, weakest: weakest))
    ]
  }

  /// The claim in words.
  package static func statement(_ contest: Contest, _ models: ModelList) -> String {
    let title = models.title(contest.subject)
    let place = Phrase.on(setting: contest.setting)
    let tasks = Phrase.allTasks(contest.taskCount)
    return contest.rivals.count == 1
      ? "\(title) is better than \(models.titleWithin(contest.rivals[0])) on \(tasks)\(place)"
      : "\(title) is best on \(tasks)\(place): against \(Phrase.list(contest.rivals.map(models.titleWithin)))"
  }

  /// How many parts pass, and which are reversed.
  private static func detail(
    _ contest: Contest, weakest: (part: IntersectionUnion.Part, estimate: Estimate)?
  ) -> String {
    let outcomes = contest.outcomes
    let reversed = outcomes.reversed.map(\.name)
    let against =
      reversed.isEmpty
      ? "none is reversed"
      : "\(reversed.count == 1 ? "one is" : "\(reversed.count) are") reversed (\(Phrase.list(reversed)))"
    let open = outcomes.open.map(\.name)
    return
      "\(outcomes.passed.count) of \(outcomes.count) comparisons are won, each by its own bound, and \(against)."
      + (open.isEmpty ? "" : " Open: \(Phrase.list(open)).")
      + (weakest.map { " The weakest is \($0.part.name)." } ?? "")
  }
}

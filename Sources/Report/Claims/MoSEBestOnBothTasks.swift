// "MoSE performs best on both tasks" (MoSE, section 5.1.2, Figure 6).

internal import Formats
internal import Statistics

/// Whether MoSE's test error is below that of all seven alternatives on both tasks.
struct MoSEBestOnBothTasks: ClaimFamily {
  func claims(_ study: Study) -> [Claim] {
    guard let sweep = study.experiment(SequenceStudy.modes)?.sweep else { return [] }
    let paper = MoSEContest.ofPaper(sweep).map { contest in
      Self.claim(
        contest,
        statement:
          "MoSE is best on both tasks: against \(Phrase.list(contest.rivals.map(Phrase.modelWithin)))",
        source: "MoSE section 5.1.2, Figure 6", published: "yes")
    }
    return [paper].compactMap { $0 }
      + MoSEContest.beyondPaper(sweep).map { contest in
        Self.claim(
          contest, statement: Self.statement(contest), source: "beyond the paper", published: "")
      }
  }

  /// The claim about models that the paper does not compare with.
  static func statement(_ contest: MoSEContest) -> String {
    "MoSE is better than \(Phrase.list(contest.rivals.map(Phrase.model))) on both tasks"
  }

  private static func claim(
    _ contest: MoSEContest, statement: String, source: String, published: String
  ) -> Claim {
    let weakest = IntersectionUnion.weakest(contest.nmse.map(\.part))
    let count = contest.nmse.count
    return Claim(
      statement: statement, source: source, published: published,
      measured: weakest?.estimate.mean, lower: weakest?.estimate.lower,
      upper: weakest?.estimate.upper, count: weakest?.estimate.count ?? 0,
      rule:
        "rival's test NMSE minus MoSE's in \(count) parts (rivals x tasks; the weakest is printed, with one-sided 95% bounds "
        + "that are not corrected for its being the weakest); reproduced iff every one-sided 95% lower bound > 0; "
        + "contradicted iff some part is significantly below 0 (Holm over \(count)); metric-dependent iff raw MSE says "
        + "otherwise",
      finding: contest.finding, detail: detail(contest, weakest: weakest))
  }

  /// How many parts pass in either metric, and which are reversed.
  private static func detail(
    _ contest: MoSEContest, weakest: (part: IntersectionUnion.Part, estimate: Estimate)?
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

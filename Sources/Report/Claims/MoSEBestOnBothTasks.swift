// "MoSE performs best on both tasks" (MoSE, section 5.1.2, Figure 6).

internal import Formats
internal import Statistics

/// Whether MoSE's test error is below that of all seven alternatives on both tasks.
struct MoSEBestOnBothTasks: ClaimFamily {
  func claims(_ study: Study) -> [Claim] {
    guard let sweep = study.experiment(SequenceStudy.modes)?.sweep,
      sweep.arms.contains(SequenceStudy.mose)
    else { return [] }
    func present(_ models: [String]) -> [String] {
      models.filter { sweep.arms.contains(Arm(model: $0)) }
    }
    let alternatives = present(SequenceStudy.alternatives)
    return Self.claim(
      sweep, alternatives,
      statement:
        "MoSE is best on both tasks: against \(Phrase.list(alternatives.map(Phrase.modelWithin)))",
      source: "MoSE section 5.1.2, Figure 6", published: "yes")
      + present(SequenceStudy.beyondPaper).flatMap { rival in
        Self.claim(
          sweep, [rival], statement: "MoSE is better than \(Phrase.model(rival)) on both tasks",
          source: "beyond the paper", published: "")
      }
  }

  private static func claim(
    _ sweep: Sweep, _ rivals: [String], statement: String, source: String, published: String
  ) -> [Claim] {
    let nmse = MoSEComparison.all(sweep, rivals: rivals, .nmse).map(\.part)
    let raw = MoSEComparison.all(sweep, rivals: rivals, .raw).map(\.part)
    guard !nmse.isEmpty else { return [] }
    let weakest = IntersectionUnion.weakest(nmse)
    return [
      Claim(
        statement: statement, source: source, published: published,
        measured: weakest?.estimate.mean, lower: weakest?.estimate.lower,
        upper: weakest?.estimate.upper, count: weakest?.estimate.count ?? 0,
        rule:
          "rival's test NMSE minus MoSE's in \(nmse.count) parts (rivals x tasks; the weakest is printed); reproduced iff "
          + "every one-sided 95% lower bound > 0; contradicted iff some part is significantly below 0 (Holm over "
          + "\(nmse.count)); metric-dependent iff raw MSE says otherwise",
        finding: finding(nmse: nmse, raw: raw), detail: detail(nmse: nmse, raw: raw))
    ]
  }

  /// The intersection-union rule on both metrics.
  static func finding(nmse: [IntersectionUnion.Part], raw: [IntersectionUnion.Part]) -> Finding {
    .agreeing(IntersectionUnion.finding(nmse), IntersectionUnion.finding(raw))
  }

  /// How many parts pass in either metric, and which are reversed.
  private static func detail(
    nmse: [IntersectionUnion.Part], raw: [IntersectionUnion.Part]
  ) -> String {
    func words(_ parts: [IntersectionUnion.Part], _ unit: String) -> String {
      let won = parts.count { Estimate($0.values).map { $0.lower > 0 } ?? false }
      let reversed = zip(parts, IntersectionUnion.areBelowMargin(parts)).filter(\.1).map(\.0.name)
      return "in \(unit) \(won) of \(parts.count) parts pass and "
        + (reversed.isEmpty ? "none is reversed" : "reversed are \(Phrase.list(reversed))")
    }
    let weakest = IntersectionUnion.weakest(nmse).map {
      " The weakest is \($0.part.name), \(Phrase.signed($0.estimate.mean)) NMSE."
    }
    let both = "\(words(nmse, "NMSE")); \(words(raw, "MSE"))."
    return both.prefix(1).uppercased() + both.dropFirst() + (weakest ?? "")
  }
}

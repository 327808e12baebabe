// "PLE consistently performs best for both tasks across different correlations" (PLE, section 5.2, Figure 7).

internal import Formats
internal import Statistics

/// Whether PLE's test error is below every other model's at every correlation.
struct BestOnBothTasks: ClaimFamily {
  private static let ple = Arm(model: "ple")

  func claims(_ study: Study) -> [Claim] {
    guard let sweep = study.experiment("seesaw")?.sweep, sweep.arms.contains(Self.ple) else {
      return []
    }
    let rivals = ["single-task", "shared-bottom", "mmoe"].filter {
      sweep.arms.contains(Arm(model: $0))
    }
    var claims = Self.claim(
      sweep, rivals: rivals,
      statement:
        "PLE is best at every correlation: against \(Phrase.list(rivals.map(Phrase.modelWithin)))",
      source: "PLE section 5.2, Figure 7", published: "yes")
    claims += Self.firstPlaces(sweep, rivals: rivals)
    for rival in ["ml-mmoe", "cgc"] {
      claims += Self.claim(
        sweep, rivals: [rival],
        statement: "PLE is better than \(Phrase.model(rival)) at every correlation",
        source: "beyond the paper", published: "")
    }
    return claims
  }

  private static func claim(
    _ sweep: Sweep, rivals: [String], statement: String, source: String, published: String
  ) -> [Claim] {
    let present = rivals.filter { sweep.arms.contains(Arm(model: $0)) }
    guard !present.isEmpty else { return [] }
    let nmse = parts(sweep, present, .nmse)
    let raw = parts(sweep, present, .raw)
    let weakest = IntersectionUnion.weakest(nmse)
    let won = nmse.count { Estimate($0.values).map { $0.lower > 0 } ?? false }
    return [
      Claim(
        statement: statement, source: source, published: published,
        measured: weakest?.estimate.mean, lower: weakest?.estimate.lower,
        upper: weakest?.estimate.upper, count: weakest?.estimate.count ?? 0,
        rule:
          "rival's NMSE minus PLE's, mean over tasks, in \(nmse.count) cells (rivals x correlations; the weakest cell is "
          + "printed); reproduced iff every one-sided 95% lower bound > 0; contradicted iff some cell is below .0002 "
          + "(Holm over \(nmse.count)); metric-dependent iff raw MSE, with .0005, says otherwise",
        finding: finding(nmse: nmse, raw: raw),
        detail: weakest.map {
          "\(won) of \(nmse.count) cells are won; the weakest is \($0.part.name), \(Phrase.signed($0.estimate.mean)) NMSE."
        } ?? "")
    ]
  }

  /// One part per rival and correlation.
  private static func parts(
    _ sweep: Sweep, _ rivals: [String], _ metric: Metric
  ) -> [IntersectionUnion.Part] {
    rivals.flatMap { rival in
      sweep.correlations(of: ple).map { correlation in
        let difference = ReplicateColumn.difference(
          sweep.errors(Arm(model: rival), correlation, task: nil, metric),
          sweep.errors(ple, correlation, task: nil, metric))
        return IntersectionUnion.Part(
          name: "\(Phrase.model(rival))\(Phrase.at([correlation]))", values: difference.present,
          margin: metric.margin)
      }
    }
  }

  /// The intersection-union rule on both metrics.
  static func finding(nmse: [IntersectionUnion.Part], raw: [IntersectionUnion.Part]) -> Finding {
    .agreeing(IntersectionUnion.finding(nmse), IntersectionUnion.finding(raw))
  }

  /// In how many task cells PLE's mean error is the lowest: a description, since it has no interval.
  ///
  /// Only cells count in which PLE and all rivals that were run have values: what was not measured is not beaten.
  private static func firstPlaces(_ sweep: Sweep, rivals: [String]) -> [Claim] {
    let leads = sweep.correlations(of: ple).flatMap { correlation in
      sweep.tasks.indices.compactMap { task -> [Double]? in
        let leads = rivals.compactMap { rival in
          Summary(
            ReplicateColumn.difference(
              sweep.errors(Arm(model: rival), correlation, task: task, .nmse),
              sweep.errors(ple, correlation, task: task, .nmse)
            ).present)?.mean
        }
        return leads.count == rivals.count ? leads : nil
      }
    }
    guard !rivals.isEmpty, !leads.isEmpty else { return [] }
    let first = leads.count { $0.allSatisfy { $0 > 0 } }
    return [
      Claim(
        statement: "PLE is first in \(first) of \(leads.count) task cells",
        source: "PLE Figure 7", published: "10 of 10", measured: Double(first), count: leads.count,
        rule:
          "task cells (correlation x task) in which PLE's mean NMSE is below that of \(rivals.joined(separator: ", ")); a description",
        finding: .descriptive)
    ]
  }
}

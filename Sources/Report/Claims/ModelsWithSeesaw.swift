// "Hard parameter sharing and MMoE sometimes suffer from the seesaw phenomenon" (PLE, section 5.2).

internal import Formats

/// Which models show the seesaw more often than the placebo.
struct ModelsWithSeesaw: ClaimFamily {
  /// Where it is asked.
  var experiment = SeesawExperiment.tasks

  func claims(_ study: Study) -> [Claim] {
    guard let sweep = experiment.sweep(in: study) else { return [] }
    let table = SeesawTable(sweep)
    return
      (Self.family(["shared-bottom", "mmoe"], table, source: "PLE section 5.2", "sometimes")
      + Self.family(["ml-mmoe", "cgc"], table, source: "beyond the paper", ""))
      .map(experiment.named)
  }

  private static func family(
    _ models: [String], _ table: SeesawTable, source: String, _ published: String
  ) -> [Claim] {
    let members = models.compactMap { model in
      table.overall(Arm(model: model)).flatMap { row in row.excess.map { (row, $0) } }
    }
    let lower = lowerBounds(members.map(\.1))
    return members.indices.map { index in
      let (row, excess) = members[index]
      let upper = excess.upperBound()
      return Claim(
        statement: "\(Phrase.model(row.arm.model)) shows the seesaw", source: source,
        published: published, measured: excess.mean, lower: lower[index], upper: upper,
        count: excess.differences.count,
        rule:
          "seesaw rate minus the placebo's (share of runs, paired over replicates); reproduced iff the lower bound "
          + "(Holm over \(members.count)) > 0; contradicted iff the one-sided 95% upper bound < .05",
        finding: finding(lower: lower[index], upper: upper),
        detail:
          "\(row.seesaw.count) of \(row.seesaw.runs) runs, placebo \(row.placebo?.count ?? 0) of \(row.placebo?.runs ?? 0)."
      )
    }
  }

  /// Lower bounds of the excesses, Holm over all of them.
  static func lowerBounds(_ excesses: [RateExcess]) -> [Double?] {
    HolmBounds.lower(count: excesses.count) { excesses[$0].lowerBound(level: $1) }
  }

  /// Reproduced: lower bound > 0. Contradicted: upper bound < .05.
  static func finding(lower: Double?, upper: Double?) -> Finding {
    CommonRule.finding(lower: lower, upper: upper, margin: SeesawOrNoise.margin)
  }
}

// "... despite the existence of theoretical possibility" (PLE, section 5.3): that MMoE can be CGC and
// ML-MMoE can be PLE, by construction from trained models.

internal import Experiments
internal import Formats
internal import ModelZoo

/// Whether a model made of another computes the same.
struct TheoreticalPossibility: ClaimFamily {
  static let experiment = "embedding"
  /// In standard deviations of the label: what rounding in single precision explains, with room.
  static let tolerance = 1e-4

  func claims(_ study: Study) -> [Claim] {
    guard let records = study.experiment(Self.experiment), let plan = records.plan else {
      return []
    }
    let rows = EmbeddingTable(records.starts).rows
    return plan.variants.flatMap { variant in
      rows.filter { $0.arm == Arm(variant) }
        .map { Self.claim(variant, $0, upperGates: variant.choice.levels > 1) }
    }
  }

  private static func claim(
    _ variant: Variant, _ row: EmbeddingTable.Row, upperGates: Bool
  ) -> Claim {
    let setting = variant.setting
    let gates =
      (setting.gateBias ? "with" : "without") + " gate bias"
      + (upperGates ? ", upper gates reading the \(setting.selector?.rawValue ?? "input")" : "")
    return Claim(
      statement:
        "\(Phrase.model(row.arm.model)) can have the form of a trained \(Phrase.model(row.donor)) (\(gates))\(Phrase.at([row.correlation]))",
      source: "PLE section 5.3", published: "in theory", measured: row.largestDifference,
      upper: row.largestDifference, count: row.count,
      rule:
        "largest difference of any prediction for a test sample from that of the trained model, over runs and tasks, in "
        + "standard deviations of the label; reproduced iff <= 1e-4, which is rounding; otherwise contradicted without gate bias, where "
        + "it is proved that no expert is excluded at x = 0, and inconclusive with it, as one construction is not all",
      finding: finding(
        largestDifference: row.largestDifference, hasGateBias: setting.gateBias),
      detail:
        "The experts of other tasks have a weight of "
        + (row.largestExcludedWeight == 0
          ? "exactly 0." : "up to \(Phrase.significant(row.largestExcludedWeight)).")
        + " Root mean square of the differences: at most \(Phrase.significant(row.rmsDifference))."
    )
  }

  /// One construction that is off proves nothing of all others; that W·x is 0 at x = 0 does.
  static func finding(largestDifference: Double, hasGateBias: Bool) -> Finding {
    largestDifference <= tolerance ? .reproduced : hasGateBias ? .inconclusive : .contradicted
  }
}

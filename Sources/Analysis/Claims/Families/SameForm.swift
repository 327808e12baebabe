// "... despite the existence of theoretical possibility" (PLE, section 5.3): that MMoE can be CGC and
// ML-MMoE can be PLE, by construction from trained models.

package import Experiments
internal import Formats
internal import ModelZoo
internal import Records

/// Whether a model made of another computes the same.
package struct SameForm: ClaimFamily {
  package static let name = "same-form"
  package static let unit = "largest difference"
  /// In standard deviations of the label: what rounding in single precision explains, with room.
  static let tolerance = 1e-4

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    guard arguments.experiment.settings.contains(where: { $0.start != nil }) else {
      throw arguments.refusal("needs a setting with a start")
    }
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let rows = results[EmbeddingTable.self]?.rows else { return [] }
    return results.plan.variants.flatMap { variant in
      rows.filter { $0.arm == Arm(variant) }.map { claim(variant, $0, results.models) }
    }
  }

  private func claim(_ variant: Variant, _ row: EmbeddingTable.Row, _ models: ModelList) -> Claim {
    let setting = variant.setting
    let gates =
      (setting.gateBias ? "with" : "without") + " gate bias"
      + (variant.choice.levels > 1
        ? ", upper gates reading the \(setting.selector?.rawValue ?? "input")" : "")
    return Claim(
      [row.arm.model, row.arm.setting, row.correlation],
      statement:
        "\(models.title(row.arm.model)) can have the form of a trained \(models.titleWithin(row.donor)) "
        + "(\(gates))\(Phrase.at([row.correlation]))",
      measured: row.largestDifference,
      upper: row.largestDifference, count: row.count,
      rule:
        "largest difference of any prediction for a test sample from that of the trained model, over runs and tasks, in "
        + "standard deviations of the label; supported iff <= \(NumberFormat.scientific(Self.tolerance, places: 0)), which is rounding; otherwise not supported without gate bias, where "
        + "it is proved that no expert is excluded at x = 0, and inconclusive with it, as one construction is not all",
      finding: Self.finding(
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
    largestDifference <= tolerance ? .supported : hasGateBias ? .inconclusive : .unsupported
  }
}

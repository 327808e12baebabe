// Do exclusive experts overfit sparse targets? Made from what the claims are made of.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records
internal import Statistics

/// The claim about overfitting and lost leads, with both by share of labels, and what other task weights do.
struct SparseTargetsAnswer: AnswerKind {
  static let name = "sparse-targets"
  static let tables: [any DerivedTable.Type] = [FittedTable.self, LeadTable.self]

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    guard !arguments.claims(OverfitsSparseTargets.name).isEmpty else {
      throw arguments.refusal("needs a claim of the family \(OverfitsSparseTargets.name)")
    }
  }

  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block] {
    let task = results.records.sparsestTask
    let claims = page.claims(OverfitsSparseTargets.self, of: results)
    var blocks: [Block] = claims.map { .sentences([Self.answer($0), $0.detail]) }
    blocks.append(.sentences(Self.fitted(results, task)))
    blocks.append(.sentences(Self.leads(results, task)))
    let helps = page.claims(SettingHelps.self, of: results)
    if !helps.isEmpty {
      blocks.append(
        .paragraph("Other weights of the task's loss (log excess error without minus with them):"))
      blocks.append(
        .list(
          helps.map { claim in
            "\(claim.statement): \(claim.verdict(page.scale))"
              + (claim.measured.map { " (\(Phrase.signed($0)) \(ClaimSection.bounds(claim)))." }
                ?? ".")
          }))
    }
    return blocks
  }

  /// The claim in words.
  static func answer(_ claim: Claim) -> String {
    let verdict =
      switch claim.finding {
      case .supported: "**Yes, here**"
      case .negligible: "**Yes, here, but by next to nothing**"
      case .unsupported: "**No, not here**"
      default: "**Undecided**"
      }
    return "\(verdict). The claim is: \(claim.statement)."
      + (claim.finding == .unsupported
        ? " Some part of this is smaller than \(Phrase.threshold(Metric.margin))."
        : claim.finding == .inconclusive ? " Not every part of this is shown." : "")
  }

  /// How much models overfit with the most and the fewest labels.
  static func fitted(_ results: ExperimentResults, _ task: String) -> [String] {
    let rows = (results[FittedTable.self]?.rows ?? []).filter {
      $0.task == task && $0.differsInSharesAlone && $0.quantity == "gap"
    }
    return Self.ends(rows.map(\.labelShare)).map { share in
      let gaps = rows.filter { $0.labelShare == share }.compactMap { row in
        row.mean.map { "\(results.models.titleWithin(row.arm.model)) \(Phrase.significant($0))" }
      }
      return
        "With \(Phrase.significant(100 * share))% of the labels ln(test MSE / training MSE) is \(Phrase.list(gaps))."
    }
  }

  /// The leads with the most and the fewest labels.
  static func leads(_ results: ExperimentResults, _ task: String) -> [String] {
    let rows = (results[LeadTable.self]?.rows ?? []).filter {
      $0.task == task && $0.differsInSharesAlone
    }
    return Self.ends(rows.map(\.labelShare)).map { share in
      let leads = rows.filter { $0.labelShare == share }.compactMap { row in
        row.mean.map { mean in
          "\(results.models.titleWithin(row.model)) over \(results.models.titleWithin(row.rival)) \(Phrase.signed(mean))"
            + (row.interval.map {
              " [\(Phrase.signed($0.lower)), \(Phrase.signed($0.upper))]"
            } ?? "")
        }
      }
      return
        "With \(Phrase.significant(100 * share))% of the labels the leads in log excess error are (two-sided 95% intervals): "
        + "\(Phrase.list(leads))."
    }
  }

  /// The largest and the smallest of some shares.
  private static func ends(_ shares: [Double]) -> [Double] {
    guard let least = shares.min(), let most = shares.max() else { return [] }
    return least == most ? [most] : [most, least]
  }
}

// Which findings depend on the setting? Every claim of the default setting beside the same claim in the others.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

/// Claims that are asked in several settings, side by side.
struct BySettingAnswer: AnswerKind {
  static let name = "by-setting"

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    guard arguments.experiment.settings.count > 1 else {
      throw arguments.refusal("needs a setting besides \(Setting.defaultName)")
    }
  }

  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block] {
    let settings = results.plan.experiment.settings.map(\.name).filter {
      $0 != Setting.defaultName
    }
    let own = page.claims.filter { $0.id.hasPrefix(results.name + "/") }
    let byId = Dictionary(own.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    // The id of a claim in another setting ends with the setting's name.
    let rows = own.compactMap { claim -> (claim: Claim, others: [Claim?])? in
      let others = settings.map { byId["\(claim.id)/\($0)"] }
      return others.contains { $0 != nil } ? (claim, others) : nil
    }
    guard !rows.isEmpty else { return [] }
    func words(_ claim: Claim?) -> String {
      guard let claim else { return "" }
      return claim.verdict(page.scale)
        + (claim.measured.map { " (\(Phrase.signed($0)))" } ?? "")
    }
    var table = TextTable(
      header: ["Claim", "default"] + settings.map { $0.replacing("-", with: " ") })
    for row in rows {
      table.append([row.claim.statement] + ([row.claim] + row.others).map(words))
    }
    return [.sentences(Self.answer(rows, settings)), .table(table)]
  }

  /// Which claims have the same finding everywhere, and how many another one, by setting.
  static func answer(_ rows: [(claim: Claim, others: [Claim?])], _ settings: [String]) -> [String] {
    let stable = rows.filter { row in
      row.others.allSatisfy { $0 == nil || $0?.finding == row.claim.finding }
    }
    let lead =
      stable.count == rows.count
      ? "**No finding depends on the setting.**"
      : "**\(rows.count - stable.count) of \(Phrase.count(rows.count, "finding")) depend on the setting.**"
    let parts = settings.enumerated().map { index, setting in
      let asked = rows.filter { $0.others[index] != nil }
      let other = asked.filter { $0.others[index]?.finding != $0.claim.finding }
      return "\(setting.replacing("-", with: " ")) \(other.count) of \(asked.count)"
    }
    return [
      lead, "Findings that differ from the default's: \(Phrase.list(parts)).",
      "An undecided finding beside a decided one is no contradiction: it says that these runs cannot tell.",
    ]
  }
}

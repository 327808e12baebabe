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

  /// How many claims are decided otherwise than by default, by setting.
  static func answer(_ rows: [(claim: Claim, others: [Claim?])], _ settings: [String]) -> [String] {
    // An undecided finding beside a decided one is no contradiction: these runs cannot tell.
    func turns(_ row: (claim: Claim, others: [Claim?]), _ index: Int) -> Bool {
      row.others[index].map { $0.finding.contradicts(row.claim.finding) } ?? false
    }
    func becomesOpen(_ row: (claim: Claim, others: [Claim?]), _ index: Int) -> Bool {
      row.others[index].map { $0.finding.isDecided != row.claim.finding.isDecided } ?? false
    }
    let turned = rows.count { row in settings.indices.contains { turns(row, $0) } }
    let lead =
      turned == 0
      ? "**No finding turns with the setting.**"
      : "**\(turned) of \(Phrase.count(rows.count, "finding")) turn with the setting**: decided one way by default and the other way there."
    let parts = settings.enumerated().map { index, setting in
      "\(setting.replacing("-", with: " ")) \(rows.count { turns($0, index) }) of "
        + "\(rows.count { $0.others[index] != nil })"
    }
    let open = rows.reduce(0) { sum, row in sum + settings.indices.count { becomesOpen(row, $0) } }
    return [
      lead, "By setting: \(Phrase.list(parts)).",
      open == 0
        ? ""
        : "\(Phrase.count(open, "pair")) more \(open == 1 ? "has" : "have") a decided finding beside an undecided one, which says "
          + "that these runs cannot tell.",
    ]
  }
}

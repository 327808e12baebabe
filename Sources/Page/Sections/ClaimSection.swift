// The claims on the page and on the terminal.

internal import Analysis
internal import Experiments
internal import Formats

/// The claims with their verdicts.
struct ClaimSection {
  let claims: [Claim]
  let scale: ScaleName

  /// A table per source: the papers, then this study. Of its own claims those chosen beforehand; of the others their
  /// number by verdict, since they are on the pages of their experiments.
  var blocks: [Block] {
    var groups: [(title: String, claims: [Claim])] = []
    for claim in claims {
      let title = Self.group(claim)
      if let index = groups.firstIndex(where: { $0.title == title }) {
        groups[index].claims.append(claim)
      } else {
        groups.append((title, [claim]))
      }
    }
    return groups.flatMap { group -> [Block] in
      guard group.title == Self.ownTitle else {
        return [.heading(3, group.title), .table(table(group.claims))]
          + (group.title == Self.calibrationTitle ? [] : [.list(reasons(group.claims))])
      }
      let (primary, others) = (
        group.claims.filter(\.isPrimary), group.claims.filter { !$0.isPrimary }
      )
      return [.heading(3, group.title)] + (primary.isEmpty ? [] : [.table(table(primary))])
        + (others.isEmpty
          ? []
          : [
            .paragraph(
              "Exploratory claims, by experiment; each has its row on the experiment's page:"),
            .table(verdicts(others)),
          ])
    }
  }

  /// Verdict by verdict why, with what was compared where that was not said before; claims that share all of it stand
  /// together.
  private func reasons(_ claims: [Claim]) -> [String] {
    var groups: [(verdict: String, estimand: String, statements: [String])] = []
    for claim in claims {
      let reason = VerdictReason(claim)
      guard let text = reason.text else { continue }
      let verdict = "\(claim.verdict(scale)) (\(text))"
      if let index = groups.firstIndex(where: { $0 == (verdict, reason.estimand, $0.statements) }) {
        groups[index].statements.append(claim.statement)
      } else {
        groups.append((verdict, reason.estimand, [claim.statement]))
      }
    }
    var said: Set<String> = []
    return groups.map { verdict, estimand, statements in
      let isNew = said.insert(estimand).inserted
      return "\(statements.joined(separator: "; ")): \(verdict)."
        + (isNew ? " Compared: \(estimand)." : "")
    }
  }

  /// How many claims of each experiment have which verdict.
  private func verdicts(_ claims: [Claim]) -> TextTable {
    var words: [String] = []
    for claim in claims where !words.contains(claim.verdict(scale)) {
      words.append(claim.verdict(scale))
    }
    words.sort()
    var table = TextTable(
      header: ["Experiment", "Claims"] + words, numeric: Set(1...(words.count + 1)))
    var experiments: [String] = []
    for experiment in claims.map(Self.experiment) where !experiments.contains(experiment) {
      experiments.append(experiment)
    }
    for experiment in experiments {
      let own = claims.filter { Self.experiment($0) == experiment }
      table.append(
        [Self.link(experiment), String(own.count)]
          + words.map { word in String(own.count { $0.verdict(scale) == word }) })
    }
    return table
  }

  private static func experiment(_ claim: Claim) -> String {
    claim.id.split(separator: "/").first.map(String.init) ?? ""
  }

  private static func link(_ experiment: String) -> String {
    "[\(experiment)](\(experiment)/\(ExperimentPage.file))"
  }

  /// The paper that a claim is from, by the first word of its source.
  private static func group(_ claim: Claim) -> String {
    let first = claim.source.split(separator: " ").first.map(String.init) ?? ""
    if claim.source.hasPrefix(ClaimOrigin.calibration) { return calibrationTitle }
    return papers.contains(first) ? "Claims of the \(first) paper" : ownTitle
  }

  private static let ownTitle = "Claims of this study"
  private static let calibrationTitle = "Calibration"

  private static let papers = ["PLE", "MMoE", "MoSE"]

  private func table(_ claims: [Claim]) -> TextTable {
    var table = TextTable(
      header: ["Claim", "Experiment", "Published", "Measured", "Bounds", "n", "Verdict"],
      numeric: [3, 5])
    for claim in claims {
      table.append([
        claim.statement, Self.link(Self.experiment(claim)), claim.published,
        claim.measured.map(Phrase.significant) ?? "", Self.bounds(claim), String(claim.count),
        claim.isPrimary ? "**\(claim.verdict(scale))**" : claim.verdict(scale),
      ])
    }
    return table
  }

  /// The claims of one experiment's page: their numbers, and what decided each where that is more than the numbers.
  var decisions: [Block] {
    var table = TextTable(
      header: ["Claim", "Published", "Measured", "Bounds", "n", "Verdict"], numeric: [2, 4])
    for claim in claims {
      table.append([
        claim.statement, claim.published, claim.measured.map(Phrase.significant) ?? "",
        Self.bounds(claim), String(claim.count),
        claim.isPrimary ? "**\(claim.verdict(scale))**" : claim.verdict(scale),
      ])
    }
    let details = claims.filter { !$0.detail.isEmpty }.map { "\($0.statement): \($0.detail)" }
    return [.table(table)] + (details.isEmpty ? [] : [.list(details)])
  }

  /// The claims for a terminal: statements are wrapped, not cut.
  func text(width: Int) -> String {
    var table = TextTable(
      header: ["claim", "published", "measured", "bounds", "n", "verdict"], numeric: [2, 4])
    let short = claims.map { claim in
      [
        claim.published, claim.measured.map(Phrase.significant) ?? "", Self.bounds(claim),
        String(claim.count), claim.verdict(scale),
      ]
    }
    let others = table.header.dropFirst().enumerated().map { column, name in
      (short.map { $0[column].count } + [name.count]).max() ?? 0
    }
    let room = max(28, width - others.reduce(0, +) - 2 * others.count)
    for (claim, fields) in zip(claims, short) {
      let lines = TextTable.wrapped(claim.statement, width: room)
      table.append([lines.first ?? ""] + fields)
      for line in lines.dropFirst() { table.append([line] + fields.map { _ in "" }) }
    }
    return table.aligned()
  }

  /// The bounds a rule looked at, as `[lower, upper]`; one alone as `>= lower` or `<= upper`; empty where there are none.
  static func bounds(_ claim: Claim) -> String {
    switch (claim.lower, claim.upper) {
    case (let lower?, let upper?):
      "[\(Phrase.significant(lower)), \(Phrase.significant(upper))]"
    case (let lower?, nil): ">= \(Phrase.significant(lower))"
    case (nil, let upper?): "<= \(Phrase.significant(upper))"
    case (nil, nil): ""
    }
  }
}

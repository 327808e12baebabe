// The claims on the page and on the terminal.

internal import Analysis
internal import Experiments
internal import Formats

/// The claims with their verdicts.
struct ClaimSection {
  let claims: [Claim]
  let scale: ScaleName

  /// A table per source: the papers, then this study.
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
    return groups.flatMap { [.heading(3, $0.title), .table(table($0.claims))] }
  }

  /// The paper that a claim is from, by the first word of its source.
  private static func group(_ claim: Claim) -> String {
    let first = claim.source.split(separator: " ").first.map(String.init) ?? ""
    if claim.source.hasPrefix(ClaimOrigin.calibration) { return "Calibration" }
    return papers.contains(first) ? "Claims of the \(first) paper" : "Claims of this study"
  }

  private static let papers = ["PLE", "MMoE", "MoSE"]

  private func table(_ claims: [Claim]) -> TextTable {
    var table = TextTable(
      header: ["Claim", "Experiment", "Published", "Measured", "Bounds", "n", "Verdict"],
      numeric: [3, 5])
    for claim in claims {
      let experiment = claim.id.split(separator: "/").first.map(String.init) ?? ""
      table.append([
        claim.statement, "[\(experiment)](\(experiment)/page.md)", claim.published,
        claim.measured.map(Phrase.significant) ?? "", Self.bounds(claim), String(claim.count),
        claim.isPrimary ? "**\(claim.verdict(scale))**" : claim.verdict(scale),
      ])
    }
    return table
  }

  /// What decided each claim, with its rule.
  var decisions: [Block] {
    [
      .list(
        claims.map { claim in
          "\(claim.statement): **\(claim.verdict(scale))**. \(claim.detail)".trimmingEnd
        })
    ]
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

extension String {
  /// Without spaces at the end.
  fileprivate var trimmingEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

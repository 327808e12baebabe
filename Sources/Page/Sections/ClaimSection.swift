// The claims on the page and on the terminal: a table to read, what decided each, and what is not as stated.

internal import Analysis
internal import Experiments
internal import Formats

/// The claims with their verdicts.
struct ClaimSection {
  let claims: [Claim]
  let scale: ScaleName

  var blocks: [Block] {
    var table = TextTable(
      header: ["Claim", "Source", "Published", "Measured", "Bounds", "n", "Verdict"],
      numeric: [3, 5])
    for claim in claims {
      table.append([
        claim.statement, claim.source, claim.published,
        claim.measured.map(Phrase.significant) ?? "", Self.bounds(claim), String(claim.count),
        "**\(claim.verdict(scale))**",
      ])
    }
    return [
      .paragraph(
        "Units, estimands and rules are in [claims.csv](claims.csv), one rule a row; bounds are the ones the rule looks at."
      ), .table(table),
      .heading(3, "Where the \(papers.count > 1 ? "papers'" : "paper's") claims do not come out"),
    ] + departures + [
      .heading(3, "What decided"),
      .list(claims.filter { !$0.detail.isEmpty }.map { "\($0.statement) — \($0.detail)" }),
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

  /// The papers whose claims were tested.
  private var papers: [String] {
    ["PLE", "MoSE"].filter { paper in claims.contains { $0.source.hasPrefix(paper) } }
  }

  /// The papers' claims whose verdict is not a plain yes, by verdict.
  private var departures: [Block] {
    let paper = papers.count > 1 ? "papers" : "paper"
    let ofPaper = claims.filter { claim in
      papers.contains { claim.source.hasPrefix($0) } && claim.finding != .descriptive
    }
    let open = ofPaper.filter { $0.finding != .reproduced && $0.finding != .consistent }
    if ofPaper.isEmpty {
      return [.paragraph("No claim of the paper was tested at this scale.")]
    }
    if open.isEmpty {
      return [
        .paragraph(
          ofPaper.count == 1
            ? "The one tested claim of the \(paper) comes out at this scale."
            : "All \(ofPaper.count) tested claims of the \(paper) come out at this scale.")
      ]
    }
    return [
      .paragraph(
        "\(open.count) of \(Phrase.count(ofPaper.count, "tested claim")) of the \(paper) \(open.count == 1 ? "does" : "do") not come out as stated:"
      ),
      .list(open.map { "\($0.statement): \($0.verdict(scale))." }),
    ]
  }
}

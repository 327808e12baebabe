// The claims on the page: a table to read, what decided each, and what does not come out.

internal import Experiments

/// The claims with their verdicts.
struct ClaimSection {
  let claims: [Claim]
  let scale: ScaleName

  var markdown: String {
    var table = TextTable(
      header: ["Claim", "Source", "Published", "Measured", "Bounds", "n", "Verdict"],
      numeric: [3, 5])
    for claim in claims {
      table.append([
        claim.statement, claim.source, claim.published,
        claim.measured.map(Phrase.significant) ?? "", Phrase.bounds(claim), String(claim.count),
        "**\(claim.verdict(scale))**",
      ])
    }
    return """
      Units, estimands and rules are in [claims.csv](claims.csv), one rule a row; bounds are the ones the rule looks at.

      \(table.markdown)
      ### Where the \(papers.count > 1 ? "papers'" : "paper's") claims do not come out

      \(departures)

      ### What decided

      \(details)
      """
  }

  /// The papers whose claims were tested.
  private var papers: [String] {
    ["PLE", "MoSE"].filter { paper in claims.contains { $0.source.hasPrefix(paper) } }
  }

  /// The papers' claims whose verdict is not a plain yes, by verdict.
  private var departures: String {
    let paper = papers.count > 1 ? "papers" : "paper"
    let ofPaper = claims.filter { claim in
      papers.contains { claim.source.hasPrefix($0) } && claim.finding != .descriptive
    }
    let open = ofPaper.filter { $0.finding != .reproduced && $0.finding != .consistent }
    if ofPaper.isEmpty { return "No claim of the paper was tested at this scale." }
    if open.isEmpty {
      return
        ofPaper.count == 1
        ? "The one tested claim of the \(paper) comes out at this scale."
        : "All \(ofPaper.count) tested claims of the \(paper) come out at this scale."
    }
    let lines = open.map { "- \($0.statement): \($0.verdict(scale))." }
    return
      "\(open.count) of \(Phrase.count(ofPaper.count, "tested claim")) of the \(paper) \(open.count == 1 ? "does" : "do") not come out as stated:\n\n"
      + lines.joined(separator: "\n")
  }

  private var details: String {
    claims.filter { !$0.detail.isEmpty }.map { "- \($0.statement) — \($0.detail)" }
      .joined(separator: "\n")
  }
}

// `<experiment>/page.md`: everything about one experiment that the report leaves out.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

/// The page of one experiment.
struct ExperimentPage {
  static let file = "page.md"

  let results: ExperimentResults
  let content: PageContent
  let report: DeclaredReport
  /// The experiment's figures that were drawn.
  let figures: [Figure]

  /// The page from top to bottom.
  var blocks: [Block] {
    let presentation = results.records.presentation
    var blocks: [Block] = [
      .heading(1, presentation.title),
      .paragraph(
        "Experiment `\(results.name)`, \(content.scale.rawValue) scale. It redoes: \(presentation.regenerates). "
          + "The study: [report.md](../report.md). To run it again:"),
      .code("swift run reproduce run \(results.name) --scale \(content.scale.rawValue)"),
    ]
    // Answers with one heading share a section.
    var last = ""
    for (heading, answer) in report.answers {
      let said = answer.blocks(results, in: content).filter { !$0.isEmpty }
      if said.isEmpty { continue }
      blocks += (heading == last ? [] : [.heading(2, heading)]) + said
      last = heading
    }
    for figure in figures {
      blocks += [
        .heading(2, figure.title), .figure(title: figure.title, path: figure.output),
        .paragraph(figure.caption),
      ]
    }
    for (title, reason) in report.missing(figures, of: results) {
      blocks += [.heading(2, title), .paragraph("This figure is not drawn: \(reason).")]
    }
    let claims = content.claims.filter { $0.id.hasPrefix(results.name + "/") }
    if !claims.isEmpty {
      blocks += [
        .heading(2, "Claims"),
        .paragraph(
          "Measured values, the bounds that decided, and verdicts; rules: [claims.csv](../claims.csv)."
        ),
      ]
      blocks += ClaimSection(claims: claims, scale: content.scale).decisions
    }
    blocks += [.heading(2, "What was run")] + RunSection(results: results).blocks
    return blocks + TableSection(results: results).blocks
  }
}

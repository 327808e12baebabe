// `report.md`: the page that people read on a code host. Every sentence with a number is made from measurements.

internal import Experiments
internal import Formats
internal import Statistics

/// The page of one scale.
struct ReportPage {
  let study: Study
  let results: [ExperimentResults]
  let claims: [Claim]
  let scale: ScaleName
  /// The figures that were drawn, relative to the page.
  let figures: [String]

  /// The Markdown text.
  var text: String {
    var blocks = [
      "# The seesaw study, \(scale.rawValue) scale", introduction,
      "## Is the seesaw a phenomenon or retraining noise?", firstAnswer,
      "## What was run", RunSection(results: results, scale: scale).markdown,
    ]
    if !claims.isEmpty {
      blocks += ["## Claims", ClaimSection(claims: claims, scale: scale).markdown]
    }
    for result in results {
      blocks.append("## Experiment `\(result.records.name)`")
      blocks.append(command(result.records.name))
      for figure in result.figures where figures.contains(figure.path) {
        blocks.append("### \(figure.title)")
        blocks.append("![\(figure.title)](\(figure.path))")
        blocks.append(FigureSentences(result: result, study: study).about(figure))
      }
      blocks.append(TableSection(result: result).markdown)
    }
    blocks.append(contentsOf: counterEvidence)
    return blocks.filter { !$0.isEmpty }.map { Self.trimmed($0) }.joined(separator: "\n\n") + "\n"
  }

  private static func trimmed(_ block: String) -> String {
    var block = block
    while block.last == "\n" { block.removeLast() }
    return block
  }

  private func command(_ experiment: String) -> String {
    """
    Regenerate its records and everything below:

    ```
    swift run reproduce run \(experiment) --scale \(scale.rawValue)
    ```
    """
  }

  private var introduction: String {
    let words =
      switch scale {
      case .quick:
        "The quick scale is smaller than the paper in data and networks: it says what is *seen*, *not seen* or "
          + "*undecided* here, and is no verdict on the paper."
      case .paper:
        "This is the paper's size of data and networks; verdicts are on the paper's claims."
      }
    return """
      The synthetic study of *Progressive Layered Extraction* (Tang et al., RecSys 2020), rerun with replicates, \
      intervals and a placebo. \(words) All numbers on this page are computed from the CSV files beside it; \
      [manifest.json](manifest.json) holds the specifications and the platform. To compute the page again from the \
      records:

      ```
      swift run reproduce report --scale \(scale.rawValue)
      ```
      """
  }

  private var firstAnswer: String {
    guard let sweep = study.experiment("seesaw")?.sweep,
      let claim = SeesawOrNoise().claims(study).first
    else { return "The experiment `seesaw`, which answers this, has not been run at this scale." }
    let table = SeesawTable(sweep)
    let rate = table.overall(Arm(model: "placebo"))?.seesaw
    let others = sweep.defaultArms.filter { $0.model != "placebo" }
      .compactMap { arm in table.overall(arm)?.seesaw.rate.map { (arm, $0) } }
    let lowest = others.map(\.1).min() ?? 0
    let highest = others.map(\.1).max() ?? 0
    var sentences = [
      "On this data the two tasks are exchangeable, so a seesaw can only be a property of single runs. "
        + "The placebo is a second single-task model with another initialisation: whatever it shows is retraining noise."
    ]
    if let rate, let share = rate.rate {
      sentences.append(
        "It shows a significant seesaw in \(rate.count) of \(rate.runs) runs (\(Phrase.percent(share))"
          + (rate.interval.map {
            ", exact 95% interval \(Phrase.percent($0.lower)) to \(Phrase.percent($0.upper))"
          } ?? "")
          + "), the multi-task models in \(Phrase.percent(lowest)) to \(Phrase.percent(highest)).")
    }
    switch claim.finding {
    case .reproduced:
      sentences.append(
        "**The seesaw is more than retraining noise here**: some model exceeds the placebo.")
    case .negligible:
      sentences.append(
        "**Some model exceeds the placebo, but no model by 5 points or more**: nearly all of the seesaw is retraining noise."
      )
    case .contradicted:
      sentences.append(
        "**The seesaw is retraining noise here**: no model exceeds the placebo by 5 points or more."
      )
    default:
      sentences.append(
        "**Undecided**: no model is shown to exceed the placebo, and an excess of 5 points is not excluded."
      )
    }
    sentences.append(claim.detail)
    return sentences.joined(separator: " ")
  }

  /// MMoE's own Figure 6 beside the claim that its gates do not tell tasks apart.
  private var counterEvidence: [String] {
    let gates = study.published.productionGates
    let names = gates.map(\.gate).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    guard names.count == 2 else { return [] }
    let weights = names.map { name in gates.filter { $0.gate == name }.map(\.mean) }
    let difference = zip(weights[0], weights[1]).reduce(0) { $0 + abs($1.0 - $1.1) / 2 }
    let lowest = weights.flatMap { $0 }.min() ?? 0
    let words = zip(names, weights).map { name, weights in
      "\(name) \(weights.map { NumberFormat.decimal($0, places: 2) }.joined(separator: " / "))"
    }
    return [
      "## Counter-evidence: the gates of a production system",
      "The PLE paper says that MMoE's gates weigh experts similarly for all tasks and exclude none. The MMoE paper's own "
        + "Figure 6 shows gates of a production system that do otherwise: \(words.joined(separator: "; ")). "
        + "Half the sum of their differences is \(NumberFormat.decimal(difference, places: 2)), and the lowest mean weight is "
        + "\(NumberFormat.decimal(lowest, places: 3)).",
    ]
  }
}

// `report.md`: the page that people read on a code host. Every sentence with a number is made from measurements.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

/// The page of one scale.
struct ReportPage {
  let content: PageContent
  /// What each experiment declares, by its name.
  let reports: [String: DeclaredReport]
  /// The figures that were drawn.
  let figures: [Figure]

  private var scale: ScaleName { content.scale }
  private var experiments: [ExperimentResults] { content.study.experiments }

  /// The page from top to bottom.
  var blocks: [Block] {
    var blocks: [Block] = [.heading(1, "The seesaw study, \(scale.rawValue) scale")]
    blocks += introduction + answers
    blocks += [.heading(2, "What was run")]
    blocks += RunSection(experiments: experiments).blocks
    if !content.claims.isEmpty {
      blocks += [.heading(2, "Claims")]
      blocks += ClaimSection(claims: content.claims, scale: scale).blocks
    }
    for result in experiments {
      blocks += [.heading(2, "Experiment `\(result.name)`")] + command(result.name)
      for figure in figures where figure.experiment == result.name {
        blocks += [
          .heading(3, figure.title), .figure(title: figure.title, path: figure.path),
          .paragraph(figure.caption),
        ]
      }
      blocks += TableSection(results: result).blocks
    }
    return blocks
  }

  /// Answers under their headings, in the order in which headings first appear.
  private var answers: [Block] {
    var headings: [String] = []
    var sections: [String: [Block]] = [:]
    for result in experiments {
      for (heading, answer) in reports[result.name]?.answers ?? [] {
        let blocks = answer.blocks(result, in: content).filter { !$0.isEmpty }
        if blocks.isEmpty { continue }
        if sections[heading] == nil { headings.append(heading) }
        sections[heading, default: []] += blocks
      }
    }
    return headings.flatMap { [.heading(2, $0)] + (sections[$0] ?? []) }
  }

  private func command(_ experiment: String) -> [Block] {
    [
      .paragraph(
        "Regenerate its records and everything below, with the experiment file of this name and the seed and replicates of "
          + "[manifest.json](manifest.json):"),
      .code("swift run reproduce run \(experiment) --scale \(scale.rawValue)"),
    ]
  }

  private var introduction: [Block] {
    [
      .paragraph(
        "\(subject), rerun with replicates, intervals and a placebo. \(PaperSizes(experiments, scale).sentences) All numbers on this page "
          + "are computed from the CSV files beside it; [manifest.json](manifest.json) holds the specifications and the "
          + "platform. To compute the page again from the records:"),
      .code("swift run reproduce report --scale \(scale.rawValue)"),
    ]
  }

  /// The studies that are rerun.
  private var subject: String {
    let isSequential = experiments.map(\.plan.experiment.data.isSequential)
    let ple = "The synthetic study of *Progressive Layered Extraction* (Tang et al., RecSys 2020)"
    let mose = "of *Multitask Mixture of Sequential Experts* (Qin et al., KDD 2020)"
    if !isSequential.contains(true) { return ple }
    return isSequential.contains(false)
      ? "\(ple) and that \(mose)" : "The synthetic study \(mose)"
  }
}

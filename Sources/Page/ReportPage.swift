// `report.md`: the page that people read on a code host. Every sentence with a number is made from measurements.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

/// The page of one scale: findings, the figures that carry them, all claims. The rest is on a page per experiment.
struct ReportPage {
  let content: PageContent
  /// What each experiment declares, by its name.
  let reports: [String: DeclaredReport]
  /// The figures that were drawn.
  let figures: [Figure]
  /// Experiments that are still being run.
  let pending: [String]
  /// How many primary questions experiments have that are not among the results, by name.
  var unanswered: [(experiment: String, questions: Int)] = []

  private var scale: ScaleName { content.scale }
  private var experiments: [ExperimentResults] { content.study.experiments }

  /// The page from top to bottom.
  var blocks: [Block] {
    var blocks: [Block] = [.heading(1, "The seesaw study, \(scale.rawValue) scale")]
    if !pending.isEmpty {
      blocks.append(
        .paragraph(
          "**Not complete yet.** Still to come: \(Phrase.list(pending.map { "`\($0)`" }))."))
    }
    blocks += introduction
    let findings = FindingSection(
      claims: content.claims, scale: scale, experiments: experiments, unanswered: unanswered
    ).blocks
    if !findings.isEmpty { blocks += [.heading(2, "Findings")] + findings }
    for figure in headlines {
      blocks += [.figure(title: figure.title, path: figure.path), .paragraph(figure.captionOfPath)]
    }
    if !answers.isEmpty { blocks += [.heading(2, "Further answers"), .list(answers)] }
    if !content.claims.isEmpty {
      blocks += [
        .heading(2, "All claims"),
        .paragraph(
          "Unless a claim says otherwise, numbers are differences of log excess errors: .10 is about 10% less error. "
            + "Bounds are those that the rule looks at. Rules: [claims.csv](claims.csv). Verdicts in bold are those of the primary "
            + "claims; all others are exploratory."),
      ]
      blocks += ClaimSection(claims: content.claims, scale: scale).blocks
    }
    blocks += [
      .heading(2, "Experiments"), .table(table),
      .paragraph(
        "Stuck: runs that learned next to nothing of some task (test NMSE of \(Phrase.threshold(TrainingNotices.stuckNMSE)) or more). They "
          + "count like all others, as a user's would; by model they are on the experiment's page."),
    ]
    blocks += experiments.compactMap { TrainingNotices(results: $0).diverged }.map(Block.paragraph)
    return blocks + PaperContradictions(experiments: experiments).blocks + limits
  }

  /// The figures that carry the findings.
  private var headlines: [Figure] {
    experiments.compactMap { result in
      let name = result.records.presentation.report.headline
      return figures.first { $0.experiment == result.name && $0.script == name }
    }
  }

  /// What experiments answer on their pages, in a sentence each; answers to one question stand together.
  private var answers: [String] {
    var answered: [(question: String, sentences: [String])] = []
    for result in experiments {
      for (question, answer) in reports[result.name]?.answers ?? [] {
        let paragraphs = answer.blocks(result, in: content).compactMap { block -> String? in
          if case .paragraph(let text) = block { text } else { nil }
        }
        guard let first = paragraphs.first else { continue }
        let sentence =
          "\(Phrase.lead(first)) ([\(result.name)](\(result.name)/\(ExperimentPage.file)))"
        if let index = answered.firstIndex(where: { $0.question == question }) {
          answered[index].sentences.append(sentence)
        } else {
          answered.append((question, [sentence]))
        }
      }
    }
    return answered.map { question, sentences in
      "**\(question)\(question.hasSuffix("?") ? "" : ".")** \(sentences.joined(separator: " "))"
    }
  }

  private var introduction: [Block] {
    [
      .paragraph(
        "\(subject), redone with many draws, intervals and controls. \(PaperSizes(experiments, scale).sentences)"
      ),
      .paragraph(
        "All numbers are computed from the CSV files beside this page (`swift run reproduce report --scale "
          + "\(scale.rawValue)`). What words mean and how it was measured: "
          + "[the protocol](../../experiments/README.md)."),
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

  private var table: TextTable {
    var table = TextTable(
      header: [
        "Experiment", "What", "Redoes", "Draws", "Trainings", "Runs", "Diverged", "Stuck",
        "Not converged",
      ],
      numeric: [3, 4, 5, 6, 7, 8])
    for result in experiments {
      let presentation = result.records.presentation
      let sweep = result.sweep
      let (diverged, runs) = result.divergence
      let converged = result[ConvergenceTable.self]?.rows.compactMap(\.isConverged)
      table.append([
        "[\(result.name)](\(result.name)/\(ExperimentPage.file))", presentation.title,
        presentation.regenerates, String(sweep.draws.count), String(sweep.trainings.count),
        String(runs), String(diverged), String(TrainingNotices(results: result).stuckCount),
        converged.map { "\($0.count { !$0 }) of \($0.count) models" } ?? "",
      ])
    }
    return table
  }

  /// What must not be concluded.
  private var limits: [Block] {
    [
      .heading(2, "What this does not show"),
      .list([
        "Data are synthetic. Nothing here is measured on the papers' production data.",
        "Depth, widths and numbers of experts are the same for all models or those of the papers; there was no search for "
          + "the best architecture of any. Learning rates are tuned.",
        "Rates of rare events hold for the sizes and learning rates that were run, and for no others.",
        "A model that is not converged might rank otherwise with more training: see each experiment's page.",
      ]),
    ]
  }
}

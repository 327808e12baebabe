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
      "## Is the seesaw a phenomenon or retraining noise?", seesawAnswer(.tasks),
      NeverZeroSection(study: study).markdown, SequenceSection(study: study).markdown,
      sequenceAnswer,
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
    Regenerate its records and everything below, with the experiment file of this name and the seed and replicates of \
    [manifest.json](manifest.json):

    ```
    swift run reproduce run \(experiment) --scale \(scale.rawValue)
    ```
    """
  }

  private var introduction: String {
    """
    \(subject), rerun with replicates, intervals and a placebo. \(PaperSizes(study, scale).sentences) All numbers on this page \
    are computed from the CSV files beside it; [manifest.json](manifest.json) holds the specifications and the \
    platform. To compute the page again from the records:

    ```
    swift run reproduce report --scale \(scale.rawValue)
    ```
    """
  }

  /// The studies that are rerun.
  private var subject: String {
    let isSequential = study.experiments.map { SequenceStudy.contains($0.name) }
    let ple = "The synthetic study of *Progressive Layered Extraction* (Tang et al., RecSys 2020)"
    let mose = "of *Multitask Mixture of Sequential Experts* (Qin et al., KDD 2020)"
    if !isSequential.contains(true) { return ple }
    return isSequential.contains(false)
      ? "\(ple) and that \(mose)" : "The synthetic study \(mose)"
  }

  /// The same question of sequences, where it was asked; and whether memory is of any use there.
  private var sequenceAnswer: String {
    guard let records = study.experiment(SequenceStudy.sweep) else { return "" }
    let memory = MemorylessModel().claims(study).first?.detail ?? ""
    return "## Sequences: is the seesaw a phenomenon or retraining noise?\n\n"
      + [seesawAnswer(.sequences), SequenceSection.impostors(records.impostors), memory].filter {
        !$0.isEmpty
      }.joined(separator: "\n\n")
  }

  private func seesawAnswer(_ experiment: SeesawExperiment) -> String {
    let name = "`\(experiment.name)`"
    guard let records = study.experiment(experiment.name) else {
      return "The experiment \(name), which answers this, has not been run at this scale."
    }
    if records.hasOtherBaseline {
      return
        "The experiment \(name) was run with another baseline than its name says, and answers nothing."
    }
    let sweep = records.sweep
    let claims = SeesawOrNoise(experiment: experiment).claims(study)
    guard claims.count == 2 else {
      return sweep.arms.contains(Arm(model: "placebo"))
        ? "The experiment \(name) was run without a multi-task model to compare with the placebo."
        : "The experiment \(name) was run without the placebo, so that a seesaw cannot be told from retraining noise."
    }
    let table = SeesawTable(sweep)
    let rate = table.overall(Arm(model: "placebo"))?.seesaw
    let others = experiment.comparableArms(sweep).filter { $0.model != "placebo" }
      .compactMap { table.overall($0)?.seesaw.rate }
    var sentences = [
      (records.hasExchangeableTasks
        ? "On this data the tasks are exchangeable, so a seesaw can only be a property of single runs. "
        : "In this specification the tasks differ, so a seesaw may last from run to run. ")
        + "The placebo is a second single-task model with another initialisation: whatever it shows is retraining noise."
    ]
    if let rate, let share = rate.rate {
      let models = Set([others.min(), others.max()].compactMap { $0.map(Phrase.percent) }).count
      sentences.append(
        "It shows a significant seesaw in \(rate.count) of \(Phrase.count(rate.runs, "run")) (\(Phrase.percent(share))"
          + (rate.interval.map {
            ", exact 95% interval \(Phrase.percent($0.lower)) to \(Phrase.percent($0.upper))"
          } ?? "") + ")"
          + (others.min().map { lowest in
            ", the multi-task models in \(Phrase.percent(lowest))"
              + (models > 1 ? " to \(Phrase.percent(others.max() ?? lowest))" : "")
          } ?? "") + ".")
    } else {
      sentences.append("No run of it could be compared with a baseline.")
    }
    sentences.append(Self.answer(phenomenon: claims[0].finding, retraining: claims[1].finding))
    sentences.append(claims[0].detail)
    return sentences.joined(separator: " ")
  }

  /// The answer to the study's first question.
  /// - Parameters:
  ///   - phenomenon: whether some model exceeds the placebo.
  ///   - retraining: whether the placebo itself shows the seesaw.
  static func answer(phenomenon: Finding, retraining: Finding) -> String {
    let excess = NumberFormat.decimal(100 * SeesawOrNoise.margin, places: 0)
    let hasOwn = retraining == .reproduced
    let hasNone = retraining == .contradicted || retraining == .negligible
    switch phenomenon {
    case .reproduced:
      return "**The seesaw is more than retraining noise here**: some model exceeds the placebo."
    case .negligible:
      return "**Some model exceeds the placebo, but no model by \(excess) points or more**"
        + (hasOwn
          ? "; the rest of the seesaw is retraining noise."
          : hasNone
            ? ", and the placebo's own rate is below \(excess)%: there is hardly any seesaw here."
            : "; whether the placebo's own rate is above chance is undecided.")
    case .contradicted where hasOwn:
      return
        "**The seesaw is retraining noise here**: no model exceeds the placebo by \(excess) points or more."
    case .contradicted where hasNone:
      return
        "**There is hardly any seesaw here**: the placebo's rate is below \(excess)%, and no model exceeds it by \(excess) "
        + "points or more."
    case .contradicted:
      return
        "**No model exceeds the placebo by \(excess) points or more**; whether the placebo itself shows the seesaw is "
        + "undecided."
    default:
      return
        "**Undecided**: no model is shown to exceed the placebo, and an excess of \(excess) points is not excluded."
    }
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
    let threshold = NumberFormat.decimal(NoZeroWeight.threshold, places: 2)
    return [
      "## Counter-evidence: the gates of a production system",
      "The PLE paper says that MMoE's gates weigh experts similarly for all tasks and exclude none. The MMoE paper's own "
        + "Figure 6 shows the gates of a production system: \(words.joined(separator: "; ")). "
        + "Half the sum of their differences is \(NumberFormat.decimal(difference, places: 2)). The lowest mean weight is "
        + "\(NumberFormat.decimal(lowest, places: 3)), "
        + (lowest < NoZeroWeight.threshold
          ? "which counts as excluded here (below \(threshold))."
          : "low, but not below the \(threshold) that counts as excluded here."),
    ]
  }
}

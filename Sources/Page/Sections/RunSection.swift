// What was run: models, sizes, draws, learning rates, and what diverged.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

/// The runs of one experiment.
struct RunSection {
  let results: ExperimentResults

  var blocks: [Block] {
    let sweep = results.sweep
    let remark =
      results.plan.experiment.data.isSequential
      ? "Models without a remark in brackets are made of LSTMs." : ""
    return [
      .sentences([
        "\(Phrase.count(sweep.draws.count, "draw")) x \(Phrase.count(sweep.trainings.count, "training"))\(Phrase.at(sweep.correlations)).",
        results.leftOut, divergences(sweep), TrainingNotices(results: results).stuck ?? "",
        untunable, remark,
      ]), .table(models(sweep)),
    ]
  }

  /// Parameter counts and learning rates; two widths of a model would be two lines.
  private func models(_ sweep: Sweep) -> TextTable {
    var table = TextTable(
      header: ["Model", "Parameters", "Learning rate", "Runs", "Diverged"],
      numeric: [1, 2, 3, 4])
    for arm in sweep.arms {
      let runs = sweep.runs(of: arm)
      let sizes = Set(runs.compactMap { $0.first?.parameterCount }).sorted()
      let rates = Set(runs.compactMap { $0.first?.learningRate }).sorted()
      table.append([
        sweep.models.title(arm), sizes.map(String.init).joined(separator: ", "),
        rates.map(Phrase.learningRate).joined(separator: ", "), String(runs.count),
        String(runs.count { $0.contains { $0.status == .diverged } }),
      ])
    }
    return table
  }

  /// Models that no learning rate could train, in one text.
  private var untunable: String {
    TrainingNotices(results: results).untunable.joined(separator: " ")
  }

  private func divergences(_ sweep: Sweep) -> String {
    let diverged = sweep.arms.flatMap { sweep.diverged($0, sweep.correlations) }
    if diverged.isEmpty { return "No run diverged." }
    let named = diverged.prefix(12).map { record in
      let run = record.run
      return
        "\(sweep.models.title(run.arm))\(Phrase.at([run.correlation])), draw \(run.draw), training \(run.training)"
        + (record.divergedAt.map { " (step \($0))" } ?? "")
    }
    let rest = diverged.count > named.count ? " and \(diverged.count - named.count) more" : ""
    return
      "\(Phrase.count(diverged.count, "run")) diverged, and their draws are left out of every mean: \(named.joined(separator: "; "))\(rest)."
  }
}

extension ExperimentResults {
  /// The settings and models that the scale leaves out, in a sentence; empty where there are none.
  var leftOut: String {
    let names = plan.scale.omits ?? []
    return names.isEmpty
      ? "" : "Not run at this scale: \(Phrase.list(names.map { "`\($0)`" }))."
  }
}

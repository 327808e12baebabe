// What was run: models, sizes, replicates, learning rates, and what diverged.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

/// The runs of all experiments of a scale.
struct RunSection {
  let experiments: [ExperimentResults]

  var blocks: [Block] {
    let blocks = experiments.flatMap { results -> [Block] in
      let sweep = results.sweep
      let remark =
        results.plan.experiment.data.isSequential
        ? "Models without a remark in brackets are made of LSTMs." : ""
      return [
        .sentences([
          "**`\(results.name)`**: \(Phrase.count(sweep.replicates.count, "replicate"))\(Phrase.at(sweep.correlations)).",
          divergences(sweep), remark,
        ]), .table(models(sweep)),
      ]
    }
    return blocks.isEmpty ? [.paragraph("Nothing yet.")] : blocks
  }

  /// Parameter counts and learning rates; two widths of a model would be two lines.
  private func models(_ sweep: Sweep) -> TextTable {
    var table = TextTable(
      header: ["Model", "Parameters", "Learning rate", "Runs", "Diverged", "Without baseline"],
      numeric: [1, 2, 3, 4, 5])
    for arm in sweep.arms {
      let runs = sweep.correlations.flatMap { correlation in
        sweep.replicates.compactMap { sweep.run(arm, correlation, $0) }
      }
      let sizes = Set(runs.compactMap { $0.first?.parameterCount }).sorted()
      let rates = Set(runs.compactMap { $0.first?.learningRate }).sorted()
      table.append([
        sweep.models.title(arm), sizes.map(String.init).joined(separator: ", "),
        rates.map(Phrase.learningRate).joined(separator: ", "), String(runs.count),
        String(runs.count { $0.contains { $0.status == .diverged } }),
        String(runs.count { $0.contains { $0.status == .baselineDiverged } }),
      ])
    }
    return table
  }

  private func divergences(_ sweep: Sweep) -> String {
    let diverged = sweep.arms.flatMap { arm in
      sweep.correlations.flatMap { correlation in
        sweep.replicates.compactMap { replicate in
          sweep.run(arm, correlation, replicate)?.first { $0.status == .diverged }
        }
      }
    }
    if diverged.isEmpty { return "No run diverged." }
    let named = diverged.prefix(12).map { record in
      let run = record.run
      return
        "\(sweep.models.title(run.arm))\(Phrase.at([run.correlation])), replicate \(run.replicate)"
        + (record.divergedAt.map { " (step \($0))" } ?? "")
    }
    let rest = diverged.count > named.count ? " and \(diverged.count - named.count) more" : ""
    return
      "\(Phrase.count(diverged.count, "run")) diverged, and their pairs are left out of every mean: \(named.joined(separator: "; "))\(rest)."
  }
}

// What was run: models, sizes, replicates, learning rates, and what diverged.

internal import Experiments
internal import Formats

/// The runs of all experiments of a scale.
struct RunSection {
  let results: [ExperimentResults]
  let scale: ScaleName

  var markdown: String {
    let blocks = results.map { result in
      let records = result.records
      let sweep = records.sweep
      guard !sweep.arms.isEmpty else { return "`\(records.name)`: gate records only." }
      return """
        **`\(records.name)`**: \(Phrase.count(sweep.replicates.count, "replicate"))\
        \(Phrase.at(sweep.correlations)). \(divergences(sweep))\
        \(SequenceStudy.contains(records.name) ? " Models without a remark in brackets are made of LSTMs." : "")

        \(models(sweep).markdown.dropLast())
        """
    }
    return blocks.isEmpty ? "Nothing yet." : blocks.joined(separator: "\n\n")
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
        Phrase.arm(arm), sizes.map(String.init).joined(separator: ", "),
        rates.map(Phrase.rate).joined(separator: ", "), String(runs.count),
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
      let arm = Arm(model: record.model, setting: record.setting)
      return "\(Phrase.arm(arm))\(Phrase.at([record.correlation])), replicate \(record.replicate)"
        + (record.divergedAt.map { " (step \($0))" } ?? "")
    }
    let rest = diverged.count > named.count ? " and \(diverged.count - named.count) more" : ""
    return
      "\(Phrase.count(diverged.count, "run")) diverged, and their pairs are left out of every mean: \(named.joined(separator: "; "))\(rest)."
  }
}

extension Phrase {
  /// A learning rate as people write it: `0.001`; `1e+30` where zeros would have to be counted.
  static func rate(_ value: Double) -> String {
    let isPlain = value == 0 || (1e-6..<1e6).contains(abs(value))
    guard isPlain else {
      let parts = NumberFormat.scientific(value, places: 8).split(separator: "e")
      return "\(withoutZeros(String(parts[0])))e\(parts[1])"
    }
    let text = withoutZeros(NumberFormat.decimal(value, places: 8))
    return text.contains(".") ? text : text + ".0"
  }

  /// Decimals without the zeros at their end.
  private static func withoutZeros(_ decimal: String) -> String {
    var text = decimal
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}

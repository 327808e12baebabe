// The tables of one experiment on the page: gains, seesaw rates, the data, the tuning.

internal import Experiments
internal import Analysis
internal import Formats
internal import Foundation
internal import Records
internal import Statistics

/// The tables of one experiment.
struct TableSection {
  let results: ExperimentResults

  private var records: ExperimentRecords { results.records }

  var blocks: [Block] {
    var blocks: [Block] = []
    func add(_ title: String, _ note: String, _ table: TextTable?) {
      guard let table, !table.rows.isEmpty else { return }
      blocks += [.heading(3, title), .paragraph(note), .table(table)]
    }
    add(
      "Gains over the single-task model",
      "Mean with 95% Student t interval over replicates; NMSE is MSE / Var(y).\(weights) All cells, interquartile means, "
        + "sign-flip p and prediction intervals: [gains.csv](\(records.name)/gains.csv).", gains)
    add(
      "Seesaw runs",
      "Shares of runs with exact 95% intervals. A seesaw run is significantly better on one task and worse on another (paired "
        + "|z| > \(NumberFormat.decimal(RunOutcome.threshold, places: 2))), negative transfer significantly worse on some and better on none; best on both is a lower error on every "
        + "task than all other runs of the replicate in the default setting. The excess over the placebo is paired over replicates.\(layers) "
        + (hasCorrelation ? "By correlation: " : "All columns: ")
        + "[seesaw.csv](\(records.name)/seesaw.csv).", rates)
    add(
      "The data as realised",
      "\(data.note) [data.csv](\(records.name)/data.csv).", data.table)
    add(
      "Learning rates",
      "Geometric mean of validation NMSE over tasks and tuning runs; bold is the rate chosen. All tuning runs: "
        + "[tuning.csv](\(records.name)/tuning.csv).", tuning)
    return blocks
  }

  private var data: DataTable { DataTable(cards: records.data, isSequential: isSequential) }

  private var hasCorrelation: Bool {
    records.sweep.correlations.contains { $0 != NumberFormat.noCorrelation }
  }

  private var isSequential: Bool { records.plan.experiment.data.isSequential }

  /// What the mean over tasks of raw gains is worth where their labels vary unlike.
  private var weights: String {
    isSequential
      ? " The tasks' labels vary unlike, so that the mean over tasks of raw gains is mostly that of the task that varies most."
      : ""
  }

  /// What the models of sequences are made of.
  private var layers: String { results.denseModelsRemark.map { " \($0)" } ?? "" }

  private var gains: TextTable? {
    guard let gains = results[GainTable.self] else { return nil }
    var table = TextTable(
      header: ["Model", "p", "Task", "n", "Raw gain", "Paper", "NMSE gain"], numeric: [3, 4, 5, 6])
    let tasks = records.sweep.tasks + [GainTable.taskMean]
    for arm in records.sweep.comparedArms {
      let correlations = records.sweep.correlations(of: arm)
      // Where there are several correlations the page shows their average; the CSV has them all.
      let shown = correlations.count > 1 ? GainTable.average : correlations.first ?? ""
      for task in tasks {
        guard let raw = gains.row(arm, shown, task, .raw),
          let nmse = gains.row(arm, shown, task, .nmse)
        else { continue }
        table.append([
          results.models.title(arm), Self.key(shown), task, String(raw.count), Self.estimate(raw),
          raw.published.map { NumberFormat.decimal($0, places: 4) } ?? "", Self.estimate(nmse),
        ])
      }
    }
    return table.withoutEmptyColumns
  }

  /// A correlation in a column that is left out where there is none.
  private static func key(_ correlation: String) -> String {
    correlation == NumberFormat.noCorrelation ? "" : correlation
  }

  private static func estimate(_ row: GainTable.Row) -> String {
    guard let mean = row.mean else { return "" }
    let interval = row.interval.map { " [\(Phrase.signed($0.lower)), \(Phrase.signed($0.upper))]" }
    return Phrase.signed(mean) + (interval ?? "")
  }

  private var rates: TextTable? {
    guard let seesaw = results[SeesawTable.self] else { return nil }
    var table = TextTable(
      header: [
        "Model", "p", "Runs", "Dropped", "Seesaw", "Negative transfer", "Best on both",
        "Excess over placebo",
      ], numeric: [2, 3, 4, 5, 6, 7])
    func text(_ rate: RunRate) -> String {
      guard let share = rate.rate, let interval = rate.interval else { return "" }
      return
        "\(Phrase.percent(share)) [\(Phrase.percent(interval.lower)), \(Phrase.percent(interval.upper))]"
    }
    for arm in records.sweep.comparedArms {
      guard let row = seesaw.overall(arm) else { continue }
      var excess = ""
      if let mean = row.excess?.mean, let interval = row.excess?.interval() {
        excess =
          "\(Phrase.signedPercent(mean)) [\(Phrase.signedPercent(interval.lower)), \(Phrase.signedPercent(interval.upper))]"
      }
      table.append([
        results.models.title(arm), Self.key(row.correlation), String(row.seesaw.runs),
        String(row.diverged),
        text(row.seesaw), text(row.negativeTransfer), text(row.bestOnBoth), excess,
      ])
    }
    return table.withoutEmptyColumns
  }

  private var tuning: TextTable? {
    guard !records.tuning.isEmpty else { return nil }
    let rates = Set(records.tuning.map(\.learningRate)).sorted()
    let arms = records.models.sorted(records.tuning.map(\.arm))
    var table = TextTable(
      header: ["Model"] + rates.map(Phrase.learningRate), numeric: Set(1...max(1, rates.count)))
    for arm in arms {
      let own = records.tuning.filter { $0.arm == arm }
      table.append(
        [results.models.title(arm)]
          + rates.map { rate in
            let trials = own.filter { $0.learningRate == rate }
            if trials.isEmpty { return "" }
            let losses = trials.compactMap(\.validationNMSE)
            guard losses.count == trials.count, losses.allSatisfy({ $0 > 0 }) else {
              return "diverged"
            }
            let mean = exp(losses.map { log($0) }.reduce(0, +) / Double(losses.count))
            let text = NumberFormat.decimal(mean, places: 4)
            return trials.contains { $0.chosen == .yes } ? "**\(text)**" : text
          })
    }
    return table
  }
}

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
      blocks += [.heading(2, title), .paragraph(note), .table(table)]
    }
    add(
      "Gains over the single-task model",
      "Mean over draws with 95% Student t interval. The log gain is the difference of log excess errors: .10 is about 10% "
        + "less error.\(weights) All cells: [gains.csv](gains.csv).", gains)
    add(
      "Seesaws",
      "Single runs: share of pairs of a training of the model and one of single-task with gains of opposite signs. rho: how "
        + "often a seesaw recurs the same way in other trainings minus how often reversed, with one-sided 95% bounds. Loser: gain "
        + "of the task that loses, picked in one training and measured in another.\(layers) All columns: "
        + "[seesaw.csv](seesaw.csv).", seesaws)
    add(
      "Controls", "What the rule says where the answer is known: [controls.csv](controls.csv).",
      controls)
    add(
      "Ranking",
      "The row's model against the column's, by difference of log excess errors; **bold** where it is better by more than "
        + "\(Phrase.threshold(Metric.margin)) (Holm over all pairs), = where both are equal within it. All settings and correlations: "
        + "[ranking.csv](ranking.csv).", ranking)
    add(
      "Convergence",
      "By how much the log excess error falls on tuning draws if a model trains twice as long, with 95% interval over draws; "
        + "below \(Phrase.threshold(ConvergenceTable.smallestFall)) it counts as converged. [convergence.csv](convergence.csv).",
      convergence)
    add(
      "The data as realised",
      "\(data.note) [data.csv](data.csv).", data.table)
    add(
      "Learning rates",
      "Geometric mean of validation NMSE over tasks and tuning runs; bold is the rate chosen. All tuning runs: "
        + "[tuning.csv](tuning.csv).", tuning)
    return blocks
  }

  private var data: DataTable {
    DataTable(
      cards: records.data.filter { $0.setting == Arm.defaultSetting }, isSequential: isSequential)
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
      header: ["Model", "p", "Task", "n", "Log gain", "Raw gain", "Paper"], numeric: [3, 4, 5, 6])
    let tasks = records.sweep.tasks + [GainTable.taskMean]
    for arm in records.sweep.comparedArms {
      let correlations = records.sweep.correlations(of: arm)
      // Where there are several correlations the page shows their average; the CSV has them all.
      let shown = correlations.count > 1 ? GainTable.average : correlations.first ?? ""
      for task in tasks {
        guard let log = gains.row(arm, shown, task, .logExcess),
          let raw = gains.row(arm, shown, task, .raw)
        else { continue }
        table.append([
          results.models.title(arm), Self.key(shown), task, String(log.count), Self.estimate(log),
          Self.estimate(raw), raw.published.map { NumberFormat.decimal($0, places: 4) } ?? "",
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

  private var seesaws: TextTable? {
    guard let seesaw = results[SeesawTable.self] else { return nil }
    var table = TextTable(
      header: ["Model", "p", "Draws", "Single runs", "rho", "Lasting seesaw", "Loser"],
      numeric: [2, 3, 4, 6])
    for arm in records.sweep.comparedArms {
      guard let row = seesaw.overall(arm) else { continue }
      // As in claims: without controls that hold, a rule's word is none.
      let isJudged =
        results[ControlTable.self]?.hold(in: arm.setting) ?? true
        || !records.sweep.sharingArms(in: arm.setting).contains(arm)
      table.append([
        results.models.title(arm), Self.key(row.correlation), String(row.draws),
        row.singleRunShare.map(Phrase.percent) ?? "", Self.bounded(row.recurrence),
        isJudged ? row.recurrence?.outcome.word ?? "" : "no verdict",
        Self.interval(row.loserGain, row.loserInterval),
      ])
    }
    return table.withoutEmptyColumns
  }

  private var controls: TextTable? {
    guard let controls = results[ControlTable.self] else { return nil }
    var table = TextTable(
      header: ["Setting", "Control", "rho", "The rule says", "It must say", "Loser"],
      numeric: [2, 5])
    for row in controls.rows {
      table.append([
        row.setting, row.control.name, Self.bounded(row.recurrence),
        row.recurrence?.outcome.word ?? "", row.control.expected?.word ?? "",
        Self.interval(row.loserGain, row.loserInterval),
      ])
    }
    return table
  }

  /// The default setting's matrix.
  private var ranking: TextTable? {
    guard let ranking = results[RankingTable.self] else { return nil }
    let own = ranking.rows.filter { $0.setting == Arm.defaultSetting }
    guard let shown = own.last?.correlation else { return nil }
    let rows = own.filter { $0.correlation == shown }
    let models = rows.reduce(into: [String]()) { models, row in
      for model in [row.first, row.second] where !models.contains(model) { models.append(model) }
    }
    var table = TextTable(
      header: ["Model"] + models.map(results.models.title), numeric: Set(1...models.count))
    for first in models {
      table.append(
        [results.models.title(first)]
          + models.map { second in
            for row in rows {
              guard let difference = row.difference else { continue }
              let value = { NumberFormat.decimal($0, places: 3) }
              let mark = row.relation == .equal ? " =" : ""
              if row.first == first, row.second == second {
                return row.relation == .better
                  ? "**\(value(difference))**" : value(difference) + mark
              }
              if row.first == second, row.second == first {
                return row.relation == .worse
                  ? "**\(value(-difference))**" : value(-difference) + mark
              }
            }
            return ""
          })
    }
    return table
  }

  private var convergence: TextTable? {
    guard let convergence = results[ConvergenceTable.self] else { return nil }
    var table = TextTable(
      header: ["Model", "Tuning draws", "Fall", "Converged"], numeric: [1, 2])
    for row in convergence.rows {
      table.append([
        results.models.title(row.arm), String(row.draws), Self.interval(row.fall, row.interval),
        row.isConverged.map { $0 ? "yes" : "no" } ?? "",
      ])
    }
    return table
  }

  private static func bounded(_ rule: RecurrenceRule?) -> String {
    guard let rule else { return "" }
    return
      "\(NumberFormat.decimal(rule.mean, places: 2)) [\(NumberFormat.decimal(rule.lower, places: 2)), \(NumberFormat.decimal(rule.upper, places: 2))]"
  }

  private static func interval(_ mean: Double?, _ interval: Interval?) -> String {
    guard let mean else { return "" }
    return Phrase.signed(mean)
      + (interval.map { " [\(Phrase.signed($0.lower)), \(Phrase.signed($0.upper))]" } ?? "")
  }

  private var tuning: TextTable? {
    guard !records.tuning.isEmpty else { return nil }
    let rates = Set(records.tuning.map(\.learningRate)).sorted()
    let arms = records.models.sorted(records.tuning.map(\.arm))
    var table = TextTable(
      header: ["Model"] + rates.map(Phrase.learningRate), numeric: Set(1...max(1, rates.count)))
    for arm in arms {
      let own = records.tuning.filter { $0.arm == arm && $0.budget == 1 }
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

// What few labels do: errors on the samples that models were trained on beside those on new ones, and leads.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records
internal import Statistics

enum OverfittingFigure: FigureKind {
  static let name = "overfitting"
  static let title = "Training and test error by the share of labels"
  static let files = [FittedTable.file]
  static let tables: [any DerivedTable.Type] = [FittedTable.self]

  static func variables(_ results: ExperimentResults) -> [String: String] {
    ["task": results.records.sparsestTask]
  }

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[FittedTable.self] else { return nil }
    let rows = table.rows.filter {
      $0.task == results.records.sparsestTask && $0.differsInSharesAlone && $0.quantity == "gap"
    }
    let shares = rows.map(\.labelShare)
    guard let least = shares.min(), let most = shares.max() else { return nil }
    let fewest = rows.first { $0.labelShare == least }?.labels
    let largest = rows.filter { $0.labelShare == least }
      .max { ($0.mean ?? -.infinity) < ($1.mean ?? -.infinity) }
    return
      "Mean squared errors on task \(results.records.sparsestTask.dropFirst(4)) of trained models, geometric means over draws "
      + "with 95% Student t intervals: full points on new samples, hollow ones on the training samples that carry the label. "
      + "Labels of the task are on \(Phrase.significant(100 * least))% to \(Phrase.significant(100 * most))% of the samples"
      + (fewest.map { ", at the least \(Phrase.significant($0.rounded())) training samples" } ?? "")
      + "."
      + (largest.flatMap { row in
        row.mean.map {
          " There the distance of the two is largest in \(results.models.titleWithin(row.arm.model)): a log ratio of "
            + "\(Phrase.significant($0))."
        }
      } ?? "")
  }
}

enum LeadsByShareFigure: FigureKind {
  static let name = "leads-by-share"
  static let title = "Lead of separate experts by the share of labels"
  static let files = [LeadTable.file]
  static let tables: [any DerivedTable.Type] = [LeadTable.self]

  static func variables(_ results: ExperimentResults) -> [String: String] {
    ["task": results.records.sparsestTask]
  }

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[LeadTable.self] else { return nil }
    let rows = table.rows.filter {
      $0.task == results.records.sparsestTask && $0.differsInSharesAlone
    }
    guard let least = rows.map(\.labelShare).min() else { return nil }
    let sparsest = rows.filter { $0.labelShare == least }
    let behind = sparsest.filter { ($0.interval?.upper ?? 0) < 0 }
    let ahead = sparsest.filter { ($0.interval?.lower ?? 0) > 0 }
    func named(_ rows: [LeadTable.Row]) -> String {
      Phrase.list(
        rows.map {
          "\(results.models.titleWithin($0.model)) over \(results.models.titleWithin($0.rival))"
        })
    }
    return
      "The other model's log excess error on task \(results.records.sparsestTask.dropFirst(4)) minus that of a model with experts "
      + "of tasks, means over draws with 95% Student t intervals: above 0, separate experts lead. At "
      + "\(Phrase.significant(100 * least))% of the labels the interval is above 0 for "
      + (ahead.isEmpty ? "none" : named(ahead)) + ", and below 0 for "
      + (behind.isEmpty ? "none" : named(behind)) + "."
  }
}

// Errors of every model by learning rate and schedule: whether a ranking depends on them.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records
internal import Statistics

enum RateRankingFigure: FigureKind {
  static let name = "rate-ranking"
  static let title = "Gain over tuned single-task by learning rate and schedule"
  static let files = [RateTable.file]
  static let tables: [any DerivedTable.Type] = [RateTable.self]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[RateTable.self] else { return nil }
    let best = table.groups.compactMap { group -> String? in
      let rows = table.rows.filter { $0.schedule == group.schedule && $0.rate == group.rate }
      guard let first = rows.max(by: { ($0.mean ?? -.infinity) < ($1.mean ?? -.infinity) }) else {
        return nil
      }
      return "\(results.models.titleWithin(first.model)) (\(group.words))"
    }
    return
      "Dots are mean gains in log excess error over the single-task network at its own tuned rate, with 95% intervals over "
      + "draws. Highest mean, without a test: \(Phrase.list(best))."
  }
}

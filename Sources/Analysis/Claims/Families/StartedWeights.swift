// MMoE does not become CGC. If it starts as one, does training take it away again?

package import Experiments
internal import Formats
internal import Foundation
internal import Records
internal import Training

/// Whether models that start at a trained one come to weigh the experts that it excludes: one claim for all offsets
/// that an optimiser trains on from.
package struct StartedWeights: ClaimFamily {
  package static let name = "started-weights"
  /// ln 2: weights that less than double stay where they were.
  static let margin = log(2.0)

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireStart()
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    StartedRuns.all(results, isFinite: true).map { started in
      let parts = started.rows.map { row in
        IntersectionUnion.Part(
          name: row.offsetWords, values: row.logRatio.present, margin: Self.margin)
      }
      let weakest = IntersectionUnion.weakest(parts)
      let text = Phrase.threshold(SmallestWeights.threshold)
      let stayed = started.rows.map { row in
        "\(row.offsetWords): \(row.excludingAtEnd) of \(row.weightAtEnd.present.count)"
      }
      return Claim(
        started.key,
        statement: "\(started.words(results.models)) weighs the excluded experts more at the end",
        measured: weakest?.estimate.mean, lower: weakest?.estimate.lower,
        upper: weakest?.estimate.upper, count: weakest?.estimate.count ?? 0,
        rule:
          "ln of the excluded experts' mean weight at the end over that at the start (means over tasks), at "
          + "\(parts.count) offsets (the weakest is printed); "
          + IntersectionUnion.words(margin: "ln 2, so that they do not double", parts: "offsets"),
        finding: IntersectionUnion.finding(parts),
        detail:
          "Runs that still exclude them in all tasks' gates at the end (below \(text)), by offset: "
          + "\(stayed.joined(separator: "; ")).")
    }
  }
}

/// The started runs of one model with one optimiser, at all offsets.
struct StartedRuns {
  var rows: [DriftTable.Row]

  /// All groups in the order of the table.
  /// - Parameter isFinite: those with an offset, or those with −∞.
  static func all(_ results: ExperimentResults, isFinite: Bool) -> [StartedRuns] {
    let rows = (results[DriftTable.self]?.rows ?? []).filter { ($0.offset != nil) == isFinite }
    var groups: [StartedRuns] = []
    for row in rows {
      let position = groups.firstIndex { $0.key == Self.key(row) }
      if let position {
        groups[position].rows.append(row)
      } else {
        groups.append(.init(rows: [row]))
      }
    }
    return groups
  }

  private static func key(_ row: DriftTable.Row) -> [String] {
    [row.arm.model, row.optimiser.rawValue, row.correlation]
  }

  /// What tells the group from others.
  var key: [String] { Self.key(rows[0]) }

  /// The started model in words.
  func words(_ models: ModelList) -> String {
    let row = rows[0]
    return
      "\(models.title(row.arm.model)) started at \(models.titleWithin(row.donor)) and trained on with "
      + "\(row.optimiser == .sgd ? "SGD" : "Adam")"
  }
}

extension DriftTable.Row {
  /// The offset in words.
  var offsetWords: String { "offset " + (offset.map { Phrase.significant($0) } ?? "−∞") }
}

extension Arguments {
  /// Refuses an experiment in which no model trains on from another.
  func requireStart() throws(ExperimentFileError) {
    guard experiment.settings.contains(where: { ($0.start?.start.after ?? 1) < 1 }) else {
      throw refusal("needs a setting with a start before the end of training")
    }
  }
}

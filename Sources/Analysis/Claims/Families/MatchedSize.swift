// Is it only more parameters? One kind of model against another at equal size.

package import Experiments
internal import Formats
internal import ModelZoo
internal import RealModule
internal import Records
internal import Statistics

/// The difference of two kinds' errors at equal size, each interpolated along its own models.
package struct MatchedSize: ClaimFamily {
  package static let name = "matched-size"
  package static let tables: [any DerivedTable.Type] = [SizeTable.self]

  private let subject: ModelKind
  private let rival: ModelKind
  private let measure: SizeMeasure

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.kind("kind")
    rival = try arguments.kind("overKind")
    measure = try arguments.word("by", default: .parameters)
    guard subject != rival else {
      throw arguments.refusal("names \(subject.rawValue) twice: a kind is not compared with itself")
    }
  }

  package var keys: [[String]] { [[subject.rawValue, rival.rawValue, measure.rawValue]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let table = results[SizeTable.self] else { return [] }
    let differences = Self.differences(
      results.sweep, table, of: subject, over: rival, at: measure)
    let estimate = Estimate(differences.present)
    let sizes = [subject, rival].map { kind in table.rows(of: kind).map { $0.size(measure) } }
    let lowest = sizes.compactMap { $0.min() }.max() ?? 0
    let highest = sizes.compactMap { $0.max() }.min() ?? 0
    return [
      Claim(
        [subject.rawValue, rival.rawValue, measure.rawValue],
        statement:
          "\(subject.definition.title) is better than \(ListedModel.within(rival.definition.title)) "
          + "at equal \(measure.words)",
        measured: estimate?.mean, lower: estimate?.lower, upper: estimate?.upper,
        count: estimate?.count ?? 0,
        rule:
          "the rival's log excess error minus the subject's (mean over tasks, trainings and correlations), each "
          + "interpolated linearly in the logarithm of its \(measure.words), mean over the range of logarithms that both have, per draw; "
          + CommonRule.words,
        finding: CommonRule.finding(
          lower: estimate?.lower, upper: estimate?.upper, margin: Metric.margin),
        detail: lowest < highest
          ? "Compared from \(lowest) to \(highest) \(measure.words)."
          : "The two have no size in common.")
    ]
  }

  /// The difference on every draw; nil where a run is missing or diverged, or no size is common to both.
  static func differences(
    _ sweep: Sweep, _ table: SizeTable, of subject: ModelKind, over rival: ModelKind,
    at measure: SizeMeasure
  ) -> DrawColumn {
    func columns(_ kind: ModelKind) -> [(x: Double, errors: DrawColumn)] {
      table.rows(of: kind).map { row in
        let arm = Arm(model: row.model)
        return (
          Double.log(Double(row.size(measure))),
          .mean(
            of: sweep.correlations(of: arm).map {
              sweep.errors(arm, $0, task: nil, .logExcess)
            })
        )
      }
    }
    let (own, other) = (columns(subject), columns(rival))
    func curve(_ columns: [(x: Double, errors: DrawColumn)], _ draw: Int) -> PiecewiseLine? {
      let points = columns.compactMap { column in
        column.errors[draw].map { (x: column.x, y: $0) }
      }
      return points.count == columns.count ? PiecewiseLine(points) : nil
    }
    return sweep.draws.indices.map { draw in
      guard let own = curve(own, draw), let other = curve(other, draw) else { return nil }
      return other.meanDifference(from: own)
    }
  }
}

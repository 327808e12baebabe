// In how many cells of the PLE paper's Figure 7 a model is first: a description, since it has no interval.

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// In how many task cells a model's mean error is the lowest.
package struct FirstPlaces: ClaimFamily {
  package static let name = "first-places"
  package static let unit = "cells"

  private let subject: String
  private let rivals: [String]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.model("subject")
    rivals = try arguments.models("over")
  }

  package var keys: [[String]] { [[subject]] }

  /// Only cells count in which the model and all rivals have values: what was not measured is not beaten.
  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let sweep = results.sweep
    let own = Arm(model: subject)
    let leads = sweep.correlations(of: own).flatMap { correlation in
      sweep.tasks.indices.compactMap { task -> [Double]? in
        let leads = rivals.compactMap { rival in
          Summary(
            DrawColumn.difference(
              sweep.errors(
                ofRival: Arm(model: rival), against: own, correlation, task: task, .logExcess),
              sweep.errors(own, correlation, task: task, .logExcess)
            ).present)?.mean
        }
        return leads.count == rivals.count ? leads : nil
      }
    }
    guard !leads.isEmpty else { return [] }
    let first = leads.count { $0.allSatisfy { $0 > 0 } }
    let models = results.models
    let others = Phrase.list(rivals.map(models.titleWithin))
    return [
      Claim(
        [subject],
        statement:
          "\(models.title(subject)) is first in \(first) of \(leads.count) task cells, against \(others)",
        measured: Double(first),
        count: leads.count,
        rule:
          "task cells (correlation x task) in which the subject's mean log excess error is below that of all \(rivals.count) rivals; "
          + "a description",
        finding: .descriptive)
    ]
  }
}

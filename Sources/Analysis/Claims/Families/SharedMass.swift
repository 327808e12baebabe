// "Shared experts in PLE have larger influence on the input of tower networks" than in CGC (PLE, section 5.3).

package import Experiments
internal import Formats
internal import Records

/// Whether the shared experts weigh more at the top level of one model than of another.
package struct SharedMass: ClaimFamily {
  package static let name = "shared-mass"
  package static let unit = "difference of weights"

  private let subject: String
  private let rival: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireGates()
    subject = try arguments.model("subject", withTaskExperts: true)
    rival = try arguments.model("over", withTaskExperts: true)
  }

  package var keys: [[String]] { [[subject, rival]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let other = results.records.gates(of: rival).map({ GateSweep($0) }),
      let own = results.records.gates(of: subject).map({ GateSweep($0) })
    else { return [] }
    func masses(_ sweep: GateSweep, contributionWeighted: Bool) -> DrawColumn {
      .mean(
        of: other.correlations.map { correlation in
          sweep.column(correlation, other.draws) {
            $0.sharedMass(contributionWeighted: contributionWeighted)
          }
        })
    }
    let published = published(results)
    let margin = published.map { $0 / 4 } ?? 0
    let parts = [false, true].map { weighted in
      IntersectionUnion.Part(
        name: weighted ? "contribution-weighted" : "raw",
        values: DrawColumn.difference(
          masses(own, contributionWeighted: weighted), masses(other, contributionWeighted: weighted)
        ).present, margin: margin)
    }
    let raw = Estimate(parts[0].values)
    let weighted = Estimate(parts[1].values)
    let (title, name) = (results.models.title(subject), results.models.titleWithin(rival))
    return [
      Claim(
        [subject, rival],
        statement: "Shared experts weigh more in \(title) than in \(name)",
        published: published.map { NumberFormat.decimal($0, places: 3) } ?? "",
        measured: raw?.mean, lower: raw?.lower, upper: raw?.upper, count: raw?.count ?? 0,
        rule:
          "shared mass of the task gates at the subject's top level minus the rival's, mean over tasks and p; supported iff the one-sided "
          + "95% lower bound > 0 both raw (printed) and contribution-weighted; not supported iff either is below "
          + "\(NumberFormat.decimal(margin, places: 3)), a quarter of the published difference (Holm over 2); both: negligible",
        finding: IntersectionUnion.finding(parts),
        detail: weighted.map {
          "Contribution-weighted: \(Phrase.signed($0.mean)) (bounds \(Phrase.signed($0.lower)) to \(Phrase.signed($0.upper)))."
        } ?? "")
    ]
  }

  /// The same contrast in the paper's Figure 8, which has it for one task and the reverse for the other.
  private func published(_ results: ExperimentResults) -> Double? {
    func mean(_ model: String) -> Double? {
      let name = results.models[model]?.published ?? model
      let top = results.published.utilization.filter { $0.model == name }.map(\.level).max() ?? 1
      let masses = ["task1", "task2"].compactMap { gate in
        results.published.weights(name, level: top, gate: gate).first { $0.expert == "shared" }?
          .mean
      }
      return masses.count == 2 ? (masses[0] + masses[1]) / 2 : nil
    }
    guard let own = mean(subject), let other = mean(rival) else { return nil }
    return own - other
  }
}

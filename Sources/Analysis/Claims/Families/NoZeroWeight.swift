// "There is no zero-weight for all experts in MMOE and ML-MMOE" (PLE, section 5.3).

package import Experiments
internal import Formats
internal import Records

/// In how many runs some gate all but excludes an expert.
package struct NoZeroWeight: ClaimFamily {
  package static let name = "no-zero-weight"
  package static let unit = "share of runs"

  private let subject: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireGates()
    subject = try arguments.model("subject", withTaskExperts: nil)
  }

  package var keys: [[String]] { [[subject]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let published = results.published.gates(
      of: results.models[subject]?.published ?? subject)
    return RareEvents.cells(results, of: subject).map { cell in
      claim(cell, results, published: published)
    }
  }

  /// - Parameter published: the paper's mean weights, gate by gate.
  private func claim(
    _ cell: RareEvents, _ results: ExperimentResults, published: [[Double]]
  ) -> Claim {
    let threshold = SmallestWeights.threshold
    let text = Phrase.threshold(threshold)
    let excluded = published.count { gate in gate.contains { $0 < threshold } }
    let lowest = cell.runs.map(\.mean)
    let beside = SmallestWeights.thresholds.filter { $0 != threshold }.map { bound in
      "\(lowest.count { $0 < bound }) below 0\(Phrase.threshold(bound))"
    }
    let low = lowest.min().map { "; the lowest is \(NumberFormat.decimal($0, places: 4))" } ?? ""
    return cell.claim(
      statement:
        "No gate of \(results.models.title(cell.arm)) excludes an expert\(Phrase.at(cell.correlations))",
      published: published.isEmpty ? "" : "\(excluded) of \(published.count) gates",
      rule: "share of runs in which some gate's mean weight on some expert < \(text), "
        + RareEvents.words(results),
      detail: "a mean weight below \(text) (\(beside.joined(separator: ", ")))\(low)."
        + cell.lowestSentence
    ) { $0.isExcluding }
  }
}

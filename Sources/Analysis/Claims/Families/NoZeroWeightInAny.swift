// "There is no zero-weight for all experts in MMOE and ML-MMOE" (PLE, section 5.3), of both at once.

package import Experiments
internal import Formats
internal import Records

/// The same of several models at once, in the default setting.
package struct NoZeroWeightInAny: ClaimFamily {
  package static let name = "no-zero-weight-in-any"
  package static let unit = "share of runs"

  private let subjects: [String]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireGates()
    subjects = try arguments.models("subject")
  }

  package var keys: [[String]] { [subjects] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let cells = subjects.compactMap { subject in
      RareEvents.cells(results, of: subject).first { $0.arm.isDefault }
    }
    let rates = cells.map { RareEvents.Rate($0.runs) { $0.isExcluding } }
    guard rates.count == subjects.count,
      let worst = rates.max(by: { ($0.upper ?? 1, $0.events) < ($1.upper ?? 1, $1.events) })
    else { return [] }
    let titles = subjects.map(results.models.title)
    let counts = zip(titles, rates).map { "\($0) in \($1.events) of \($1.runs) runs" }
    return [
      Claim(
        subjects,
        statement: "No gate of \(titles.joined(separator: " or ")) excludes an expert"
          + Phrase.at(cells.first?.correlations ?? []),
        measured: worst.runs == 0 ? nil : Double(worst.events) / Double(worst.runs),
        lower: worst.lower, upper: worst.upper, count: worst.runs,
        rule:
          "share of runs in which some gate's mean weight on some expert < \(Phrase.threshold(SmallestWeights.threshold)), "
          + "of the model with the higher limit; \(RareEvents.words(results)); supported iff so for all \(subjects.count) "
          + "models, not supported iff not so for some (Bonferroni over the models)",
        finding: Self.finding(rates), detail: "\(counts.joined(separator: ", ")).")
    ]
  }

  /// All of: every model's own rule at 5%; some against: lower limits corrected by Bonferroni.
  static func finding(_ rates: [RareEvents.Rate]) -> Finding {
    let findings = rates.map { RareEvents.finding(lower: $0.lower, upper: $0.upper) }
    if findings.allSatisfy({ $0 == .supported }) { return .supported }
    let isContradicted = rates.contains { rate in
      (rate.lower(level: 1 - 0.05 / Double(rates.count)) ?? 0) > RareEvents.floor
    }
    return isContradicted ? .unsupported : .inconclusive
  }
}

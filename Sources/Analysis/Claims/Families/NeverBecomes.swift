// "It is hard for MMOE and ML-MMOE to converge to the structure of CGC and PLE" (PLE, section 5.3).

package import Experiments
internal import Formats
internal import Records

/// In how many runs a model without experts of the tasks' own comes to exclude them as one with such
/// experts does.
package struct NeverBecomes: ClaimFamily {
  package static let name = "never-becomes"
  package static let unit = "share of runs"

  private let subject: String
  /// What the subject could become, in words.
  private let goal: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireGates()
    subject = try arguments.model("subject", withTaskExperts: nil)
    goal = try arguments.text("goal", "the name of what the subject could become")
  }

  package var keys: [[String]] { [[subject]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let text = Phrase.threshold(SmallestWeights.threshold)
    return RareEvents.cells(results, of: subject).map { cell in
      let loosest = cell.runs.count { $0.isLikeCGC[0] }
      return cell.claim(
        statement:
          "\(results.models.title(cell.arm)) does not become \(goal)\(Phrase.at(cell.correlations))",
        rule:
          "share of runs in which two tasks' top gates each have a mean weight < \(text) on an expert that "
          + "the other's does not exclude, \(RareEvents.words(results))",
        detail:
          "two task gates that exclude different experts (\(loosest) with "
          + "\(Phrase.threshold(SmallestWeights.thresholds[0])) in place of \(text))."
      ) { $0.hasBecomeCGC }
    }
  }
}

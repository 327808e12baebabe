// An expert that is excluded exactly stays so: a check of the code.

package import Experiments
internal import Records

/// A check of the code: at an offset of −∞ weight and gradient are exactly 0.
package struct StartedStaysOut: ClaimFamily {
  package static let name = "started-stays-out"

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireStart()
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let weights = StartedRuns.all(results, isFinite: false)
      .flatMap { $0.rows.flatMap { $0.weightAtEnd.present } }
    guard !weights.isEmpty else { return [] }
    let zero = weights.count { $0 == 0 }
    return [
      Claim(
        [], statement: "Experts that are excluded with offset −∞ stay at a weight of 0",
        sourceDetail: "a check, as their gradient is 0",
        measured: Double(zero) / Double(weights.count), count: weights.count,
        rule:
          "share of runs that end with a weight of exactly 0; supported iff all do; otherwise not supported",
        finding: zero == weights.count ? .supported : .unsupported)
    ]
  }
}

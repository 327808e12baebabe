// What would a table of single runs show, as the papers print them? A description.

package import Experiments
internal import Formats
internal import Records

/// How many pairs of single runs have gains of opposite signs, beside the placebo's.
package struct SingleRuns: ClaimFamily {
  package static let name = "single-runs"
  package static let unit = "share"

  private let setting: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.require(.placebo)
    setting = try arguments.setting("setting")
  }

  package var keys: [[String]] { [[setting]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let table = results[SeesawTable.self] else { return [] }
    let rows = results.sweep.sharingArms(in: setting).compactMap { table.overall($0) }
    let shares = rows.compactMap(\.singleRunShare)
    guard let lowest = shares.min(), let highest = shares.max(),
      let placebo = results.sweep.arm(.placebo, in: setting).flatMap({ table.overall($0) }),
      let noise = placebo.singleRunShare
    else { return [] }
    return [
      Claim(
        [setting],
        statement:
          "Single runs show a seesaw in \(Phrase.percent(lowest)) to \(Phrase.percent(highest)) of comparisons with "
          + "single-task, the placebo in \(Phrase.percent(noise))\(Phrase.on(setting: setting))",
        measured: noise, count: placebo.draws,
        rule:
          "share of pairs of a training of the model and one of single-task with gains in log excess error of opposite "
          + "signs, of the placebo (printed) and of every model; a description",
        finding: .descriptive)
    ]
  }
}

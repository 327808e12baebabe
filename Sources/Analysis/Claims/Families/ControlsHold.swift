// Does the rule for a lasting seesaw say what it must where the answer is known?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// A claim per control that has to come out one way.
package struct ControlsHold: ClaimFamily {
  package static let name = "controls-hold"
  package static let unit = "rho"
  package static let tables: [any DerivedTable.Type] = [ControlTable.self]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.require(.placebo)
    try arguments.requireRetraining()
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    (results[ControlTable.self]?.rows ?? []).compactMap { claim($0) }
  }

  private func claim(_ row: ControlTable.Row) -> Claim? {
    guard let expected = row.control.expected else { return nil }
    let place = Phrase.on(setting: row.setting)
    let statement =
      switch row.control {
      case .placebo: "The placebo has no lasting seesaw\(place)"
      case .spike(let amplitude):
        "A seesaw of \(Phrase.threshold(amplitude)) added to the placebo is found\(place)"
      case .planted: "The planted seesaw is found\(place)"
      }
    let taken = row.tuningGains.map { $0.map(Phrase.signed) ?? "none" }
    return Claim(
      [row.control.name.split(separator: " ").joined(separator: "-"), row.setting],
      statement: statement, measured: row.recurrence?.mean, lower: row.recurrence?.lower,
      upper: row.recurrence?.upper, count: row.draws,
      rule:
        "rho as for lasting-seesaw; supported iff the rule says \(expected.word)"
        + (row.control == .planted
          ? " and the plant gains and loses \(Phrase.threshold(ControlTable.smallestPlant)) or more on tuning draws"
          : "")
        + "; inconclusive iff it says undecided; else not supported",
      finding: Self.finding(row),
      detail: row.control == .planted
        ? "Gains on tuning draws, task by task: \(taken.joined(separator: ", "))." : "")
  }

  static func finding(_ row: ControlTable.Row) -> Finding {
    guard let outcome = row.recurrence?.outcome, outcome != .undecided else {
      return .inconclusive
    }
    return row.isAsExpected == true ? .supported : .unsupported
  }
}

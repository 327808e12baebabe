// What departures from the papers cost, and whether they change who leads.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

enum DeparturesFigure: FigureKind {
  static let name = "departures"
  static let title = "Cost of departures of public implementations"
  static let files = [DepartureTable.file]
  static let tables: [any DerivedTable.Type] = [DepartureTable.self]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[DepartureTable.self] else { return nil }
    let leads = table.rows.count { $0.rival != nil }
    // From or to undecided: which of two intervals crosses a line is no evidence that they differ.
    let undecided = Finding.inconclusive.word(results.records.scaleOfVerdicts)
    let turned = table.changedLeads.filter { ![$0.finding, $0.findingWithout].contains(undecided) }
    let others = table.changedLeads.count - turned.count
    let named = turned.map { row in
      "\(results.models.titleWithin(row.model)) over \(results.models.titleWithin(row.rival ?? ""))"
        + Phrase.on(setting: row.setting)
    }
    return
      "Dots are log excess errors with a departure minus those without it, means over draws with 95% Student t intervals: "
      + "right of 0, the departure costs."
      + (leads == 0
        ? ""
        : " Of \(leads) leads of one model over another, \(turned.isEmpty ? "none turns" : "\(turned.count) \(turned.count == 1 ? "turns" : "turn")") "
          + "from one finding to the opposite" + (named.isEmpty ? "" : ": \(Phrase.list(named))")
          + "; \(others) more become undecided, or cease to be, which is no evidence of a change.")
  }
}

extension ExperimentResults {
  /// The only setting in which models depart from the papers; nil where there are none or several.
  var soleDeparture: String? {
    let departed = plan.experiment.settings.filter { $0.departures != nil || $0.frozen != nil }
    return departed.count == 1 ? departed[0].name : nil
  }

  /// That setting, for a script that can show it beside the default.
  var departureBeside: [String: String] { soleDeparture.map { ["beside": $0] } ?? [:] }
}

// Rules of departures that need more than one value of an experiment file.
import ModelZoo

extension ExperimentChecks {
  /// Every departure and every frozen part must be one that some model of the file can have; what a setting departs from
  /// stands before it.
  func checkDepartures() throws(ExperimentFileError) {
    let choices = experiment.models.filter { !$0.isRetrainedBaseline }
    for (index, setting) in experiment.settings.enumerated() {
      let path = "settings[\(index)]"
      let variations = choices.map { $0.variation(in: setting) }
      for (position, departure) in (setting.departures ?? []).enumerated()
      where !variations.contains(where: { $0.departures?.contains(departure) ?? false }) {
        throw refusal(
          at: "\(path).departures[\(position)]",
          allowed: "a departure that some model of the file can have")
      }
      if setting.frozen != nil, variations.allSatisfy({ $0.frozen == nil }) {
        throw refusal(
          at: "\(path).frozen", found: "parts that no model has",
          allowed: "owners of experts and names of gates that some model of the file has")
      }
      if setting.start != nil, setting.departures != nil || setting.frozen != nil {
        throw refusal(
          at: "\(path).start", found: "a start of models with departures",
          allowed: "absent where departures or frozen is stated")
      }
      guard let name = setting.departsFrom else { continue }
      let earlier = experiment.settings[..<index].map(\.name)
      guard earlier.contains(name) else {
        throw refusal(
          at: "\(path).departsFrom",
          allowed: earlier.isEmpty
            ? "absent for the default" : "a setting before it: \(earlier.joined(separator: ", "))")
      }
    }
  }
}

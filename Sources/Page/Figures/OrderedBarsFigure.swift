// Figure 8 over runs, with the experts of every module in order.

internal import Experiments
internal import Analysis
internal import Formats
internal import ModelZoo
internal import Records

enum OrderedBarsFigure: FigureKind {
  static let name = "figure8-ordered"
  static let title = "Mean weight of every expert in every gate, over runs"
  static let files = [UtilizationTable.file]

  static func variables(_ results: ExperimentResults) -> [String: String] {
    let settings = results.plan.experiment.settings
    return [
      "biased": settings.first { $0.gateBias }?.name ?? "",
      "unbiased": settings.first { !$0.gateBias }?.name ?? "",
      "correlation": Figure8Table.correlation(in: results.records),
    ].merging(BarsFigure.otherTasks(results)) { own, _ in own }
  }

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[UtilizationTable.self] else { return nil }
    let settings = results.plan.experiment.settings
    let correlation = Figure8Table.correlation(in: results.records)
    let place = Phrase.at([correlation])
    var sentences = [
      (place.isEmpty ? "All runs" : "At\(place.dropFirst(3))")
        + ", with a module's experts ordered within each run by task 1's mean weight, "
        + "so that exchangeable experts do not average out."
    ]
    for model in results.models.models
    where model.kind.definition.hasGates && !model.kind.definition.hasTaskExperts {
      for setting in settings {
        let rows = table.segments.filter {
          $0.arm == Arm(model: model.name, setting: setting.name) && $0.correlation == correlation
        }
        // One level alone: the gates of the first level of others are not the tasks'.
        guard rows.map(\.level).max() == 1 else { continue }
        let words = results.sweep.tasks.compactMap { gate -> String? in
          let means = rows.filter { $0.gate == gate }.map {
            NumberFormat.decimal($0.mean, places: 2)
          }
          return means.isEmpty
            ? nil : "\(means.joined(separator: " / ")) (task \(gate.dropFirst(4)))"
        }
        guard let count = rows.first?.count, !words.isEmpty else { continue }
        let isAmbiguous = settings.count { $0.gateBias == setting.gateBias } > 1
        sentences.append(
          "\(model.title) \(setting.gateBias ? "with" : "without") gate bias\(isAmbiguous ? " (\(setting.name))" : ""), "
            + "mean of \(Phrase.count(count, "draw")): \(words.joined(separator: ", ")).")
      }
    }
    return sentences.joined(separator: " ")
  }
}

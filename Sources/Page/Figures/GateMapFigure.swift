// At which configurations gates come to exclude an expert.

internal import Analysis
internal import Formats

enum GateMapFigure: FigureKind {
  static let name = "gate-map"
  static let title = "Smallest mean weight by learning rate"
  static let files = [GateMap.file]
  static let tables: [any DerivedTable.Type] = [GateMap.self]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let configurations = results[GateMap.self]?.configurations else { return nil }
    let excluding = configurations.filter { $0.excluding > 0 }
    let runs = configurations.map { $0.smallest.count + $0.diverged }
    let (fewest, most) = (runs.min() ?? 0, runs.max() ?? 0)
    let diverged = configurations.reduce(0) { $0 + $1.diverged }
    let text = Phrase.threshold(SmallestWeights.threshold)
    return
      "Each field is a place: its colour the median over runs of the smallest mean weight of any gate at the end of training, "
      + "red below \(text); its text the number of runs below \(text). The even weight of E experts is 1/E, so that with many "
      + "experts \(text) is not as far away. \(fewest == most ? "\(most)" : "\(fewest) to \(most)") runs per place. "
      + "Some run is below \(text) in \(excluding.count) of \(Phrase.count(configurations.count, "place"))"
      + (excluding.map(\.spec.learningRate).min().map {
        ", the least learning rate among them is \(Phrase.learningRate($0))"
      } ?? "")
      + ". \(diverged == 0 ? "No run" : Phrase.count(diverged, "run")) diverged. All rows, with polarised gates and errors: "
      + "[\(GateMap.file)](\(GateMap.file))."
  }
}

// Seesaw rates by model, beside the placebo's.

internal import ModelZoo
internal import Records
internal import Statistics
internal import Analysis
internal import Experiments
internal import Formats

enum SeesawRatesFigure: FigureKind {
  static let name = "seesaw-rates"
  static let title = "Seesaw rate by model, beside the placebo's"
  static let files = [SeesawTable.file]

  static func caption(_ results: ExperimentResults) -> String? {
    guard let table = results[SeesawTable.self], results.sweep.placebo != nil else { return nil }
    let compared = results.sweep.sharingArms.compactMap { table.overall($0) }
      .compactMap { row in row.excess?.interval().map { (row.arm, $0) } }
    let above = compared.filter { $0.1.lower > 0 }.map { results.models.title($0.0) }
    let below = compared.filter { $0.1.upper < 0 }.map { results.models.title($0.0) }
    let interval = "(95% interval of the paired difference)"
    var sentences = [
      "Bars are shares of runs, lines exact 95% intervals, the band the placebo's interval."
    ]
    if compared.isEmpty {
      sentences.append("No model's rate could be compared with the placebo's.")
    } else if above.isEmpty && below.isEmpty {
      sentences.append(
        "No model's rate can be told from the placebo's (95% intervals of the paired difference).")
    }
    if !above.isEmpty { sentences.append("Above the placebo \(interval): \(Phrase.list(above)).") }
    if !below.isEmpty { sentences.append("Below the placebo \(interval): \(Phrase.list(below)).") }
    if let remark = results.denseModelsRemark { sentences.append(remark) }
    return sentences.joined(separator: " ")
  }
}

extension ExperimentResults {
  /// What the rates of fully connected models beside a baseline of LSTMs are not; nil where there are none.
  var denseModelsRemark: String? {
    let isMixed =
      models.model(.baseline)?.layers == .lstm
      && models.models.contains { $0.layers == .dense && $0.role == nil }
    return isMixed
      ? "The baseline is a network of LSTMs, from which the fully connected models differ in more than sharing: theirs are "
        + "no rates of a seesaw of sharing." : nil
  }
}

// `sequential/mode-curves.csv`: what samples of a mode look like, drawn like MoSE's Figure 5. It is made
// from the specification and the seed; no record holds the data.

internal import Experiments
internal import Formats
internal import SyntheticData

/// The curves of a few samples of the first modes.
enum ModeCurves {
  /// Enough to be told apart by eye.
  static let modeCount = 3
  /// What is common to a mode, and what noise does to it, shows in a few.
  static let samplesPerMode = 3
  /// Where samples of a mode are looked for: the first of the training range.
  static let searched = 0..<1000

  /// Input 1 and both labels over all steps, sorted by mode, sample and step.
  static func table(_ source: SequentialModes) -> CSVTable {
    ModeCurvePoint.table(
      source.curves(samplesPerMode: samplesPerMode, among: searched)
        .filter { $0.mode < modeCount })
  }

  /// The header, whatever the data.
  static let columns = ModeCurvePoint.table([]).columns

  /// The data set of replicate 000; nil where the experiment's generator makes no modes.
  static func source(of plan: Plan?) -> SequentialModes? {
    guard let plan, case let data = plan.data(correlation: nil, replicate: 0),
      case .sequentialModes(let spec) = data.generator
    else { return nil }
    return try? SequentialModes(spec, draw: data.stream)
  }
}

// `<experiment>/gates/<model>.samples.csv`: the weights of the first test samples as they are.

internal import Formats

/// One expert's weight in one gate for one test sample of draw 000, training 0 at p = 0.50.
package struct GateSample: TableRecord, Hashable, Sendable {
  package var setting = ""
  /// From 1, the lowest.
  package var level = 1
  package var gate = ""
  /// From 0, the first of the test range.
  package var sample = 0
  package var expert = ""
  package var weight: Double?

  package init() {}

  package static let schema = Schema<GateSample>(
    [.stored("setting", \.setting, .text, .key, "the setting; - is the default")]
      + GateRecord.gateColumns(level: \.level, gate: \.gate) + [
        .stored("sample", \.sample, .integer, .key, "the test sample, from 0"),
        .stored("expert", \.expert, .text, .key, "expert01, expert02, …"),
        .measured("weight", \.weight, "the expert's weight for this sample"),
      ])

  /// The correlation at which samples are kept, where the data have one.
  package static let correlation = "0.50"
  /// The draw and the training of which samples are kept.
  package static let draw = "000"
  package static let training = "0"

  /// Whether samples of a run are kept: of draw 000, training 0 at p = 0.50, in every setting; of data without
  /// a correlation, of draw 000, training 0.
  package static func isSampled(_ run: RunKey) -> Bool {
    [correlation, NumberFormat.noCorrelation].contains(run.correlation)
      && run.draw == draw && run.training == training
  }
}

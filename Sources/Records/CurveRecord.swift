// `<experiment>/curves.csv`: validation error, and how little gates weigh an expert, along training.

internal import Formats
internal import Training

/// One point of one run's curve, measured on the first validation samples.
package struct CurveRecord: TableRecord, Hashable, Sendable {
  package var run = RunKey()
  /// Steps taken.
  package var step = 0
  /// Training samples seen.
  package var samples = 0
  /// Mean over tasks.
  package var validationNMSE: Double?
  /// The smallest mean weight of any gate; nil without gates.
  package var smallestWeight: Double?
  /// The share of gates that give one expert a mean weight above ``polarization``; nil without gates.
  package var polarisedGates: Double?

  /// A gate that gives one expert more than this leaves next to nothing to the others together.
  package static let polarization = 0.9

  package init() {}

  package static let schema = Schema<CurveRecord>(
    Column.part(RunKey.columns, \.run) + [
      .stored("step", \.step, .integer, .key, "training steps taken"),
      .stored("samples", \.samples, .integer, .configuration, "training samples seen"),
      .measured(
        "validation_nmse", \.validationNMSE,
        "mean over tasks of MSE / Var(y) on the first \(LockStep.curveSampleCount) validation samples",
        as: .amount),
      .measured(
        "smallest_weight", \.smallestWeight,
        "on the same samples, the smallest mean weight of any gate; empty without gates", as: .share
      ),
      .measured(
        "polarised_gates", \.polarisedGates,
        "the share of gates that give one expert a mean weight above "
          + "\(Phrase.threshold(polarization)); empty without gates", as: .share),
    ])
}

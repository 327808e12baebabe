// `<experiment>/tuning.csv`: how the learning rates were chosen.

package import Experiments

/// One task of one tuning run.
package struct TuningRecord: TableRecord, Hashable, Sendable {
  /// Whether this rate became the model's.
  package enum Chosen: String, CaseIterable, Sendable {
    case yes
    case no
  }

  package var arm = Arm(model: "")
  package var learningRate = 0.0
  package var correlation = ""
  /// The tuning draw, as written.
  package var draw = ""
  package var task = ""
  package var validationNMSE: Double?
  package var status = RunStatus.ok
  package var chosen = Chosen.no

  package init() {}

  package static let schema = Schema<TuningRecord>(
    Arm.columns(\.arm) + [
      .stored("learning_rate", \.learningRate, .shortest, .key, "the rate that was tried"),
      RunKey.correlationColumn(\.correlation),
      .stored("draw", \.draw, .text, .key, "the tuning draw, from 0; used for nothing else"),
      .stored("task", \.task, .text, .key, "task1, task2, …"),
      .measured(
        "validation_nmse", \.validationNMSE, "MSE / Var(y) on the validation samples"),
      .stored("status", \.status, .word, .outcome, "ok or diverged"),
      // A rate is chosen for all draws alike.
      .stored("chosen", \.chosen, .word, .configuration, "yes on all rows of the chosen rate"),
    ])
}

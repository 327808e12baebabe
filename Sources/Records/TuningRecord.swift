// `<experiment>/tuning.csv`: how the learning rates were chosen.

package import Experiments
internal import RealModule

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
  /// The training on that draw, as written.
  package var training = ""
  package var task = ""
  /// 1, or 2 for twice as many passes.
  package var budget = 1
  package var validationNMSE: Double?
  /// Mean squared distance of predictions from the noise-free label on the same samples.
  package var excessError: Double?
  package var status = RunStatus.ok
  package var chosen = Chosen.no

  package init() {}

  /// ln of the excess error; nil where the trial diverged.
  package var logExcessError: Double? {
    excessError.flatMap { $0 > 0 ? Double.log($0) : nil }
  }

  package static let schema = Schema<TuningRecord>(
    Arm.columns(\.arm) + [
      .stored("learning_rate", \.learningRate, .shortest, .key, "the rate that was tried"),
      RunKey.correlationColumn(\.correlation),
      .stored("draw", \.draw, .text, .key, "the tuning draw, from 0; used for nothing else"),
      RunKey.trainingColumn(\.training),
      .stored(
        "budget", \.budget, .integer, .key,
        "1; 2 for a check of convergence: twice as many passes at the chosen rate"),
      .stored("task", \.task, .text, .key, "task1, task2, …"),
      .measured(
        "validation_nmse", \.validationNMSE,
        "MSE / Var(y) on the validation samples: what rates are chosen by", as: .amount),
      .measured(
        "excess_error", \.excessError,
        "mean squared distance of predictions from the noise-free label, on the validation samples",
        as: .amount),
      .stored("status", \.status, .word, .outcome, "ok or diverged"),
      // A rate is chosen for all draws alike.
      .stored(
        "chosen", \.chosen, .word, .configuration,
        "yes on all rows of the chosen rate; a planted model has the baseline's"),
    ])
}

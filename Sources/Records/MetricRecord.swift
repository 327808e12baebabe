// `<experiment>/metrics.csv`: the errors of every run on every task.

package import Experiments

/// One task of one run.
package struct MetricRecord: TableRecord, Hashable, Sendable {
  package var run = RunKey()
  package var task = ""
  /// Test mean squared error.
  package var mse: Double?
  /// mse / Var(y) over the draw's test range.
  package var nmse: Double?
  /// Test mean squared distance of predictions from the noise-free label.
  package var excessError: Double?
  package var parameterCount = 0
  package var learningRate = 0.0
  package var status = RunStatus.ok
  /// The step at which the loss stopped being finite.
  package var divergedAt: Int?

  package init() {}

  package static let schema = Schema<MetricRecord>(
    Column.part(RunKey.columns, \.run) + [
      .stored("task", \.task, .text, .key, "task1, task2, …"),
      .measured("mse", \.mse, "mean squared error on the test samples", as: .amount),
      .measured(
        "nmse", \.nmse, "mse / Var(y), Var over the test samples of the draw", as: .amount),
      .measured(
        "excess_error", \.excessError,
        "mean squared distance of predictions from the noise-free label, on the test samples",
        .leading, as: .amount),
      .stored(
        "parameter_count", \.parameterCount, .integer, .configuration,
        "the model's trainable parameters"),
      .stored(
        "learning_rate", \.learningRate, .shortest, .configuration,
        "the rate it was trained with; that of the first step where it decays"),
      .stored(
        "status", \.status, .word, .outcome, "ok or diverged"),
      .stored(
        "diverged_at", \.divergedAt, .optionalInteger, .following,
        "the step whose loss was not finite; empty for runs that ended"),
    ])
}

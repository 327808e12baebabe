// `<experiment>/metrics.csv`: the errors and gains of every run on every task.

package import Experiments

/// One task of one run.
package struct MetricRecord: TableRecord, Hashable, Sendable {
  package var run = RunKey()
  package var task = ""
  /// Test mean squared error.
  package var mse: Double?
  /// mse / Var(y) over the replicate's test range.
  package var nmse: Double?
  /// Test mean squared distance of predictions from the noise-free label.
  package var excessError: Double?
  /// The baseline's mse.
  package var singleTaskMSE: Double?
  /// The baseline's excess error.
  package var singleTaskExcessError: Double?
  /// Baseline mse − mse (PLE, equation 11): positive is better; nil for the baseline itself.
  package var gain: Double?
  /// The same of nmse.
  package var nmseGain: Double?
  /// Mean over standard error, over test samples, of the difference of squared errors: positive is better.
  package var pairedZ: Double?
  package var parameterCount = 0
  package var learningRate = 0.0
  package var status = RunStatus.ok
  /// The step at which the loss stopped being finite.
  package var divergedAt: Int?

  package init() {}

  package static let schema = Schema<MetricRecord>(
    Column.part(RunKey.columns, \.run) + [
      .stored("task", \.task, .text, .key, "task1, task2, …"),
      .measured("mse", \.mse, "mean squared error on the test samples"),
      .measured(
        "nmse", \.nmse, "mse / Var(y), Var over the test samples of the replicate", .leading),
      .measured(
        "excess_error", \.excessError,
        "mean squared distance of predictions from the noise-free label, on the test samples"),
      .measured("single_task_mse", \.singleTaskMSE, "the baseline's mse on the same samples"),
      .measured(
        "single_task_excess_error", \.singleTaskExcessError,
        "the baseline's excess_error on the same samples"),
      .measured(
        "gain", \.gain, "single_task_mse − mse: positive is better; empty for the baseline"),
      .measured("nmse_gain", \.nmseGain, "gain / Var(y)"),
      .measured(
        "paired_z", \.pairedZ,
        "mean over test samples of (baseline's squared error − the model's), in standard errors"),
      .stored(
        "parameter_count", \.parameterCount, .integer, .configuration,
        "the model's trainable parameters"),
      .stored(
        "learning_rate", \.learningRate, .shortest, .configuration,
        "the rate it was trained with; that of the first step where it decays"),
      .stored(
        "status", \.status, .word, .outcome,
        "ok, diverged, or baseline-diverged: the run ended, but there is nothing to compare with"),
      .stored(
        "diverged_at", \.divergedAt, .optionalInteger, .following,
        "the step whose loss was not finite; empty for runs that ended"),
    ])
}

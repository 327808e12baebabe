// `<experiment>/training-errors.csv`: what trained models have learned of their training samples.

/// One task of one run.
package struct TrainingErrorRecord: TableRecord, Hashable, Sendable {
  package var run = RunKey()
  package var task = ""
  /// Training samples that carry the task's label.
  package var labels: Int?
  /// Mean squared error on them; nil where a run diverged, like all that is measured.
  package var mse: Double?
  /// Mean squared distance of predictions from the noise-free label on them.
  package var excessError: Double?

  package init() {}

  package static let schema = Schema<TrainingErrorRecord>(
    Column.part(RunKey.columns, \.run) + [
      .stored("task", \.task, .text, .key, "task1, task2, …"),
      .stored(
        "labels", \.labels, .optionalCount, .following,
        "training samples that carry the task's label; empty for a run that diverged"),
      .measured(
        "mse", \.mse,
        "mean squared error of the trained model on the training samples that carry the label",
        .leading, as: .amount),
      .measured(
        "excess_error", \.excessError,
        "mean squared distance of its predictions from the noise-free label on the same samples",
        as: .amount),
    ])
}

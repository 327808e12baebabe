// `<experiment>/starts.csv`: how near models came to the trained ones that they started at, and what
// became of the experts that those do not see.

/// One task of one run that started at a trained model.
package struct StartRecord: TableRecord, Hashable, Sendable {
  package var run = RunKey()
  package var task = ""
  /// The model started at.
  package var donor = ""
  /// Over test samples, the largest difference of the two models' predictions at the start; nil where
  /// a run diverged, like all that follows.
  package var largestDifference: Double?
  /// The root of its mean square.
  package var rmsDifference: Double?
  /// √Var(y) over the test range, to measure it by.
  package var labelDeviation: Double?
  /// The experts that the donor's top gate of the task does not see, joined by spaces.
  package var excludedExperts = ""
  /// The sum of their mean weights in the model's top gate of the task when it starts.
  package var weightAtStart: Double?
  /// The same when training has ended.
  package var weightAtEnd: Double?

  package init() {}

  package static let schema = Schema<StartRecord>(
    Column.part(RunKey.columns, \.run) + [
      .stored("task", \.task, .text, .key, "task1, task2, …"),
      .stored("donor", \.donor, .text, .configuration, "the trained model that the run starts at"),
      .measured(
        "largest_difference", \.largestDifference,
        "over test samples, the largest difference of predictions from the donor's at the start",
        .leading),
      .measured("rms_difference", \.rmsDifference, "the root mean square of the same differences"),
      .measured(
        "label_sd", \.labelDeviation, "standard deviation of the label on the test samples"),
      .stored(
        "excluded_experts", \.excludedExperts, .optionalText, .configuration,
        "the experts that the donor's top gate of the task does not see"),
      .measured(
        "excluded_weight_at_start", \.weightAtStart,
        "the sum of their mean weights in the model's gate at the start"),
      .measured("excluded_weight_at_end", \.weightAtEnd, "the same at the end of training"),
    ])

  /// The largest difference in standard deviations of the label; nil where a run diverged.
  package var relativeDifference: Double? {
    guard let largestDifference, let labelDeviation, labelDeviation > 0 else { return nil }
    return largestDifference / labelDeviation
  }
}

// `<experiment>/data.csv`: what each data set turned out to be.

internal import Formats
internal import SyntheticData

/// The data set of one draw at one correlation, in a setting that has data of its own.
package struct DataRecord: Hashable, Sendable {
  package var setting = ""
  package var correlation = ""
  package var draw = ""
  /// Cosine of the weight vectors, mean over all pairs of tasks; nil with a single task.
  package var cosine: Double?
  /// Pearson correlation of the labels, mean over all pairs of tasks; nil with a single task.
  package var labelPearson: Double?
  /// Var(y_k) over the test range, task by task.
  package var variances: [Double?] = []
  /// The share of each task's label variance that is no linear function of the input.
  package var nonlinearShares: [Double?] = []
  /// The lowest mean squared error that can be expected: of a predictor that knows all but the labels' noise.
  package var noiseFloors: [Double?] = []
  /// The mean squared error of repeating the label of the step before the labelled ones.
  package var persistenceErrors: [Double?] = []
  /// The mean squared error of the mean over training samples of the same mode, step by step.
  package var modeMeanErrors: [Double?] = []
  /// Checksums of the first samples of train, validation and test.
  package var trainChecksum = ""
  package var validationChecksum = ""
  package var testChecksum = ""

  package init() {}

  /// The table of data sets with K tasks.
  package static func schema(taskCount: Int) -> Schema<DataRecord> {
    func checksum(
      _ split: String, _ path: StoredPath<DataRecord, String>
    ) -> Column<DataRecord> {
      .stored(
        "checksum_\(split)", path, .text, .identity,
        "checksum of the first \(DataCard.checksumSamples) \(split) samples")
    }
    var columns: [Column<DataRecord>] = [
      .stored(
        "setting", \.setting, .text, .key,
        "the first setting with these data; - is the default"),
      RunKey.correlationColumn(\.correlation), RunKey.drawColumn(\.draw),
      .measured(
        "cosine", \.cosine, "cosine of the tasks' weight vectors; empty where there are none"),
      .measured("label_pearson", \.labelPearson, "Pearson correlation of the tasks' labels"),
    ]
    columns += Column.perTask(
      "variance", taskCount: taskCount, "Var(y) on the test samples that carry the label",
      \.variances)
    columns += Column.perTask(
      "nonlinear_share", taskCount: taskCount,
      "share of the label's variance that no linear function of the task's projection explains",
      \.nonlinearShares)
    columns += Column.perTask(
      "noise_floor", taskCount: taskCount,
      "the lowest expected MSE, that of a predictor which knows all but the labels' noise; sequences only",
      \.noiseFloors)
    columns += Column.perTask(
      "persistence_mse", taskCount: taskCount,
      "MSE of repeating the last label before the labelled steps; sequences only",
      \.persistenceErrors)
    columns += Column.perTask(
      "mode_mean_mse", taskCount: taskCount,
      "MSE of the mean over the mode's training samples at the same step; modes only",
      \.modeMeanErrors)
    columns += [
      checksum("train", \.trainChecksum), checksum("validation", \.validationChecksum),
      checksum("test", \.testChecksum),
    ]
    return Schema(columns)
  }

  /// Reads the data sets of K tasks, strictly.
  /// - Throws: `FileError` or `CSVError`.
  package static func read(_ path: String, taskCount: Int) throws -> [DataRecord] {
    try schema(taskCount: taskCount).read(path, blank: DataRecord())
  }
}

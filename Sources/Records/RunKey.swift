// What names a run in every record table: model, setting, correlation, draw, training.

package import Experiments
internal import Formats

/// A model in one setting.
package struct Arm: Hashable, Sendable {
  package var model: String
  package var setting: String

  package init(model: String, setting: String = Arm.defaultSetting) {
    self.model = model
    self.setting = setting
  }

  /// The arm of a variant.
  package init(_ variant: Variant) {
    self.init(model: variant.choice.name, setting: variant.setting.name)
  }

  /// The name of the default setting, the first of every experiment.
  package static let defaultSetting = Setting.defaultName

  package var isDefault: Bool { setting == Self.defaultSetting }
}

/// The key of a run. Its numbers stay texts, as they are written: `0.50`, `003`, `1`.
package struct RunKey: Hashable, Sendable {
  package var arm: Arm
  /// Two decimals, or `-` where nothing controls the correlation.
  package var correlation: String
  /// The data set: at least three digits.
  package var draw: String
  /// The training on it.
  package var training: String

  package init(
    arm: Arm = Arm(model: ""), correlation: String = "", draw: String = "", training: String = ""
  ) {
    self.arm = arm
    self.correlation = correlation
    self.draw = draw
    self.training = training
  }

  /// The key of a planned run.
  package init(_ key: StudyKey) {
    self.init(
      arm: Arm(model: key.model, setting: key.setting),
      correlation: NumberFormat.correlation(key.correlation),
      draw: NumberFormat.draw(key.draw), training: String(key.training))
  }

  /// The columns of a table with the runs of all models.
  package static let columns: [Column<RunKey>] = Arm.columns(\.arm) + cell

  /// The columns of a table with the runs of one model, after which its file is named.
  package static let columnsOfOneModel: [Column<RunKey>] =
    [.stored("setting", \.arm.setting, .text, .key, Arm.settingMeaning)] + cell

  private static let cell: [Column<RunKey>] = [
    correlationColumn(\.correlation),
    drawColumn(\.draw), trainingColumn(\.training),
  ]

  /// The column of a draw's key.
  package static func drawColumn<Row>(_ path: StoredPath<Row, String>) -> Column<Row> {
    .stored("draw", path, .draw, .key, "the draw, a data set: from 000")
  }

  /// The column of a training's key.
  package static func trainingColumn<Row>(_ path: StoredPath<Row, String>) -> Column<Row> {
    .stored(
      "training", path, .text, .key,
      "the training on that draw, from 0: first weights and order of batches")
  }

  /// The column of a correlation's key.
  package static func correlationColumn<Row>(
    _ path: StoredPath<Row, String>
  ) -> Column<Row> {
    .stored(
      "correlation", path, .correlation, .key,
      "p, the cosine of the tasks' weight vectors; - where nothing controls it")
  }

  /// Correlations in numerical order.
  package static func sortedCorrelations(_ keys: some Sequence<String>) -> [String] {
    Set(keys).sorted { (Double($0) ?? 0, $0) < (Double($1) ?? 0, $1) }
  }

  /// Draws or trainings in numerical order.
  package static func sortedNumbers(_ keys: some Sequence<String>) -> [String] {
    Set(keys).sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) }
  }
}

extension Arm {
  static let settingMeaning = "the setting; - is the default"

  /// The columns `model` and `setting` of a table with such keys.
  package static func columns<Row>(
    _ path: StoredPath<Row, Arm>
  ) -> [Column<Row>] {
    Column.part(
      [
        .stored("model", \.model, .text, .key, "the model's name in the experiment file"),
        .stored("setting", \.setting, .text, .key, settingMeaning),
      ], path)
  }
}

// What names a run in every record table: model, setting, correlation, replicate.

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

/// The key of a run. Correlation and replicate stay texts, as they are written: `0.50`, `003`.
package struct RunKey: Hashable, Sendable {
  package var arm: Arm
  /// Two decimals, or `-` where nothing controls the correlation.
  package var correlation: String
  /// At least three digits.
  package var replicate: String

  package init(arm: Arm = Arm(model: ""), correlation: String = "", replicate: String = "") {
    self.arm = arm
    self.correlation = correlation
    self.replicate = replicate
  }

  /// The key of a planned run.
  package init(_ key: StudyKey) {
    self.init(
      arm: Arm(model: key.model, setting: key.setting),
      correlation: NumberFormat.correlation(key.correlation),
      replicate: NumberFormat.replicate(key.replicate))
  }

  /// The columns of a table with the runs of all models.
  package static let columns: [Column<RunKey>] = Arm.columns(\.arm) + cell

  /// The columns of a table with the runs of one model, after which its file is named.
  package static let columnsOfOneModel: [Column<RunKey>] =
    [.stored("setting", \.arm.setting, .text, .key, Arm.settingMeaning)] + cell

  private static let cell: [Column<RunKey>] = [
    correlationColumn(\.correlation),
    .stored("replicate", \.replicate, .replicate, .key, "the replicate, from 000"),
  ]

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

  /// Replicates in numerical order.
  package static func sortedReplicates(_ keys: some Sequence<String>) -> [String] {
    Set(keys).sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) }
  }
}

extension Arm {
  fileprivate static let settingMeaning = "the setting; - is the default"

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

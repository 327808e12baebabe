// `<experiment>/gates/<model>.samples.csv`: the weights of the first test samples as they are.

internal import Formats

/// One expert's weight in one gate for one test sample of replicate 000 at p = 0.50.
struct GateSample: TableRecord, Hashable {
  static let columns = ["setting", "level", "gate", "sample", "expert", "weight"]
  static let key = ["setting", "level", "gate", "sample", "expert"]

  var setting: String
  /// From 1, the lowest.
  var level: Int
  var gate: String
  /// From 0, the first of the test range.
  var sample: Int
  var expert: String
  var weight: Double?

  init(
    setting: String, level: Int, gate: String, sample: Int, expert: String, weight: Double?
  ) {
    self.setting = setting
    self.level = level
    self.gate = gate
    self.sample = sample
    self.expert = expert
    self.weight = weight
  }

  init(from fields: inout FieldReader) throws {
    setting = try fields.text()
    level = try fields.integer()
    gate = try fields.text()
    sample = try fields.integer()
    expert = try fields.text()
    weight = try fields.number()
  }

  var fields: [String] {
    [setting, String(level), gate, String(sample), expert, NumberFormat.measured(weight)]
  }

  var keyFields: [String] { [setting, String(level), gate, String(sample), expert] }

  /// Whether samples of a run are kept: of replicate 000 at p = 0.50, in every setting; of data without
  /// a correlation, of replicate 000.
  static func isSampled(_ correlation: String, _ replicate: String) -> Bool {
    ["0.50", NumberFormat.noCorrelation].contains(correlation) && replicate == "000"
  }
}

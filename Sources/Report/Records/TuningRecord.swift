// `<experiment>/tuning.csv`: how the learning rates were chosen.

internal import Experiments
internal import Formats

/// One task of one tuning run.
struct TuningRecord: TableRecord, Hashable {
  static let columns = [
    "model", "setting", "learning_rate", "correlation", "draw", "task", "validation_nmse",
    "status", "chosen",
  ]
  static let key = ["model", "setting", "learning_rate", "correlation", "draw", "task"]

  /// Whether this rate became the model's.
  enum Chosen: String, CaseIterable {
    case yes
    case no
  }

  var model: String
  var setting: String
  var learningRate: Double
  var correlation: String
  /// The tuning draw, as written.
  var draw: String
  var task: String
  var validationNMSE: Double?
  var status: RunStatus
  var chosen: Chosen

  init(
    model: String, setting: String, learningRate: Double, correlation: String, draw: String,
    task: String, validationNMSE: Double?, status: RunStatus, chosen: Chosen
  ) {
    self.model = model
    self.setting = setting
    self.learningRate = learningRate
    self.correlation = correlation
    self.draw = draw
    self.task = task
    self.validationNMSE = validationNMSE
    self.status = status
    self.chosen = chosen
  }

  init(from fields: inout FieldReader) throws {
    model = try fields.text()
    setting = try fields.text()
    learningRate = try fields.learningRate()
    correlation = try fields.correlation()
    draw = try fields.text()
    task = try fields.text()
    validationNMSE = try fields.number()
    status = try fields.word(RunStatus.self)
    chosen = try fields.word(Chosen.self)
  }

  var fields: [String] {
    [
      model, setting, NumberFormat.learningRate(learningRate), correlation, draw, task,
      NumberFormat.measured(validationNMSE), status.rawValue, chosen.rawValue,
    ]
  }

  var keyFields: [String] {
    [model, setting, NumberFormat.learningRate(learningRate), correlation, draw, task]
  }
}

// `<experiment>/metrics.csv`: the errors and gains of every run on every task.

internal import Experiments
internal import Formats

/// One task of one run.
struct MetricRecord: TableRecord, Hashable {
  static let columns = [
    "model", "setting", "correlation", "replicate", "task", "mse", "nmse", "single_task_mse",
    "gain", "nmse_gain", "paired_z", "parameter_count", "learning_rate", "status", "diverged_at",
  ]
  static let key = ["model", "setting", "correlation", "replicate", "task"]

  var model: String
  var setting: String
  /// Two decimals.
  var correlation: String
  /// Three digits.
  var replicate: String
  var task: String
  /// Test mean squared error.
  var mse: Double?
  /// mse / Var(y) over the replicate's test range.
  var nmse: Double?
  /// The baseline's mse.
  var singleTaskMSE: Double?
  /// Single-task mse − mse (PLE, equation 11): positive is better; nil for the baseline itself.
  var gain: Double?
  /// The same of nmse.
  var nmseGain: Double?
  /// Mean over standard error, over test samples, of the difference of squared errors: positive is better.
  var pairedZ: Double?
  var parameterCount: Int
  var learningRate: Double
  var status: RunStatus
  /// The step at which the loss stopped being finite.
  var divergedAt: Int?

  init(
    model: String, setting: String, correlation: String, replicate: String, task: String,
    mse: Double?, nmse: Double?, singleTaskMSE: Double?, gain: Double?, nmseGain: Double?,
    pairedZ: Double?, parameterCount: Int, learningRate: Double, status: RunStatus,
    divergedAt: Int?
  ) {
    self.model = model
    self.setting = setting
    self.correlation = correlation
    self.replicate = replicate
    self.task = task
    self.mse = mse
    self.nmse = nmse
    self.singleTaskMSE = singleTaskMSE
    self.gain = gain
    self.nmseGain = nmseGain
    self.pairedZ = pairedZ
    self.parameterCount = parameterCount
    self.learningRate = learningRate
    self.status = status
    self.divergedAt = divergedAt
  }

  init(from fields: inout FieldReader) throws {
    model = try fields.text()
    setting = try fields.text()
    correlation = try fields.correlation()
    replicate = try fields.replicate()
    task = try fields.text()
    mse = try fields.number()
    nmse = try fields.number()
    singleTaskMSE = try fields.number()
    gain = try fields.number()
    nmseGain = try fields.number()
    pairedZ = try fields.number()
    parameterCount = try fields.integer()
    learningRate = try fields.learningRate()
    status = try fields.word(RunStatus.self)
    divergedAt = try fields.optionalInteger()
  }

  var fields: [String] {
    [
      model, setting, correlation, replicate, task, NumberFormat.measured(mse),
      NumberFormat.measured(nmse), NumberFormat.measured(singleTaskMSE),
      NumberFormat.measured(gain), NumberFormat.measured(nmseGain),
      NumberFormat.measured(pairedZ), String(parameterCount),
      NumberFormat.learningRate(learningRate),
      status.rawValue, divergedAt.map(String.init) ?? "",
    ]
  }

  var keyFields: [String] { [model, setting, correlation, replicate, task] }
}

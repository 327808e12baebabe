// `<experiment>/starts.csv`: how near models came to the trained ones that they started at, and what
// became of the experts that those do not see.

internal import Experiments
internal import Formats

/// One task of one run that started at a trained model.
struct StartRecord: TableRecord, Hashable {
  static let columns = [
    "model", "setting", "correlation", "replicate", "task", "donor", "largest_difference",
    "rms_difference", "label_sd", "excluded_experts", "excluded_weight_at_start",
    "excluded_weight_at_end",
  ]
  static let key = ["model", "setting", "correlation", "replicate", "task"]

  var model: String
  var setting: String
  var correlation: String
  var replicate: String
  var task: String
  /// The model started at.
  var donor: String
  /// Over test samples, the largest difference of the two models' predictions at the start; nil where
  /// a run diverged, like all that follows.
  var largestDifference: Double?
  /// The root of its mean square.
  var rmsDifference: Double?
  /// √Var(y) over the test range, to measure it by.
  var labelDeviation: Double?
  /// The experts that the donor's top gate of the task does not see, joined by spaces.
  var excludedExperts: String
  /// The sum of their mean weights in the model's top gate of the task when it starts.
  var weightAtStart: Double?
  /// The same when training has ended.
  var weightAtEnd: Double?

  init(
    model: String, setting: String, correlation: String, replicate: String, task: String,
    donor: String, largestDifference: Double?, rmsDifference: Double?, labelDeviation: Double?,
    excludedExperts: String, weightAtStart: Double?, weightAtEnd: Double?
  ) {
    self.model = model
    self.setting = setting
    self.correlation = correlation
    self.replicate = replicate
    self.task = task
    self.donor = donor
    self.largestDifference = largestDifference
    self.rmsDifference = rmsDifference
    self.labelDeviation = labelDeviation
    self.excludedExperts = excludedExperts
    self.weightAtStart = weightAtStart
    self.weightAtEnd = weightAtEnd
  }

  init(from fields: inout FieldReader) throws {
    model = try fields.text()
    setting = try fields.text()
    correlation = try fields.correlation()
    replicate = try fields.replicate()
    task = try fields.text()
    donor = try fields.text()
    largestDifference = try fields.number()
    rmsDifference = try fields.number()
    labelDeviation = try fields.number()
    excludedExperts = try fields.optionalText()
    weightAtStart = try fields.number()
    weightAtEnd = try fields.number()
  }

  var fields: [String] {
    [
      model, setting, correlation, replicate, task, donor,
      NumberFormat.measured(largestDifference), NumberFormat.measured(rmsDifference),
      NumberFormat.measured(labelDeviation), excludedExperts,
      NumberFormat.measured(weightAtStart), NumberFormat.measured(weightAtEnd),
    ]
  }

  var keyFields: [String] { [model, setting, correlation, replicate, task] }

  /// The largest difference in standard deviations of the label; nil where a run diverged.
  var relativeDifference: Double? {
    guard let largestDifference, let labelDeviation, labelDeviation > 0 else { return nil }
    return largestDifference / labelDeviation
  }
}

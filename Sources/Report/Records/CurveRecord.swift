// `<experiment>/curves.csv`: validation error, and how little gates weigh an expert, along training.

internal import Formats

/// One point of one run's curve.
struct CurveRecord: TableRecord, Hashable {
  static let columns = [
    "model", "setting", "correlation", "replicate", "step", "samples", "validation_nmse",
    "smallest_weight", "polarised_gates",
  ]
  static let key = ["model", "setting", "correlation", "replicate", "step"]

  var model: String
  var setting: String
  var correlation: String
  var replicate: String
  /// Steps taken.
  var step: Int
  /// Training samples seen.
  var samples: Int
  /// Mean over tasks.
  var validationNMSE: Double?
  /// The smallest mean weight of any gate; nil without gates.
  var smallestWeight: Double?
  /// The share of gates that give one expert a mean weight above ``polarisation``; nil without gates.
  var polarisedGates: Double?

  /// A gate that gives one expert more than this leaves next to nothing to the others together.
  static let polarisation = 0.9

  init(
    model: String, setting: String, correlation: String, replicate: String, step: Int,
    samples: Int, validationNMSE: Double?, smallestWeight: Double? = nil,
    polarisedGates: Double? = nil
  ) {
    self.model = model
    self.setting = setting
    self.correlation = correlation
    self.replicate = replicate
    self.step = step
    self.samples = samples
    self.validationNMSE = validationNMSE
    self.smallestWeight = smallestWeight
    self.polarisedGates = polarisedGates
  }

  init(from fields: inout FieldReader) throws {
    model = try fields.text()
    setting = try fields.text()
    correlation = try fields.correlation()
    replicate = try fields.replicate()
    step = try fields.integer()
    samples = try fields.integer()
    validationNMSE = try fields.number()
    smallestWeight = try fields.number()
    polarisedGates = try fields.number()
  }

  var fields: [String] {
    [
      model, setting, correlation, replicate, String(step), String(samples),
      NumberFormat.measured(validationNMSE), NumberFormat.measured(smallestWeight),
      NumberFormat.measured(polarisedGates),
    ]
  }

  var keyFields: [String] { [model, setting, correlation, replicate, String(step)] }
}

// What is measured of a run where it is a matter of choice: part of the run's identity, so that no record is
// mistaken for one that was measured otherwise.
public import SyntheticData
internal import Training

/// How many points and samples measurements have.
public struct Measurement: Codable, Hashable, Sendable {
  /// Points of a learning curve; 0 for no curve.
  public var curvePointCount = LockStep.curvePointCount
  /// Validation samples behind a point; more where few samples carry a task's label.
  public var curveSampleCount = LockStep.curveSampleCount
  /// Samples whose gate weights are kept one by one.
  public var keptSampleCount = GateRecorder.keptSamples
  /// Of which part of the samples they are; nil for the test samples, so that it stands in no older run.
  public var keptPart: Splits.Part?
  /// Hundredths of the samples that are for training, validation and testing.
  public var splits = Splits.shares
  /// Whether errors on the training samples are measured at the end; nil for no, so that it stands in no older run.
  public var trainingErrors: Bool?
  /// Whether errors are over all test samples, also those without the task's label; nil for no.
  public var unlabelledTestSamples: Bool?

  /// What the program measures.
  public init() {}

  /// What the program measures of some data.
  init(of data: GeneratorSpec) {
    let rarest = data.labels?.labelShares?.min() ?? 1
    curveSampleCount = max(curveSampleCount, Self.samples(for: rarest))
  }

  /// What the program measures of a tuning trial: its scores alone. Nobody reads its curve, which would take a tenth of its
  /// time.
  static func ofTrial(_ data: GeneratorSpec) -> Measurement {
    var measurement = Measurement(of: data)
    measurement.curvePointCount = 0
    return measurement
  }

  /// The fewest labelled samples behind a measurement, on average.
  static let fewestLabels = 20

  /// How many samples carry ``fewestLabels`` labels on average, if a share of them carries one.
  static func samples(for labelShare: Double) -> Int {
    // Not more for a product that is a whole number but for its rounding.
    Int(min((Double(fewestLabels) / labelShare * (1 - 1e-12)).rounded(.up), 1e15))
  }
}

/// What an experiment measures of the runs of its study beyond the usual; nil for what it does not.
public struct Measures: Codable, Hashable, Sendable {
  /// Errors of the trained models on the training samples.
  public var trainingErrors: Bool?
  /// Test errors over all test samples. Labels are masked to be scarce in training; a synthetic test set knows them all.
  public var unlabelledTestSamples: Bool?

  /// What is asked for.
  public init(trainingErrors: Bool = false, unlabelledTestSamples: Bool = false) {
    self.trainingErrors = trainingErrors ? true : nil
    self.unlabelledTestSamples = unlabelledTestSamples ? true : nil
  }
}

// What is measured of a run where it is a matter of choice: part of the run's identity, so that no record is
// mistaken for one that was measured otherwise.
internal import SyntheticData
internal import Training

/// How many points and samples measurements have.
public struct Measurement: Codable, Hashable, Sendable {
  /// Points of a learning curve.
  public var curvePointCount = LockStep.curvePointCount
  /// Validation samples behind a point.
  public var curveSampleCount = LockStep.curveSampleCount
  /// Test samples whose gate weights are kept one by one.
  public var keptSampleCount = GateRecorder.keptSamples
  /// Hundredths of the samples that are for training, validation and testing.
  public var splits = Splits.shares

  /// What the program measures.
  public init() {}
}

// Of which runs the weights of gates are kept sample by sample, and of which samples.
internal import ModelZoo
public import SyntheticData

extension Splits {
  /// A part of a data set.
  public enum Part: String, Codable, Hashable, CaseIterable, Sendable {
    case train, validation, test
  }

  /// The samples of a part.
  public func range(of part: Part) -> Range<Int> {
    switch part {
    case .train: train
    case .validation: validation
    case .test: test
    }
  }
}

/// What an experiment says about kept gate weights; nil for what it leaves open.
public struct GateSampling: Codable, Hashable, Sendable {
  /// p of the run; nil for .5, or the one nearest to it.
  public var correlation: Double?
  /// The part of the samples; nil for the test samples.
  public var split: Splits.Part?
  /// How many of its first samples; nil for ``GateRecorder/keptSamples``.
  public var count: Int?

  /// A choice of samples.
  public init(correlation: Double? = nil, split: Splits.Part? = nil, count: Int? = nil) {
    self.correlation = correlation
    self.split = split
    self.count = count
  }

  /// The correlation at which samples are kept where nothing names one: .5 where it is among those of a study, else
  /// the nearest, the lower of two.
  ///
  /// - Parameter correlations: those of the study; nil for data without one.
  public static func correlation(among correlations: [Double?]) -> Double? {
    correlations.compactMap { $0 }.min { (abs($0 - 0.5), $0) < (abs($1 - 0.5), $1) }
  }
}

extension Plan {
  /// Which samples' gate weights are kept.
  public var sampledPart: Splits.Part { experiment.gateSamples?.split ?? .test }

  /// Of how many samples at most.
  public var keptSampleCount: Int {
    experiment.gateSamples?.count ?? Measurement().keptSampleCount
  }

  /// Whether gate weights of a run are kept sample by sample: of draw 0, training 0, at one correlation.
  public func keepsSamples(
    of variant: Variant, correlation: Double?, draw: Int, training: Int
  ) -> Bool {
    guard draw == 0, training == 0 else { return false }
    let asked = experiment.gateSamples?.correlation
    return correlation == asked ?? GateSampling.correlation(among: correlations(of: variant))
  }

  /// What is measured of a run of the study.
  func measurement(
    of variant: Variant, _ data: DataSpec, draw: Int, training: Int
  ) -> Measurement {
    var measurement = Measurement(of: data.generator)
    if !hasCurve(setting: variant.setting.name, draw: draw) { measurement.curvePointCount = 0 }
    measurement.trainingErrors = experiment.measures?.trainingErrors
    measurement.unlabelledTestSamples = experiment.measures?.unlabelledTestSamples
    guard let asked = experiment.gateSamples, variant.choice.kind.definition.hasGates,
      keepsSamples(of: variant, correlation: data.correlation, draw: draw, training: training)
    else { return measurement }
    measurement.keptSampleCount = asked.count ?? measurement.keptSampleCount
    measurement.keptPart = asked.split == .test ? nil : asked.split
    return measurement
  }
}

// The steps of a sequence and the waves its inputs are made of: MoSE (KDD 2020), section 5.1.1.

internal import Formats

/// When a sequence's inputs and labels are, and how many waves an input has.
///
/// Step i is at the time t_i = ``stepLength``·i. A sample's inputs are those of the steps 1 … T. Its
/// labels are those of the last S of the steps that the T inputs predict, one label for each step:
///
/// - ``stepsAhead`` = 1, as in the paper's equation 1, where the inputs up to t predict y(t + 1): the
///   steps T − S + 2 … T + 1. The inputs of the last labelled step are not in the sample.
/// - ``stepsAhead`` = 0, as the paper describes its synthetic set: T − S + 1 … T.
///
/// A label of a step has the same bits in both, and for every S.
public struct SequenceSpec: Codable, Hashable, Sendable {
  /// T, the steps of a sample: from 1 to 65536, and at most 65536 inputs in all.
  public var stepCount: Int
  /// S, the labels of a sample for each task: from 1 to T.
  public var labelCount: Int
  /// How many steps a label is ahead of the last input it is predicted from: 0 or 1.
  public var stepsAhead: Int
  /// The time between steps: above 0, at most 1000.
  public var stepLength: Double
  /// O, the waves in an input: from 1 to 100.
  public var waveCount: Int
  /// ω, the waves' angular frequencies: no larger than 1000.
  public var frequencies: Distribution

  /// A specification, not yet validated; the defaults are the paper's, the frequencies those whose
  /// periods are the 35 to 60 steps of its Figure 5.
  public init(
    stepCount: Int = 500, labelCount: Int = 7, stepsAhead: Int = 1, stepLength: Double = 0.2,
    waveCount: Int = 2, frequencies: Distribution = .uniform(from: 0.5, to: 0.9)
  ) {
    self.stepCount = stepCount
    self.labelCount = labelCount
    self.stepsAhead = stepsAhead
    self.stepLength = stepLength
    self.waveCount = waveCount
    self.frequencies = frequencies
  }

  /// The names in files; they outlive renamed properties.
  private enum CodingKeys: String, CodingKey {
    case stepCount, labelCount, stepsAhead, stepLength, waveCount, frequencies
  }
}

extension SequenceSpec {
  /// The steps with inputs, counted from 0: place j is step j + 1.
  var inputPlaces: Range<Int> { 0..<stepCount }
  /// The labelled steps, counted from 0.
  var labelPlaces: Range<Int> {
    let end = stepCount + stepsAhead
    return end - labelCount..<end
  }
  /// How many steps a sample's noise has, whatever is labelled: T + 1.
  var noiseSteps: Int { stepCount + 1 }

  /// Throws the first impossible field of sequences with D inputs and M sets of frequencies.
  func validate(inputWidth: Int, modeCount: Int = 1) throws(SpecError) {
    try check("stepCount", stepCount, 1...65_536)
    try check("labelCount", labelCount, 1...stepCount)
    try check("stepsAhead", stepsAhead, 0...1)
    try check(
      "stepLength", stepLength, stepLength > 0 && stepLength <= 1000,
      "a number above 0, at most 1000")
    try check("waveCount", waveCount, 1...100)
    try frequencies.validate("frequencies", limit: 1000)
    guard stepCount * inputWidth <= 65_536 else {
      throw SpecError(
        field: "stepCount", value: "\(stepCount)",
        allowed: "at most \(65_536 / inputWidth) with an inputWidth of \(inputWidth): "
          + "a sample has at most 65536 inputs")
    }
    // Every mode's angles are kept in memory, 64 MB at most.
    guard modeCount * waveCount * noiseSteps * inputWidth <= 1 << 24 else {
      throw SpecError(
        field: "waveCount", value: "\(waveCount)",
        allowed: "fewer: modes, waves, steps and inputs multiply to at most 16777216")
    }
  }
}

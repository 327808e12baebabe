// The steps of a sequence and the waves of its inputs: MoSE (KDD 2020), section 5.1.1.

internal import Formats

/// The steps of a sequence's inputs and labels, and the waves of an input.
///
/// Step i has the time t_i = ``stepLength``·i. A sample has the inputs of steps 1 … T, and one
/// label for each of S steps:
///
/// - ``stepsAhead`` = 1, as in the paper's equation 1, where the inputs up to t predict y(t + 1):
///   steps T − S + 2 … T + 1. The sample does not contain the inputs of the last label step.
/// - ``stepsAhead`` = 0, as in the paper's description of its synthetic data: steps T − S + 1 … T.
///
/// The label of a step is bit-identical in both cases and for every S.
public struct SequenceSpec: Codable, Hashable, Sendable {
  /// T, the number of steps per sample: from 1 to 65536, and T·D is at most 65536.
  public var stepCount: Int
  /// S, the number of labels per sample and task: from 1 to T.
  public var labelCount: Int
  /// The number of steps between a label and the last input it is predicted from: 0 or 1.
  public var stepsAhead: Int
  /// The time between steps: above 0, at most 1000.
  public var stepLength: Double
  /// O, the number of waves per input: from 1 to 100.
  public var waveCount: Int
  /// ω, the waves' angular frequencies: at most 1000.
  public var frequencies: Distribution

  /// A specification, not yet validated; the defaults are the paper's. The frequencies
  /// correspond to the periods of 35 to 60 steps in its Figure 5.
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

  /// The names in files, which must not change.
  private enum CodingKeys: String, CodingKey {
    case stepCount, labelCount, stepsAhead, stepLength, waveCount, frequencies
  }
}

extension SequenceSpec {
  /// The steps with inputs, from 0: index j is step j + 1.
  var inputSteps: Range<Int> { 0..<stepCount }
  /// The steps with labels, from 0.
  var labelSteps: Range<Int> {
    let end = stepCount + stepsAhead
    return end - labelCount..<end
  }
  /// The number of steps with noise, independent of the label steps: T + 1.
  var noiseSteps: Int { stepCount + 1 }

  /// Throws for the first invalid field of sequences with D inputs and M sets of frequencies.
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
    // The angles of all modes are kept in memory, at most 64 MB.
    guard modeCount * waveCount * noiseSteps * inputWidth <= 1 << 24 else {
      throw SpecError(
        field: "waveCount", value: "\(waveCount)",
        allowed: "fewer: modes, waves, steps and inputs multiply to at most 16777216")
    }
  }
}

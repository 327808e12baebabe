// The specification of sequential modes: MoSE (KDD 2020), Table 1.

public import Formats

/// The constants of a sequential data set of modes; the random draw is given separately.
///
/// The defaults of M, D, O, T and the time step are the paper's. It states neither distributions
/// nor how often ε is drawn; those defaults reproduce the ranges and periods of its Figure 5.
public struct SequentialModesSpec: Codable, Hashable, Sendable {
  /// D, the number of inputs per step: from 1 to 65536.
  public var inputWidth: Int
  /// M, the number of modes: from 1 to 1000.
  public var modeCount: Int
  /// The steps, and the waves with their frequencies w.
  public var sequence: SequenceSpec
  /// Per mode, its fraction of the samples: above 0, at most 1, with the sum 1; nil if all are
  /// equal.
  public var modeShares: [Double]?
  /// A mode's phase at t = 0, shared by all its waves. Table 1 has no phase except ε; Figure 5
  /// shows one.
  public var modePhases: Distribution
  /// v₁, the factors of the inputs in task 1's sines.
  public var firstFactors: Distribution
  /// v₂, the factors of the inputs in task 2's sine.
  public var secondFactors: Distribution
  /// b₂, the phases in task 2's sine, one per input.
  public var secondOffsets: Distribution
  /// ε of the inputs; the waves of an input share it.
  public var inputNoise: PhaseNoise
  /// ε of task 1.
  public var firstNoise: PhaseNoise
  /// ε of task 2. In Table 1 it is inside the sum over inputs, so a number shared by the inputs
  /// counts D times.
  public var secondNoise: PhaseNoise

  /// A specification, not yet validated.
  public init(
    inputWidth: Int = 10, modeCount: Int = 10, sequence: SequenceSpec = SequenceSpec(),
    modeShares: [Double]? = nil,
    modePhases: Distribution = .uniform(from: 0, to: 2 * Double.pi),
    firstFactors: Distribution = .uniform(from: -0.8, to: 0.8),
    secondFactors: Distribution = .uniform(from: -0.8, to: 0.8),
    secondOffsets: Distribution = .uniform(from: -0.2, to: 0.2),
    inputNoise: PhaseNoise = PhaseNoise(standardDeviation: 0.05, drawn: .dimension),
    firstNoise: PhaseNoise = PhaseNoise(standardDeviation: 0.05, drawn: .sample),
    secondNoise: PhaseNoise = PhaseNoise(standardDeviation: 0.05, drawn: .dimensionAndStep)
  ) {
    self.inputWidth = inputWidth
    self.modeCount = modeCount
    self.sequence = sequence
    self.modeShares = modeShares
    self.modePhases = modePhases
    self.firstFactors = firstFactors
    self.secondFactors = secondFactors
    self.secondOffsets = secondOffsets
    self.inputNoise = inputNoise
    self.firstNoise = firstNoise
    self.secondNoise = secondNoise
  }

  /// The names in files, which must not change.
  private enum CodingKeys: String, CodingKey {
    case inputWidth, modeCount, sequence, modeShares, modePhases, firstFactors, secondFactors
    case secondOffsets, inputNoise, firstNoise, secondNoise
  }
}

extension SequentialModesSpec {
  /// Throws for the first invalid field.
  public func validate() throws(SpecError) {
    try check("inputWidth", inputWidth, 1...65_536)
    try check("modeCount", modeCount, 1...1000)
    try sequence.validate(inputWidth: inputWidth, modeCount: modeCount)
    try validateModeShares()
    try modePhases.validate("modePhases", limit: 1000)
    try firstFactors.validate("firstFactors", limit: 50)
    try secondFactors.validate("secondFactors", limit: 50)
    try inputNoise.validate("inputNoise")
    try firstNoise.validate("firstNoise")
    try secondNoise.validate("secondNoise")
    // The sine is accurate for |x| ≤ 10 000. The factors' part is at most 50·O ≤ 5000 in both
    // tasks, and ε is at most 66.61; in task 2, ε is summed over D inputs.
    try secondOffsets.validate("secondOffsets", limit: 4000)
    let sum =
      Double(inputWidth)
      * (secondOffsets.largestMagnitude + 6.661 * secondNoise.standardDeviation)
    guard sum <= 4000 else {
      throw SpecError(
        field: "secondOffsets", value: secondOffsets.description,
        allowed: "smaller, or secondNoise: inputWidth·(|offset| + 6.661·standardDeviation) is at "
          + "most 4000")
    }
  }

  private func validateModeShares() throws(SpecError) {
    guard let modeShares else { return }
    let sum = modeShares.reduce(0, +)
    guard modeShares.count == modeCount, modeShares.allSatisfy({ $0 > 0 && $0 <= 1 }),
      (sum - 1).magnitude <= 1e-6
    else {
      throw SpecError(
        field: "modeShares", value: "\(modeShares)",
        allowed: "\(modeCount) numbers above 0, one per mode, whose sum is 1")
    }
  }
}

// The specification of correlated sequences: inputs of MoSE (KDD 2020), Table 1, labels of MMoE
// (KDD 2018), section 3.2.

public import Formats

/// The constants of a data set of correlated sequences; the correlation p and the random draw are
/// given separately.
public struct CorrelatedSequencesSpec: Codable, Hashable, Sendable {
  /// D and K, and the constants of the labels.
  public var tasks: CorrelatedTasksSpec
  /// The steps, and the waves of the inputs.
  public var sequence: SequenceSpec

  /// A specification, not yet validated.
  ///
  /// By default a label belongs to the current step, as in MMoE's formula.
  public init(
    tasks: CorrelatedTasksSpec, sequence: SequenceSpec = SequenceSpec(stepsAhead: 0)
  ) {
    self.tasks = tasks
    self.sequence = sequence
  }

  /// The names in files, which must not change.
  private enum CodingKeys: String, CodingKey { case tasks, sequence }
}

extension CorrelatedSequencesSpec {
  /// Throws for the first invalid field, including `correlation`.
  ///
  /// ``CorrelatedTasksSpec/validate(correlation:)`` keeps the labels' sines within their range for
  /// |z| ≤ 10c. A larger |z| has a probability below 1e-21 here too: E exp(λ·sin φ) ≤ exp(λ²/4) for a uniform
  /// phase, so E exp(λz) ≤ exp(λ²c²/2), as for the normal distribution.
  public func validate(correlation: Double) throws(SpecError) {
    try tasks.validate(correlation: correlation)
    try sequence.validate(inputWidth: tasks.inputWidth)
  }
}

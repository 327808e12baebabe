// The rule that turns one ρ per draw into a word.

/// The decision on a lasting seesaw from the ρ of every draw (``TrainedDraw/recurrence(margin:)``).
///
/// Limits are Student's t limits over draws. If all draws have the same ρ, the t model does not
/// apply and gives no limits. By convention both limits are then that value: the draws agree, and
/// the outcome is decided by the value alone. This happens when every draw has ρ = 0, because no
/// gains were opposite beyond the margin; the outcome is then ``Outcome/notSeen``.
///
/// ρ of a draw is skewed where seesaws are rare, so limits are approximate: in simulations with
/// twelve draws the one-sided lower limit covers 96–99% and the upper one 83–93%. How often the
/// rule errs is therefore simulated (``PlannedStudy``), not read off the level.
public struct RecurrenceRule: Hashable, Sendable {
  /// What the rule says.
  public enum Outcome: Hashable, Sendable {
    /// A lasting seesaw: the lower limit is above 0 and the mean at least ``smallestSeen``.
    case seen
    /// None that matters: not seen, and the upper limit is below ``largestUnseen``.
    case notSeen
    /// The data do not decide.
    case undecided
  }

  /// The smallest mean ρ that counts as seen.
  public static let smallestSeen = 0.05
  /// The value that the upper limit of ρ must be below for ``Outcome/notSeen``.
  public static let largestUnseen = 0.10
  /// The confidence level of all limits.
  public static let level = 0.95

  /// The mean of ρ over draws.
  public let mean: Double
  /// The one-sided lower 95% limit of ρ.
  public let lower: Double
  /// The one-sided upper 95% limit of ρ.
  public let upper: Double
  /// The two-sided 95% interval of ρ.
  public let interval: Interval
  /// The decision.
  public let outcome: Outcome

  /// The rule applied to one ρ per draw; nil for fewer than two draws.
  public init?(_ values: [Double]) {
    guard values.count > 1, let mean = Summary(values)?.mean else { return nil }
    self.mean = mean
    lower = oneSidedLower(values, level: Self.level) ?? mean
    upper = oneSidedUpper(values, level: Self.level) ?? mean
    interval = meanInterval(values, level: Self.level) ?? Interval(lower: mean, upper: mean)
    outcome = Self.outcome(mean: mean, lower: lower, upper: upper)
  }

  /// The decision from a mean and its one-sided limits.
  static func outcome(mean: Double, lower: Double, upper: Double) -> Outcome {
    if lower > 0 && mean >= smallestSeen { return .seen }
    return upper < largestUnseen ? .notSeen : .undecided
  }
}

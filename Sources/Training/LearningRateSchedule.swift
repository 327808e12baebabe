// How the learning rate changes over a training.

/// The factor on the learning rate α of each of a training's T steps.
///
/// The papers state none, and most ports keep the rate constant.
public enum LearningRateSchedule: String, Codable, Hashable, CaseIterable, Sendable {
  /// α at every step.
  case constant
  /// α·(1 − (t − 1)/T) at step t: from α at the first to α/T at the last.
  case linear

  /// The factor at a step t, from 1, of T.
  public func factor(step: Int, of stepCount: Int) -> Double {
    precondition((1...stepCount).contains(step), "there is no step \(step) of \(stepCount)")
    return switch self {
    case .constant: 1
    case .linear: Double(stepCount - step + 1) / Double(stepCount)
    }
  }
}

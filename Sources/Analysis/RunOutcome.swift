// What a single run showed: the seesaw is a property of a run, since the tasks of the correlated-task data are
// exchangeable and mean gains over replicates cannot differ between them.

internal import Experiments
internal import Records

/// A run's outcome, from its paired z per task (positive: better than single-task).
package struct RunOutcome: Hashable {
  /// Two-sided 5%: |z| beyond this is a significant gain or loss.
  package static let threshold = 1.96

  /// Some task gains significantly.
  let gains: Bool
  /// Some task loses significantly.
  let loses: Bool

  /// Judges a run; nil when a task has no z, because the run or its baseline diverged.
  init?(_ rows: [MetricRecord]) {
    let scores = rows.compactMap(\.pairedZ)
    guard scores.count == rows.count, rows.allSatisfy({ $0.status == .ok }) else { return nil }
    gains = scores.contains { $0 > Self.threshold }
    loses = scores.contains { $0 < -Self.threshold }
  }

  /// One task gains significantly and another loses significantly.
  var isSeesaw: Bool { gains && loses }
  /// Some task loses significantly and none gains.
  var isNegativeTransfer: Bool { loses && !gains }
}

extension Sweep {
  /// 1 where the run is a seesaw, 0 where not; nil where it was dropped.
  func seesaws(_ arm: Arm, _ correlation: String) -> ReplicateColumn {
    column(arm, correlation) { rows in RunOutcome(rows).map { $0.isSeesaw ? 1 : 0 } }
  }

  /// 1 where the run has negative transfer, 0 where not; nil where it was dropped.
  func negativeTransfers(_ arm: Arm, _ correlation: String) -> ReplicateColumn {
    column(arm, correlation) { rows in RunOutcome(rows).map { $0.isNegativeTransfer ? 1 : 0 } }
  }

  /// 1 where, in the same replicate, no other model has a lower test error on any task, 0 where one has.
  ///
  /// The field is the baseline, the placebo and all other models in the default setting: with
  /// M equal models, chance alone gives about 1/M² for two tasks.
  func bestOnBoth(_ arm: Arm, _ correlation: String) -> ReplicateColumn {
    let field = arms.filter { $0 != arm && $0.isDefault }
    return replicates.map { replicate in
      guard let own = run(arm, correlation, replicate), own.allSatisfy({ $0.status == .ok }) else {
        return nil
      }
      let isBest = field.allSatisfy { other in
        guard let others = run(other, correlation, replicate) else { return true }
        return zip(own, others).allSatisfy { own, other in
          guard let ownError = own.mse, let otherError = other.mse else { return true }
          return ownError < otherError
        }
      }
      return isBest ? 1 : 0
    }
  }
}

// Errors of two models on the same data, as ratios.

internal import Foundation
package import Records

extension Sweep {
  /// ln of one model's test error over another's on the same data, replicate by replicate, in the default
  /// setting; the same for MSE and NMSE, whose variances cancel.
  package func logRatios(_ model: String, over reference: String, task: Int) -> [Double] {
    guard let correlation = correlations(of: Arm(model: model)).first else { return [] }
    func logErrors(_ model: String) -> ReplicateColumn {
      errors(Arm(model: model), correlation, task: task, .raw).map { error in
        error.flatMap { $0 > 0 ? log($0) : nil }
      }
    }
    return ReplicateColumn.difference(logErrors(model), logErrors(reference)).present
  }
}

// A run that prints what happens in it.
import Experiments
import Export
import Formats
import Foundation
import ModelZoo
import SyntheticData
import Training

/// Trains a run for somebody who watches.
enum WatchedRun {
  /// - Parameter initial: the file of the first weights; nil to draw them.
  static func train(_ run: RunSpec, from initial: String?) throws -> TrainedRun {
    var trained = try TrainedRun(run)
    if let initial { try WeightFile.read(initial, into: trained.learner.model) }
    print(
      "\(run.subject.model.kind.definition.title): "
        + "\(trained.learner.model.parameterCount) parameters, "
        + "\(trained.splits.train.count) training samples\n")
    print("    step    samples  validation NMSE")
    let start = Date()
    trained.train(
      point: { point in
        let length = min(40, max(0, Int((min(point.validationNMSE, 2) * 40).rounded())))
        let bar = String(repeating: "▇", count: length)
        print(
          String(format: "%8d %10d  %.6f  ", point.step, point.samples, point.validationNMSE) + bar)
        fflush(nil)  // Live, whatever standard output is.
      }, progress: { _ in })
    let seconds = Date().timeIntervalSince(start)
    guard let scores = trained.scores() else {
      throw DivergedError(step: trained.learner.divergedAt ?? trained.learner.stepCount)
    }
    print("\ntrained in \(duration(seconds))\n")
    print(errors(scores, trained.labelVariances()), terminator: "")
    let gates = trained.gates()
    if !gates.isEmpty { print("\n" + table(of: gates), terminator: "") }
    return trained
  }

  /// The errors with the digits of metrics.csv.
  private static func errors(_ scores: [TaskScore], _ variances: [Double]) -> String {
    var rows = [["task", "mse", "nmse", "excess_error", "Var(y)"]]
    for (task, score) in scores.enumerated() {
      rows.append(
        [NumberFormat.task(task)]
          + [
            score.meanSquaredError, score.meanSquaredError / variances[task], score.meanExcessError,
            variances[task],
          ].map { NumberFormat.measured($0) })
    }
    return aligned(rows)
  }

  private static func table(of gates: [GateRecord]) -> String {
    var rows = [["level", "gate", "expert", "owner", "mean weight", "sd"]]
    for gate in gates {
      for usage in gate.experts {
        rows.append([
          "\(gate.level)", gate.gate, usage.expert, usage.owner,
          String(format: "%.4f", usage.mean), String(format: "%.4f", usage.standardDeviation),
        ])
      }
    }
    return aligned(rows)
  }
}

/// The one watched run diverged.
private struct DivergedError: Error, CustomStringConvertible {
  let step: Int
  var description: String {
    "the loss stopped being finite at step \(step); a smaller --learning-rate may help"
  }
}

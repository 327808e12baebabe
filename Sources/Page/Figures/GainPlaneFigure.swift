// The gain plane: every run's gain on one task against its gain on the other.

internal import Experiments
internal import Analysis
internal import Formats
internal import Records

enum GainPlaneFigure: FigureKind {
  static let name = "gain-plane"
  static let title = "Gain on task 1 against gain on task 2, run by run"
  static let files = [GainTable.file, GainPlane.file]
  static let tables: [any DerivedTable.Type] = [GainPlane.self]

  static func caption(_ results: ExperimentResults) -> String? {
    let (sweep, models) = (results.sweep, results.models)
    guard results[GainTable.self] != nil, let plane = results[GainPlane.self],
      sweep.tasks.count == 2
    else { return nil }
    func signs(_ arms: [Arm]) -> (seesaw: Int, runs: Int) {
      let gains = plane.rows.filter { arms.contains($0.run.arm) }.map { $0.gains.compactMap { $0 } }
        .filter { $0.count == sweep.tasks.count }
      let seesaw = gains.count { gains in
        gains.contains { $0 > 0 } && gains.contains { $0 < 0 }
      }
      return (seesaw, gains.count)
    }
    let shared = signs(sweep.sharingArms.filter { $0 != sweep.placebo })
    let placebo = signs(sweep.placebo.map { [$0] } ?? [])
    var sentences = [
      "\(shared.seesaw) of \(shared.runs) multi-task runs lie in a seesaw quadrant"
        + (placebo.runs > 0 ? ", and \(placebo.seesaw) of \(placebo.runs) placebo runs" : "")
        + "; signs alone, significant or not."
    ]
    if results.plan.experiment.draws == .fixed {
      let opposed = sweep.defaultArms.filter { arm in
        sweep.correlations.contains { correlation in
          let tasks = sweep.tasks.indices.map {
            sweep.gains(arm, correlation, task: $0, .nmse).present
          }
          let finding = LastingSeesaw.finding(tasks, margin: Metric.nmse.margin)
          return finding == .reproduced || finding == .negligible
        }
      }
      sentences.append(
        opposed.isEmpty
          ? "On this fixed data set no model's mean gain is wholly above 0 on one task and wholly below on the other."
          : "On this fixed data set mean gains are wholly above 0 on one task and wholly below on the other for \(Phrase.list(opposed.map(models.title)))."
      )
    }
    return sentences.joined(separator: " ")
  }
}

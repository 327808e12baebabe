// Made-up runs of a shipped experiment as it is run at a scale: its own models, settings and report.

package import Experiments
internal import Formats
internal import Foundation
package import Records

/// Errors that differ by draw, model and task alone, and curves of four points that fall to them.
package func shippedStudy(
  _ name: String, draws: Int = 3, at scale: ScaleName = .quick
) throws -> ExperimentRecords {
  let file = try ExperimentFile.read(file: "\(Repository.folder)/experiments/\(name).yaml")
  var experiment = file.experiment.asRun(at: scale)
  for index in experiment.scales.indices { experiment.scales[index].scale.draws = draws }
  let plan = try Plan(experiment, at: scale)
  var (metrics, curves) = ([MetricRecord](), [CurveRecord]())
  for (place, variant) in plan.variants.enumerated() {
    for correlation in plan.correlations(of: variant) {
      for draw in 0..<draws {
        for training in 0..<plan.scale.trainings {
          let run = RunKey(
            arm: Arm(variant), correlation: NumberFormat.correlation(correlation),
            draw: NumberFormat.draw(draw), training: "\(training)")
          for task in 0..<plan.taskCount {
            var record = MetricRecord()
            (record.run, record.task) = (run, NumberFormat.task(task))
            let error = 0.2 + 0.03 * sin(Double(3 * draw + 5 * place + task + 2 * training))
            (record.mse, record.nmse, record.excessError) = (error, error, error)
            metrics.append(record)
          }
          for step in 1...4 {
            var point = CurveRecord()
            (point.run, point.step, point.samples) = (run, step, plan.scale.batchSize * step)
            point.validationNMSE = (0.8 + 0.1 * sin(Double(draw + place))) / Double(step)
            curves.append(point)
          }
        }
      }
    }
  }
  var records = ExperimentRecords(metrics, plan: plan, presentation: file.presentation)
  records.curves = curves
  return records
}

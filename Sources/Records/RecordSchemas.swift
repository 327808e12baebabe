// All record tables of a results folder.

internal import Training

/// The tables that runs are written to.
package enum RecordSchemas {
  /// Their descriptions, in the order in which they are written.
  package static let all: [TableDescription] = [
    TableDescription(
      MetricRecord.schema, file: "metrics.csv", row: "model, setting, correlation, replicate, task",
      evidence: .repetitions("replicate")),
    TableDescription(
      TuningRecord.schema, file: "tuning.csv",
      row: "model, setting, learning rate, correlation, tuning draw, task",
      evidence: .repetitions("draw")),
    TableDescription(
      DataRecord.schema(taskCount: 1), file: "data.csv", row: "data set",
      evidence: .repetitions("replicate")),
    TableDescription(
      CurveRecord.schema, file: "curves.csv",
      row: "model, setting, correlation, replicate, point of the learning curve",
      evidence: .repetitions("replicate")),
    TableDescription(
      StartRecord.schema, file: "starts.csv",
      row: "model, setting, correlation, replicate, task, of models that start at a trained one",
      evidence: .repetitions("replicate")),
    TableDescription(
      GateRecord.schema, file: "gates/*.csv",
      row: "setting, correlation, replicate, level, gate, expert",
      evidence: .repetitions("replicate"), namesExperts: true),
    TableDescription(
      GateSummary.schema, file: "gates/*.summary.csv",
      row: "setting, correlation, replicate, level, gate",
      evidence: .repetitions("replicate"), namesExperts: true),
    TableDescription(
      GateSample.schema, file: "gates/*.samples.csv",
      row:
        "setting, level, gate, sample, expert, of the first \(GateRecorder.keptSamples) test samples of replicate 000 at p = 0.50",
      evidence: .none("it shows single runs, without replicates"), source: "gates/*.csv",
      namesExperts: true),
  ]
}

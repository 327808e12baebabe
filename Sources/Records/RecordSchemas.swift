// All record tables of a results folder.

internal import Training

/// The tables that runs are written to.
package enum RecordSchemas {
  /// Their descriptions, in the order in which they are written.
  package static let all: [TableDescription] = [
    TableDescription(
      MetricRecord.schema, file: "metrics.csv",
      row: "model, setting, correlation, draw, training, task",
      evidence: .repetitions("draw")),
    TableDescription(
      TuningRecord.schema, file: "tuning.csv",
      row: "model, setting, learning rate, correlation, tuning draw, training, budget, task",
      evidence: .repetitions("draw")),
    TableDescription(
      DataRecord.schema(taskCount: 1), file: "data.csv", row: "data set",
      evidence: .repetitions("draw")),
    TableDescription(
      CurveRecord.schema, file: "curves.csv",
      row: "model, setting, correlation, draw, training, point of the learning curve",
      evidence: .repetitions("draw")),
    TableDescription(
      StartRecord.schema, file: "starts.csv",
      row:
        "model, setting, correlation, draw, training, task, of models that start at a trained one",
      evidence: .repetitions("draw")),
    TableDescription(
      TrainingErrorRecord.schema, file: "training-errors.csv",
      row:
        "model, setting, correlation, draw, training, task, where measures asks for training errors",
      evidence: .repetitions("draw")),
    TableDescription(
      GateRecord.schema, file: "gates/*.csv",
      row: "setting, correlation, draw, training, level, gate, expert",
      evidence: .repetitions("draw"), namesExperts: true),
    TableDescription(
      GateSummary.schema, file: "gates/*.summary.csv",
      row: "setting, correlation, draw, training, level, gate",
      evidence: .repetitions("draw"), namesExperts: true),
    TableDescription(
      GateSample.schema, file: "gates/*.samples.csv",
      row:
        "setting, level, gate, sample, expert, of the first \(GateRecorder.keptSamples) test samples of draw 000, training 0 at p = 0.50, unless gateSamples asks for others",
      evidence: .none("it shows single runs, without repetitions"), source: "gates/*.csv",
      namesExperts: true),
  ]
}

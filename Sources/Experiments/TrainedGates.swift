// What a trained run's gates do, as a study records it, and the weights of single samples.
public import SyntheticData
public import Training

extension TrainedRun {
  /// The gates over the test samples; empty where the model has none, or has diverged.
  public func gates() -> [GateRecord] {
    record(splits.test, keptSampleCount: run.measurement.keptSampleCount)
  }

  /// The gates over the first samples of a part, with the weights of each of them.
  public func gates(of part: Splits.Part, sampleCount: Int) -> [GateRecord] {
    let samples = splits.range(of: part).prefix(sampleCount)
    return record(samples, keptSampleCount: samples.count)
  }

  private func record(_ samples: Range<Int>, keptSampleCount: Int) -> [GateRecord] {
    let recorder = GateRecorder(learner.model, keptSampleCount: keptSampleCount)
    let batch = Batch(capacity: run.subject.training.batchSize, of: source)
    let scores = Evaluation.score(
      [learner], on: source, samples: samples, batch: batch, recorders: [recorder])
    return scores[0] == nil || samples.isEmpty ? [] : recorder.records()
  }

  /// Var(y_k) over the test samples that carry the label.
  public func labelVariances() -> [Double] {
    let batch = Batch(capacity: run.subject.training.batchSize, of: source)
    return Evaluation.labelVariances(source, samples: splits.test, batch: batch)
  }
}

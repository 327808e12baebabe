// The work of one cell: make the data, train what is missing in lock-step, measure, and return one
// record per run.
internal import ModelZoo
internal import SyntheticData
internal import Training

/// Missing runs that share a stream of batches.
struct Cell: Sendable {
  let spec: CellSpec
  let runs: [RunSpec]

  /// How much there is to do, in model-samples, for the time left.
  var work: Double {
    Double(spec.data.sampleCount) * Double(runs.count) * Double(spec.epochCount)
      * Double(spec.data.generator.inputWidth)
  }

  /// Trains and measures all runs.
  ///
  /// - Parameter progress: receives the share done; throwing ends the work.
  func train(on platform: NumericPlatform, progress: (Double) throws -> Void) throws -> [RunRecord]
  {
    let data = spec.data
    let source = try CorrelatedTasks(
      data.generator, correlation: data.correlation, draw: data.stream)
    let splits = try Splits(sampleCount: data.sampleCount)
    let batch = Batch(capacity: spec.batchSize, of: source)

    // Every run of a study is paired with the baseline, so the baseline is always trained along:
    // its bits do not depend on its companions.
    var subjects = runs.map(\.subject)
    var baseline: Int?
    if let subject = spec.baseline {
      baseline = subjects.firstIndex(of: subject)
      if baseline == nil {
        baseline = subjects.count
        subjects.append(subject)
      }
    }
    let learners = try subjects.map {
      try Learner($0.model, training: $0.training, initialisation: $0.stream(seed: data.seed))
    }
    let curves = try LockStep(source: source, splits: splits)
      .train(learners, batch: batch, progress: progress)

    let scored = spec.purpose == .tuning ? splits.validation : splits.test
    let recorders = learners.map { spec.purpose == .study ? GateRecorder($0.model) : nil }
    let scores = Evaluation.score(
      learners, baseline: baseline, on: source, samples: scored, batch: batch,
      recorders: recorders)
    for (learner, score) in zip(learners, scores) where score == nil { learner.markDiverged() }
    let variances = Evaluation.labelVariances(source, samples: scored, batch: batch)
    let card = spec.purpose == .study ? source.card(splits: splits) : nil
    let baselineScores = baseline.flatMap { scores[$0] } ?? []

    return runs.enumerated().map { index, run in
      let learner = learners[index]
      let status: RunStatus =
        learner.divergedAt != nil
        ? .diverged : baseline != nil && baselineScores.isEmpty ? .baselineDiverged : .ok
      return RunRecord(
        spec: run, numericsVersion: numericsVersion, platform: platform, status: status,
        divergedAt: learner.divergedAt, parameterCount: learner.model.parameterCount,
        scores: scores[index] ?? [], baselineScores: baselineScores, labelVariances: variances,
        curve: curves[index],
        gates: learner.divergedAt == nil ? recorders[index]?.records() ?? [] : [], card: card)
    }
  }
}

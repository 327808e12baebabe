// The work of one cell: make the data, train what is missing in lock-step, measure, and return one
// record per run.
internal import Formats
internal import ModelZoo
internal import SyntheticData
internal import Training

/// Missing runs that share a stream of batches.
struct Cell: Sendable {
  let spec: CellSpec
  let runs: [RunSpec]

  /// How much there is to do, in model-samples times the inputs of a sample, for the time left.
  var work: Double {
    Double(spec.data.sampleCount) * Double(runs.count) * Double(spec.epochCount)
      * Double(spec.data.generator.inputCount)
  }

  /// Trains and measures all runs.
  ///
  /// - Parameter progress: receives the share done; throwing ends the work.
  func train(on platform: NumericPlatform, progress: (Double) throws -> Void) throws -> [RunRecord]
  {
    let data = spec.data
    let rotation = spec.rotation ?? 0
    guard LockStep.rotations.contains(rotation) else {
      throw SpecError(
        field: "rotation", value: "\(rotation)", allowed: "at least 0 and below 1")
    }
    let source = try data.generator.source(correlation: data.correlation, draw: data.stream)
    let splits = try Splits(sampleCount: data.sampleCount)
    let batch = Batch(capacity: spec.batchSize, of: source)

    let subjects = subjects
    var warmStarts: [Int: LockStep.ScheduledStart] = [:]
    for (index, run) in runs.enumerated() {
      warmStarts[index] = run.origin.flatMap { origin in
        subjects.firstIndex(of: Subject(spec: origin.donor, origin: nil)).map {
          LockStep.ScheduledStart(donor: $0, start: origin.start)
        }
      }
    }
    let learners = try subjects.map {
      try Learner(
        $0.spec.model, training: $0.spec.training,
        initialisation: $0.spec.stream(seed: data.seed), isWaiting: $0.origin != nil)
    }
    let curves = try LockStep(
      source: source, splits: splits, curvePointCount: spec.curvePointCount,
      curveSampleCount: spec.curveSampleCount
    )
    .train(
      learners, warmStarts: warmStarts, rotation: rotation, batch: batch, progress: progress)

    let scored = spec.purpose == .tuning ? splits.validation : splits.test
    let recorders = learners.enumerated().map { index, learner in
      spec.purpose == .study
        ? GateRecorder(
          learner.model,
          keptSampleCount: index < runs.count
            ? runs[index].measurement.keptSampleCount : GateRecorder.keptSamples) : nil
    }
    // A learning rate is chosen by the error that a practitioner sees; the distance from the noise-free
    // label, which only synthetic data know, is recorded beside it.
    let scoring = Batch(capacity: spec.batchSize, of: source, hasNoiseFreeLabels: true)
    let scores = Evaluation.score(
      learners, on: source, samples: scored, batch: scoring, recorders: recorders,
      countingUnlabelled: spec.unlabelledTestSamples)
    for (learner, score) in zip(learners, scores) where score == nil { learner.markDiverged() }
    let fitted = spec.trainingErrors ? trainingErrors(learners, source, splits, scoring) : []
    let variances = Evaluation.labelVariances(
      source, samples: scored, batch: batch, countingUnlabelled: spec.unlabelledTestSamples)
    let card = spec.purpose == .study ? source.card(splits: splits) : nil

    return runs.enumerated().map { index, run in
      let learner = learners[index]
      return RunRecord(
        spec: run, numericsVersion: numericsVersion, platform: platform,
        status: learner.divergedAt == nil ? .ok : .diverged, divergedAt: learner.divergedAt,
        parameterCount: learner.model.parameterCount,
        scores: learner.divergedAt == nil ? scores[index] ?? [] : [], labelVariances: variances,
        curve: curves[index],
        gates: learner.divergedAt == nil
          ? gates(recorders[index], of: learner, run, on: source, splits, batch) : [],
        starts: run.origin == nil ? nil : learner.start, card: card,
        training: learner.divergedAt == nil && !fitted.isEmpty ? fitted[index] : nil)
    }
  }

  /// Errors on the training samples; a model whose predictions there are not finite counts as diverged.
  private func trainingErrors(
    _ learners: [Learner], _ source: any SampleSource, _ splits: Splits, _ batch: Batch
  ) -> [TrainingErrors?] {
    let scores = Evaluation.score(learners, on: source, samples: splits.train, batch: batch)
    for (learner, score) in zip(learners, scores) where score == nil { learner.markDiverged() }
    let counts = Evaluation.labelCounts(source, samples: splits.train, batch: batch)
    return scores.map { $0.map { TrainingErrors(scores: $0, labelCounts: counts) } }
  }

  /// The records of a model's gates, with the weights of those samples that the run keeps.
  private func gates(
    _ recorder: GateRecorder?, of learner: Learner, _ run: RunSpec, on source: any SampleSource,
    _ splits: Splits, _ batch: Batch
  ) -> [GateRecord] {
    guard var records = recorder?.records(), !records.isEmpty else { return [] }
    guard let part = run.measurement.keptPart else { return records }
    let kept = GateRecorder(learner.model, keptSampleCount: run.measurement.keptSampleCount)
    let range = splits.range(of: part).prefix(run.measurement.keptSampleCount)
    _ = Evaluation.score(
      [learner], on: source, samples: range, batch: batch, recorders: [kept])
    for (index, record) in kept.records().enumerated() {
      records[index].firstSamples = record.firstSamples
    }
    return records
  }

  /// What tells one learner of a cell from another.
  struct Subject: Hashable {
    var spec: SubjectSpec
    var origin: Origin?
  }

  /// The learners: those of the runs in order, then every model that a run starts at and that is not among them. They
  /// are trained along, as a model's bits do not depend on its companions.
  var subjects: [Subject] {
    var subjects = runs.map { Subject(spec: $0.subject, origin: $0.origin) }
    for origin in runs.compactMap(\.origin) {
      let donor = Subject(spec: origin.donor, origin: nil)
      if !subjects.contains(donor) { subjects.append(donor) }
    }
    return subjects
  }
}

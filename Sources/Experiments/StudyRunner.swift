// Runs experiments: tunes, trains what no record exists of, and hands back everything measured.
internal import Formats
internal import Synchronization
internal import Training

/// What happens while experiments run, for whoever shows it.
public enum RunnerEvent: Sendable {
  /// How much there is to do from here on; work is counted in model-samples times the inputs of a sample.
  case planned(stage: String, runs: Int, reused: Int, work: Double, workLater: Double)
  /// A record could not be used and its run is done again.
  case unusable(file: String, reason: String)
  /// A cell advanced by some work.
  case advanced(work: Double, what: String)
  /// A cell is done and its records are saved.
  case finished(runs: Int)
}

/// What an experiment measured.
public struct StudyResult: Sendable {
  /// The experiment at its scale.
  public let plan: Plan
  /// All tuning trials.
  public let trials: [Trial]
  /// The rate of every tuned variant.
  public let rates: [Variant: Double]
  /// All runs with their keys, in order.
  public internal(set) var runs: [(key: StudyKey, record: RunRecord)]
}

/// Runs experiments at a scale, several cells at a time.
public struct StudyRunner: Sendable {
  /// Where finished runs are kept.
  public let store: RunStore
  /// Cells at a time.
  public let jobs: Int
  /// The part of every stage that is trained here; nil for all of it.
  public let shard: Shard?
  /// Receives what happens, from any thread.
  public let report: @Sendable (RunnerEvent) -> Void

  /// A runner.
  public init(
    store: RunStore, jobs: Int, shard: Shard? = nil,
    report: @escaping @Sendable (RunnerEvent) -> Void
  ) {
    self.store = store
    self.jobs = jobs
    self.shard = shard
    self.report = report
  }

  /// Runs all plans: learning rates first, then the studies, sharing runs that are the same.
  ///
  /// - Parameter others: what is run after these, for an honest estimate of the time left.
  /// - Throws: ``OpenStage`` where only a part is trained here and others have not finished theirs.
  public nonisolated func run(_ plans: [Plan], before others: [Plan] = []) async throws
    -> [StudyResult]
  {
    let tuned = try await tune(plans, before: others)
    let studies = try tuned.map { try $0.plan.study(rates: $0.rates) }
    let records = try await records(
      of: studies.flatMap { $0.map(\.run) }, stage: "study",
      workLater: others.reduce(0.0) { $0 + $1.studyWork })
    return zip(tuned, studies).map { tuned, study in
      var result = tuned
      result.runs = study.compactMap { key, run in records[run].map { (key, $0) } }
      return result
    }
  }

  /// Tunes all plans, and makes their checks; the results have no runs.
  public nonisolated func tune(_ plans: [Plan], before others: [Plan] = []) async throws
    -> [StudyResult]
  {
    var tunings = plans.map { TuningGrid(plan: $0) }
    // Work that no one has planned yet.
    let later = (plans + others).reduce(0.0) { $0 + $1.studyWork }
    while true {
      let runs = try tunings.flatMap { try $0.runs() }
      let records = try await records(of: runs, stage: "tuning", workLater: later)
      var extended = false
      for index in tunings.indices {
        if tunings[index].take(records) { extended = true }
      }
      if !extended { break }
    }
    let rates = tunings.map { $0.rates() }
    let checks = try zip(plans, rates).map { try $0.checks($1) }
    let checked = try await self.records(
      of: checks.flatMap { $0.map(\.run) }, stage: "checks", workLater: later)
    for index in tunings.indices { tunings[index].add(checks[index], checked) }
    return zip(zip(plans, tunings), rates).map { planned, rates in
      StudyResult(plan: planned.0, trials: planned.1.trials, rates: rates, runs: [])
    }
  }

  /// The records of runs: from the store where there are any, else by training.
  private nonisolated func records(
    of runs: [RunSpec], stage: String, workLater: Double
  ) async throws -> [RunSpec: RunRecord] {
    var seen: Set<RunSpec> = []
    let wanted = runs.filter { seen.insert($0).inserted }
    var (records, missing) = try found(wanted)
    let cells = cells(of: wanted, missing: missing)
    if !cells.isEmpty { try store.prepare() }
    report(
      .planned(
        stage: stage, runs: cells.reduce(0) { $0 + $1.runs.count }, reused: records.count,
        work: cells.reduce(0) { $0 + $1.work }, workLater: workLater))
    let (store, report) = (store, report)
    // The longest first: near the end of a stage short cells fill the cores.
    let longestFirst = cells.sorted { $0.work > $1.work }
    let trained = try await concurrentMap(longestFirst, width: jobs) { cell in
      var done = 0.0
      let trained = try cell.train(on: store.platform) { share in
        try Task.checkCancellation()
        report(.advanced(work: (share - done) * cell.work, what: cell.description))
        done = share
      }
      for record in trained { try store.save(record) }
      report(.finished(runs: trained.count))
      return trained
    }
    for record in trained.joined() { records[record.spec] = record }
    if records.count < wanted.count {
      // Other parts have been at work in the meantime.
      let (theirs, open) = try found(wanted.filter { records[$0] == nil })
      guard open.isEmpty else {
        throw OpenStage(stage: stage, missing: open.count, runs: wanted.count)
      }
      records.merge(theirs) { own, _ in own }
    }
    return records
  }

  /// What the store has of some runs, and which it has not.
  private func found(
    _ runs: [RunSpec]
  ) throws -> (records: [RunSpec: RunRecord], missing: Set<RunSpec>) {
    var records: [RunSpec: RunRecord] = [:]
    var missing: Set<RunSpec> = []
    for run in runs {
      switch try store.find(run) {
      case .found(let record): records[run] = record
      case .absent: missing.insert(run)
      case .unusable(let file, let reason):
        // Before it is trained: will there be a place for its record?
        try AtomicFile.checkWritable(file: file)
        report(.unusable(file: file, reason: reason))
        missing.insert(run)
      }
    }
    return (records, missing)
  }

  /// The cells that are trained here, with those of their runs that are missing.
  private func cells(of runs: [RunSpec], missing: Set<RunSpec>) -> [Cell] {
    // Of all runs, so that a part stays the same while others work.
    guard let shard else { return Self.cells(of: runs.filter(missing.contains)) }
    return shard.part(of: Self.cells(of: runs)).compactMap { cell in
      let open = cell.runs.filter(missing.contains)
      return open.isEmpty ? nil : Cell(spec: cell.spec, runs: open)
    }
  }

  /// How many models are trained side by side at most.
  static let mostModels = 16

  /// Runs that share a stream of batches, in the order of their first members.
  static func cells(of runs: [RunSpec]) -> [Cell] {
    var order: [CellSpec] = []
    var members: [CellSpec: [RunSpec]] = [:]
    for run in runs {
      if members[run.cell] == nil { order.append(run.cell) }
      members[run.cell, default: []].append(run)
    }
    return order.flatMap { spec -> [Cell] in
      let runs = members[spec] ?? []
      // Memory must not grow with the number of settings; a model's bits do not depend on its companions.
      let parts = (runs.count + mostModels - 1) / mostModels
      return (0..<parts).map { part in
        let range = part * runs.count / parts..<(part + 1) * runs.count / parts
        return Cell(spec: spec, runs: Array(runs[range]))
      }
    }
  }
}

extension Cell {
  /// What is running, for a progress line.
  var description: String {
    spec.data.correlation == nil
      ? spec.data.draw : "p = \(NumberFormat.correlation(spec.data.correlation)), \(spec.data.draw)"
  }
}

extension Plan {
  /// The work of the study, as if no record existed.
  var studyWork: Double {
    variants.reduce(0.0) { sum, variant in
      sum + Double(correlations(of: variant).count * scale.draws * scale.trainings)
        * Double(scale.sampleCount * epochCount(of: variant))
        * Double(experiment.data.sized(to: scale).inputCount)
    }
  }
}

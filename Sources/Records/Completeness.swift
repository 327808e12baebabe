// Are an experiment's records whole? Its specification in the manifest says which rows there must be, so that a table
// that was shortened or lost is an error, and not a smaller study.

internal import Experiments
internal import Formats
internal import ModelZoo
internal import SyntheticData
internal import Training

/// The keys that the record tables of an experiment have to hold, no more and no fewer.
struct Completeness {
  private let plan: Plan
  private let folder: String
  /// Every run, in the order of the tables.
  private let runs: [RunKey]
  private let tasks: [String]

  /// - Parameter folder: the experiment's.
  init(_ plan: Plan, folder: String) {
    self.plan = plan
    self.folder = folder
    tasks = (0..<plan.taskCount).map(NumberFormat.task)
    let draws = (0..<max(0, plan.scale.draws)).map(NumberFormat.draw)
    let trainings = (0..<max(0, plan.scale.trainings)).map { String($0) }
    runs = plan.variants.flatMap { variant in
      plan.correlations(of: variant).flatMap { correlation in
        draws.flatMap { draw in
          trainings.map { training in
            RunKey(
              arm: Arm(variant), correlation: NumberFormat.correlation(correlation), draw: draw,
              training: training)
          }
        }
      }
    }
  }

  /// Checks all tables.
  /// - Throws: `CSVError` naming the table and the first row that is missing or too many.
  func check(_ records: ExperimentRecords, metrics: [MetricRecord]) throws {
    try compare(
      metrics, with: runs.flatMap { run in tasks.map { run.fields + [$0] } }, "metrics.csv")
    try compare(records.tuning, with: trials(records.tuning), "tuning.csv")
    try check(records.data)
    // A run that diverged has no gates, and its curve ends where it did.
    let diverged = Set(metrics.filter { $0.status == .diverged }.map(\.run))
    let points = try steps()
    func curve(_ runs: [RunKey]) -> [[String]] {
      runs.filter { plan.hasCurve($0) }
        .flatMap { run in (points[run.arm] ?? []).map { run.fields + [String($0)] } }
    }
    try compare(
      records.curves, with: curve(runs.filter { !diverged.contains($0) }), "curves.csv",
      optional: curve(runs.filter(diverged.contains)))
    let started = Set(plan.startedVariants.map(Arm.init))
    try compare(
      records.starts,
      with: runs.filter { started.contains($0.arm) }
        .flatMap { run in tasks.map { run.fields + [$0] } }, "starts.csv")
    try compare(
      records.trainingErrors,
      with: plan.recordsTrainingErrors
        ? runs.flatMap { run in tasks.map { run.fields + [$0] } } : [], "training-errors.csv")
    for gates in records.gates { try check(gates, runs.filter { !diverged.contains($0) }) }
    try Measurements(records, folder: folder).check(metrics)
  }

  /// The grid may have grown beyond the specification's rates, for all models alike.
  private func trials(_ found: [TuningRecord]) -> [[String]] {
    let asked = plan.experiment.tuning.learningRates
    let tuned = Set(plan.tunedVariants.map { Arm($0) })
    let rates = Set(asked + found.filter { tuned.contains($0.arm) }.map(\.learningRate)).sorted()
    // What is tried at the rate that was chosen, and at no other.
    func chosen(_ arm: Arm) -> [Double] {
      found.first { $0.arm == arm && $0.chosen == .yes }.map { [$0.learningRate] } ?? []
    }
    let plants = plan.variants.filter { $0.choice.plant != nil }
    let tried =
      plan.tunedVariants.map { (Arm($0), rates, 1) }
      + plants.map { (Arm($0), chosen(Arm($0)), 1) }
      + plan.doubledVariants.map { (Arm($0), chosen(Arm($0)), 2) }
    return tried.flatMap { arm, rates, budget in
      rates.flatMap { rate in
        (0..<max(0, plan.experiment.tuning.draws)).flatMap { draw in
          (0..<max(0, plan.experiment.tuning.trainings)).flatMap { training in
            plan.tuningCorrelations.flatMap { correlation in
              tasks.map { task in
                [
                  arm.model, arm.setting, NumberFormat.learningRate(rate),
                  NumberFormat.correlation(correlation), String(draw), String(training),
                  String(budget), task,
                ]
              }
            }
          }
        }
      }
    }
  }

  private func check(_ data: [DataRecord]) throws {
    // The baseline is run on every data set.
    var seen: Set<[String]> = []
    let baseline = plan.experiment.models.first(where: \.isBaseline)?.name
    let settings = plan.settingsWithData.map(\.name)
    let expected = runs.filter { $0.arm.model == baseline && settings.contains($0.arm.setting) }
      .map { [$0.arm.setting, $0.correlation, $0.draw] }.filter { seen.insert($0).inserted }
    let schema = DataRecord.schema(taskCount: plan.taskCount)
    try Self.compare(
      data.map(schema.key), with: expected, columns: schema.key, path: "\(folder)/data.csv")
  }

  /// The steps at which an arm's curve has a point.
  private func steps() throws -> [Arm: [Int]] {
    guard plan.scale.batchSize >= 1 else {
      throw SpecError(field: "batchSize", value: "\(plan.scale.batchSize)", allowed: "at least 1")
    }
    let training = try Splits(sampleCount: plan.scale.sampleCount).train
    let variants = plan.variants.map { variant in
      (
        Arm(variant),
        LockStep.curveSteps(
          trainingSamples: training.count, batchSize: plan.scale.batchSize,
          epochCount: plan.epochCount(of: variant), start: plan.start(of: variant))
      )
    }
    return Dictionary(uniqueKeysWithValues: variants)
  }

  private func check(_ gates: ExperimentRecords.ModelGates, _ runs: [RunKey]) throws {
    let splits = try Splits(sampleCount: plan.scale.sampleCount)
    let kept = min(plan.keptSampleCount, splits.range(of: plan.sampledPart).count)
    var weights: [[String]] = []
    var summaries: [[String]] = []
    var samples: [[String]] = []
    for variant in plan.variants where variant.choice.name == gates.model {
      let spec = try variant.choice.spec(
        plan.scale, taskCount: plan.taskCount, in: variant.setting)
      let description = try Model(spec, batchCapacity: 1).gates
      for run in runs where run.arm == Arm(variant) {
        let isSampled = plan.keepsSamples(run)
        for gate in description {
          let level = String(gate.level)
          let place = [run.arm.setting, run.correlation, run.draw, run.training, level, gate.name]
          summaries.append(place)
          weights += gate.experts.map { place + [$0.name] }
          guard isSampled else { continue }
          samples += (0..<kept).flatMap { sample in
            gate.experts.map { [run.arm.setting, level, gate.name, String(sample), $0.name] }
          }
        }
      }
    }
    try compare(gates.weights, with: weights, "gates/\(gates.model).csv")
    try compare(gates.summaries, with: summaries, "gates/\(gates.model).summary.csv")
    try compare(gates.samples, with: samples, "gates/\(gates.model).samples.csv")
  }

  private func compare<Record: TableRecord>(
    _ records: [Record], with expected: [[String]], _ file: String, optional: [[String]] = []
  ) throws {
    try Self.compare(
      records.map(\.keyFields), with: expected, columns: Record.schema.key,
      path: "\(folder)/\(file)",
      optional: optional)
  }

  /// - Parameters:
  ///   - found: the keys of the rows, in the order of the file.
  ///   - optional: keys that may be there.
  private static func compare(
    _ found: [[String]], with expected: [[String]], columns: [String], path: String,
    optional: [[String]] = []
  ) throws {
    func named(_ key: [String]) -> String {
      zip(columns, key).map { "\($0) \($1)" }.joined(separator: ", ")
    }
    let present = Set(found)
    let missing = expected.filter { !present.contains($0) }
    if let first = missing.first {
      throw CSVError(
        path: path, line: nil,
        problem: "\(Phrase.count(missing.count, "row")) that manifest.json asks for "
          + "\(missing.count == 1 ? "is" : "are") missing, first \(named(first))")
    }
    let allowed = Set(expected).union(optional)
    if let (row, key) = found.enumerated().first(where: { !allowed.contains($0.element) }) {
      throw CSVError(
        path: path, line: row + 2, problem: "\(named(key)) is no row that manifest.json asks for")
    }
  }
}

extension RunKey {
  /// The fields in the order of the columns.
  fileprivate var fields: [String] { [arm.model, arm.setting, correlation, draw, training] }
}

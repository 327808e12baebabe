// From run records to the CSV files that everything else is computed from.
//
// Everything after these files reads them alone, at their printed precision.
public import Experiments
public import Formats
internal import Foundation
internal import ModelZoo
internal import SyntheticData
internal import Training

/// The record tables of one experiment.
public struct RecordTables: Sendable {
  /// What was measured.
  public let result: StudyResult

  /// The tables of a result.
  public init(_ result: StudyResult) { self.result = result }

  /// File names below the experiment's folder with their tables, in order.
  public func all() -> [(file: String, table: CSVTable)] {
    Self.makers(of: result.plan).map { ($0.file, $0.table(self)) }
  }

  /// The file names of all tables of an experiment.
  static func files(of plan: Plan) -> [String] { makers(of: plan).map(\.file) }

  /// How each table is made.
  private static func makers(
    of plan: Plan
  ) -> [(file: String, table: (RecordTables) -> CSVTable)] {
    var makers: [(file: String, table: (RecordTables) -> CSVTable)] = [
      ("metrics.csv", { $0.metrics() }), ("tuning.csv", { $0.tuning() }),
      ("data.csv", { $0.data() }),
    ]
    if plan.hasSomeCurves { makers.append(("curves.csv", { $0.curves() })) }
    if !plan.startedVariants.isEmpty { makers.append(("starts.csv", { $0.starts() })) }
    if plan.recordsTrainingErrors {
      makers.append(("training-errors.csv", { $0.trainingErrors() }))
    }
    for model in plan.gatedModels.map(\.name) {
      makers += [
        ("gates/\(model).csv", { $0.gates(of: model) }),
        ("gates/\(model).summary.csv", { $0.gateSummaries(of: model) }),
        ("gates/\(model).samples.csv", { $0.gateSamples(of: model) }),
      ]
    }
    return makers
  }

  private var tasks: Range<Int> { 0..<result.plan.taskCount }

  // MARK: Errors

  private func metrics() -> CSVTable {
    MetricRecord.table(
      result.runs.flatMap { key, record in
        tasks.map { task in
          let variance = record.labelVariances[task]
          let score = record.scores.isEmpty ? nil : record.scores[task]
          var row = MetricRecord()
          row.run = RunKey(key)
          row.task = NumberFormat.task(task)
          row.mse = score?.meanSquaredError
          row.nmse = score.map { $0.meanSquaredError / variance }
          row.excessError = score?.meanExcessError
          row.parameterCount = record.parameterCount
          row.learningRate = record.spec.subject.training.learningRate
          row.status = record.status
          row.divergedAt = record.divergedAt
          return row
        }
      })
  }

  private func trainingErrors() -> CSVTable {
    TrainingErrorRecord.table(
      result.runs.flatMap { key, record in
        tasks.map { task in
          var row = TrainingErrorRecord()
          row.run = RunKey(key)
          row.task = NumberFormat.task(task)
          row.labels = record.training?.labelCounts[task]
          row.mse = record.training?.scores[task].meanSquaredError
          row.excessError = record.training?.scores[task].meanExcessError
          return row
        }
      })
  }

  private func tuning() -> CSVTable { TuningRecord.table(trials) }

  /// The rows of `tuning.csv`.
  package var trials: [TuningRecord] {
    result.trials.flatMap { trial in
      tasks.map { task in
        var row = TuningRecord()
        row.arm = Arm(trial.variant)
        row.learningRate = trial.learningRate
        row.correlation = NumberFormat.correlation(trial.correlation)
        row.draw = String(trial.draw)
        row.training = String(trial.training)
        row.budget = trial.budget
        row.task = NumberFormat.task(task)
        row.validationNMSE = trial.status == .ok ? trial.validationNMSE[task] : nil
        row.excessError = trial.status == .ok ? trial.excessErrors[task] : nil
        row.status = trial.status
        // A planted model is tried at the rate that it is trained with, and at no other.
        let isChosen = result.rates[trial.variant].map { $0 == trial.learningRate } ?? true
        row.chosen = isChosen ? .yes : .no
        return row
      }
    }
  }

  private func curves() -> CSVTable {
    CurveRecord.table(
      result.runs.filter { result.plan.hasCurve(RunKey($0.key)) }.flatMap {
        key, record in
        record.curve.map { point in
          var row = CurveRecord()
          row.run = RunKey(key)
          row.step = point.step
          row.samples = point.samples
          row.validationNMSE = point.validationNMSE
          row.smallestWeight = point.smallestWeights.min()
          row.polarisedGates = Self.share(of: point.largestWeights) {
            $0 > CurveRecord.polarization
          }
          return row
        }
      })
  }

  /// The share of values for which a condition holds; nil of none.
  private static func share(of values: [Double], where holds: (Double) -> Bool) -> Double? {
    values.isEmpty ? nil : Double(values.count { holds($0) }) / Double(values.count)
  }

  private func starts() -> CSVTable {
    let names = Dictionary(
      result.plan.startedVariants.compactMap { variant in
        result.plan.donor(of: variant).map { (Arm(variant), $0.choice.name) }
      }, uniquingKeysWith: { first, _ in first })
    return StartRecord.table(
      result.runs.flatMap { key, record -> [StartRecord] in
        guard record.spec.origin != nil else { return [] }
        return tasks.map { task in
          // A run that diverged has none.
          let start = (record.starts ?? []).dropFirst(task).first
          let top = record.gates.map(\.level).max()
          let weights = record.gates
            .first { $0.level == top && $0.gate == NumberFormat.task(task) }?.experts
          var row = StartRecord()
          row.run = RunKey(key)
          row.task = NumberFormat.task(task)
          row.donor = names[row.run.arm] ?? ""
          row.largestDifference = start?.largestDifference
          row.rmsDifference = start?.rootMeanSquareDifference
          row.labelDeviation = record.labelVariances[task].squareRoot()
          row.excludedExperts = start?.excludedExperts.joined(separator: " ") ?? ""
          row.weightAtStart = start?.excludedWeight
          row.weightAtEnd = start.flatMap { start in
            weights.map { weights in
              weights.filter { start.excludedExperts.contains($0.expert) }
                .reduce(0) { $0 + $1.mean }
            }
          }
          return row
        }
      })
  }

  /// One row per data set, taken from the first run of the baseline on it.
  private func data() -> CSVTable {
    var seen: Set<[String]> = []
    let baseline = result.plan.experiment.models.first(where: \.isBaseline)?.name
    let settings = result.plan.settingsWithData.map(\.name)
    func perTask(_ values: [Double]?) -> [Double?] { tasks.map { task in values?[task] } }
    return DataRecord.schema(taskCount: result.plan.taskCount).table(
      result.runs.compactMap { key, record in
        let run = RunKey(key)
        guard key.model == baseline, settings.contains(key.setting), let card = record.card,
          seen.insert([key.setting, run.correlation, run.draw]).inserted
        else { return nil }
        var row = DataRecord()
        row.setting = key.setting
        row.correlation = run.correlation
        row.draw = run.draw
        row.cosine = card.cosine
        row.labelPearson = card.labelPearson
        // That of the samples that carry the label: what errors are divided by.
        row.variances = perTask(record.labelVariances)
        row.nonlinearShares = perTask(card.nonlinearShares)
        row.noiseFloors = perTask(card.noiseFloors)
        row.persistenceErrors = perTask(card.persistenceErrors)
        row.modeMeanErrors = perTask(card.modeMeanErrors)
        row.trainChecksum = card.trainChecksum
        row.validationChecksum = card.validationChecksum
        row.testChecksum = card.testChecksum
        return row
      })
  }

  // MARK: Gates

  private func gates(of model: String) -> CSVTable {
    GateRecord.table(
      runs(of: model).flatMap { key, record in
        record.gates.flatMap { gate in
          gate.experts.map { usage in
            var row = GateRecord()
            row.run = RunKey(key)
            row.level = gate.level
            row.gate = gate.gate
            row.expert = usage.expert
            row.owner = usage.owner
            row.mean = usage.mean
            row.standardDeviation = usage.standardDeviation
            row.minimum = usage.smallest
            row.quantile05 = usage.quantile05
            row.quantile50 = usage.quantile50
            row.quantile95 = usage.quantile95
            row.maximum = usage.largest
            row.shareBelow001 = usage.shareBelow001
            row.shareBelow01 = usage.shareBelow01
            row.shareBelow05 = usage.shareBelow05
            row.shareOfArgmax = usage.shareOfArgmax
            row.contribution = usage.contribution
            return row
          }
        }
      })
  }

  private func gateSummaries(of model: String) -> CSVTable {
    GateSummary.table(
      runs(of: model).flatMap { key, record in
        record.gates.map { GateSummary($0, of: RunKey(key)) }
      })
  }

  private func gateSamples(of model: String) -> CSVTable {
    GateSample.table(
      runs(of: model).filter { result.plan.keepsSamples(RunKey($0.key)) }
        .flatMap { key, record in
          record.gates.flatMap { GateSample.rows(of: $0, setting: key.setting) }
        })
  }

  private func runs(of model: String) -> [(key: StudyKey, record: RunRecord)] {
    result.runs.filter { $0.key.model == model }
  }
}

extension GateSummary {
  /// Conditional and marginal entropy, mutual information, effective experts (exp H and 1/Σw̄²),
  /// importance CV², shared mass raw and weighted by contribution, divergence between tasks.
  ///
  /// The mutual information H(w̄) − E[H(g)] is 0 for a gate that ignores its input.
  fileprivate init(_ gate: Training.GateRecord, of run: RunKey) {
    let means = gate.experts.map(\.mean)
    let marginal = means.reduce(0) { $0 + ($1 > 0 ? -$1 * log($1) : 0) }
    let squares = means.reduce(0) { $0 + $1 * $1 }
    let shared = gate.experts.filter { $0.owner == "shared" }
    // A mass is only a finding where a gate can choose between shared experts and others.
    let hasChoice = Set(gate.experts.map(\.owner)).count > 1 && !shared.isEmpty
    self.init()
    self.run = run
    level = gate.level
    self.gate = gate.gate
    conditionalEntropy = gate.conditionalEntropy
    marginalEntropy = marginal
    mutualInformation = max(0, marginal - gate.conditionalEntropy)
    effectiveExperts = exp(marginal)
    effectiveExpertsSimpson = 1 / squares
    importanceCV2 = Double(means.count) * squares - 1
    sharedMass = hasChoice ? shared.reduce(0) { $0 + $1.mean } : nil
    contributionWeightedSharedMass = hasChoice ? shared.reduce(0) { $0 + $1.contribution } : nil
    divergenceBetweenTasks = gate.divergenceBetweenTasks
  }
}

// From run records to the CSV files that everything else is computed from.
//
// Everything after these files reads them alone, at their printed precision.
public import Experiments
public import Formats
internal import Foundation
import ModelZoo
import SyntheticData
import Training

/// The record tables of one experiment.
public struct RecordTables: Sendable {
  /// What was measured.
  public let result: StudyResult

  /// The tables of a result.
  public init(_ result: StudyResult) { self.result = result }

  /// File names below the experiment's folder with their tables, in order.
  public func all() -> [(file: String, table: CSVTable)] {
    var tables = [
      ("metrics.csv", metrics()), ("tuning.csv", tuning()), ("data.csv", data()),
      ("curves.csv", curves()),
    ]
    if !Completeness.branching(result.plan).isEmpty { tables.append(("starts.csv", starts())) }
    for model in Completeness.gatedModels(result.plan).map(\.name) {
      tables += [
        ("gates/\(model).csv", gates(of: model)),
        ("gates/\(model).summary.csv", gateSummaries(of: model)),
        ("gates/\(model).samples.csv", gateSamples(of: model)),
      ]
    }
    return tables
  }

  private var tasks: Range<Int> { 0..<result.plan.taskCount }

  private func correlation(_ key: StudyKey) -> String {
    NumberFormat.correlation(key.correlation)
  }

  private func replicate(_ key: StudyKey) -> String { NumberFormat.replicate(key.replicate) }

  // MARK: Errors and gains

  private func metrics() -> CSVTable {
    MetricRecord.table(
      result.runs.flatMap { key, record in
        tasks.map { task in
          let variance = record.labelVariances[task]
          let score = record.scores.isEmpty ? nil : record.scores[task]
          let baseline = record.baselineScores.isEmpty ? nil : record.baselineScores[task]
          var gain: Double?
          if let score, let baseline, key.model != ModelChoice.baseline {
            gain = baseline.meanSquaredError - score.meanSquaredError
          }
          return MetricRecord(
            model: key.model, setting: key.setting, correlation: correlation(key),
            replicate: replicate(key), task: NumberFormat.task(task), mse: score?.meanSquaredError,
            nmse: score.map { $0.meanSquaredError / variance },
            singleTaskMSE: baseline?.meanSquaredError, gain: gain,
            nmseGain: gain.map { $0 / variance }, pairedZ: score?.pairedZ,
            parameterCount: record.parameterCount,
            learningRate: record.spec.subject.training.learningRate, status: record.status,
            divergedAt: record.divergedAt)
        }
      })
  }

  private func tuning() -> CSVTable {
    TuningRecord.table(
      result.trials.flatMap { trial in
        tasks.map { task in
          TuningRecord(
            model: trial.variant.choice.name, setting: trial.variant.setting.name,
            learningRate: trial.learningRate,
            correlation: NumberFormat.correlation(trial.correlation), draw: String(trial.draw),
            task: NumberFormat.task(task),
            validationNMSE: trial.status == .ok ? trial.validationNMSE[task] : nil,
            status: trial.status,
            chosen: result.rates[trial.variant] == trial.learningRate ? .yes : .no)
        }
      })
  }

  private func curves() -> CSVTable {
    CurveRecord.table(
      result.runs.flatMap { key, record in
        record.curve.map { point in
          CurveRecord(
            model: key.model, setting: key.setting, correlation: correlation(key),
            replicate: replicate(key), step: point.step, samples: point.samples,
            validationNMSE: point.validationNMSE, smallestWeight: point.smallestWeights.min(),
            polarisedGates: Self.share(of: point.largestWeights) { $0 > CurveRecord.polarisation })
        }
      })
  }

  /// The share of values for which a condition holds; nil of none.
  private static func share(of values: [Double], where holds: (Double) -> Bool) -> Double? {
    values.isEmpty ? nil : Double(values.count { holds($0) }) / Double(values.count)
  }

  private func starts() -> CSVTable {
    StartRecord.table(
      result.runs.flatMap { key, record -> [StartRecord] in
        guard let origin = record.spec.origin else { return [] }
        return tasks.map { task in
          // A run that diverged has none.
          let start = (record.starts ?? []).dropFirst(task).first
          let top = record.gates.map(\.level).max()
          let weights = record.gates
            .first { $0.level == top && $0.gate == NumberFormat.task(task) }?.experts
          return StartRecord(
            model: key.model, setting: key.setting, correlation: correlation(key),
            replicate: replicate(key), task: NumberFormat.task(task),
            donor: origin.donor.model.kind.rawValue, largestDifference: start?.largestDifference,
            rmsDifference: start?.rootMeanSquareDifference,
            labelDeviation: record.labelVariances[task].squareRoot(),
            excludedExperts: start?.excludedExperts.joined(separator: " ") ?? "",
            weightAtStart: start?.excludedWeight,
            weightAtEnd: start.flatMap { start in
              weights.map { weights in
                weights.filter { start.excludedExperts.contains($0.expert) }
                  .reduce(0) { $0 + $1.mean }
              }
            })
        }
      })
  }

  /// One row per data set: of all runs on it, the first of the baseline speaks.
  private func data() -> CSVTable {
    var seen: Set<[String]> = []
    return DataCard.table(
      result.runs.compactMap { key, record in
        guard key.model == ModelChoice.baseline, let card = record.card,
          seen.insert([correlation(key), replicate(key)]).inserted
        else { return nil }
        return DataCard(
          correlation: correlation(key), replicate: replicate(key), cosine: card.cosine,
          labelPearson: card.labelPearson, variances: card.labelVariances,
          nonlinearShares: card.nonlinearShares ?? tasks.map { _ in nil },
          references: result.plan.experiment.data.isSequential ? references(card) : nil,
          checksums: [card.trainChecksum, card.validationChecksum, card.testChecksum])
      }, taskCount: result.plan.taskCount, isSequential: result.plan.experiment.data.isSequential)
  }

  private func references(_ card: SyntheticData.DataCard) -> DataCard.References {
    func perTask(_ values: [Double]?) -> [Double?] { tasks.map { task in values?[task] } }
    return DataCard.References(
      noiseFloors: perTask(card.noiseFloors), persistence: perTask(card.persistenceErrors),
      modeMeans: perTask(card.modeMeanErrors))
  }

  // MARK: Gates

  private func gates(of model: String) -> CSVTable {
    GateRecord.table(
      runs(of: model).flatMap { key, record in
        record.gates.flatMap { gate in
          gate.experts.map { usage in
            GateRecord(
              setting: key.setting, correlation: correlation(key), replicate: replicate(key),
              level: gate.level, gate: gate.gate, expert: usage.expert, owner: usage.owner,
              mean: usage.mean, standardDeviation: usage.standardDeviation,
              quantiles: [
                usage.smallest, usage.quantile05, usage.quantile50, usage.quantile95, usage.largest,
              ],
              sharesBelow: [usage.shareBelow001, usage.shareBelow01, usage.shareBelow05],
              shareOfArgmax: usage.shareOfArgmax, contribution: usage.contribution)
          }
        }
      })
  }

  private func gateSummaries(of model: String) -> CSVTable {
    GateSummary.table(
      runs(of: model).flatMap { key, record in
        record.gates.map { gate in
          GateSummary(
            gate, setting: key.setting, correlation: correlation(key), replicate: replicate(key))
        }
      })
  }

  private func gateSamples(of model: String) -> CSVTable {
    GateSample.table(
      runs(of: model).filter { GateSample.isSampled(correlation($0.key), replicate($0.key)) }
        .flatMap { key, record in
          record.gates.flatMap { gate in
            gate.firstSamples.enumerated().flatMap { sample, weights in
              zip(gate.experts, weights).map { usage, weight in
                GateSample(
                  setting: key.setting, level: gate.level, gate: gate.gate, sample: sample,
                  expert: usage.expert, weight: Double(weight))
              }
            }
          }
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
  fileprivate init(
    _ gate: Training.GateRecord, setting: String, correlation: String, replicate: String
  ) {
    let means = gate.experts.map(\.mean)
    let marginal = means.reduce(0) { $0 + ($1 > 0 ? -$1 * log($1) : 0) }
    let squares = means.reduce(0) { $0 + $1 * $1 }
    let shared = gate.experts.filter { $0.owner == "shared" }
    // A mass is only a finding where a gate can choose between shared experts and others.
    let hasChoice = Set(gate.experts.map(\.owner)).count > 1 && !shared.isEmpty
    self.init(
      setting: setting, correlation: correlation, replicate: replicate, level: gate.level,
      gate: gate.gate, conditionalEntropy: gate.conditionalEntropy, marginalEntropy: marginal,
      mutualInformation: max(0, marginal - gate.conditionalEntropy),
      effectiveExperts: exp(marginal), effectiveExpertsSimpson: 1 / squares,
      importanceCV2: Double(means.count) * squares - 1,
      sharedMass: hasChoice ? shared.reduce(0) { $0 + $1.mean } : nil,
      contributionWeightedSharedMass: hasChoice ? shared.reduce(0) { $0 + $1.contribution } : nil,
      divergenceBetweenTasks: gate.divergenceBetweenTasks)
  }
}

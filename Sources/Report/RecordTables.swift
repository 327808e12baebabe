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
    if result.plan.experiment.gateFiles {
      for model in gatedModels {
        tables += [
          ("gates/\(model).csv", gates(of: model)),
          ("gates/\(model).summary.csv", gateSummaries(of: model)),
          ("gates/\(model).samples.csv", gateSamples(of: model)),
        ]
      }
    }
    return tables
  }

  private var tasks: Range<Int> { 0..<result.plan.taskCount }

  private var gatedModels: [String] {
    result.plan.experiment.models.filter { $0.kind.definition.hasGates }.map(\.name)
  }

  private func keys(_ key: StudyKey) -> [String] {
    [NumberFormat.correlation(key.correlation), NumberFormat.replicate(key.replicate)]
  }

  // MARK: Errors and gains

  private func metrics() -> CSVTable {
    var table = CSVTable(columns: [
      "model", "setting", "correlation", "replicate", "task", "mse", "nmse", "single_task_mse",
      "gain", "nmse_gain", "paired_z", "parameter_count", "learning_rate", "status", "diverged_at",
    ])
    for (key, record) in result.runs {
      let isBaseline = key.model == ModelChoice.baseline
      for task in tasks {
        let variance = record.labelVariances[task]
        let score = record.scores.isEmpty ? nil : record.scores[task]
        let baseline = record.baselineScores.isEmpty ? nil : record.baselineScores[task]
        var gain: Double?
        if let score, let baseline, !isBaseline {
          gain = baseline.meanSquaredError - score.meanSquaredError
        }
        table.append(
          [key.model, key.setting] + keys(key) + [
            NumberFormat.task(task), measured(score?.meanSquaredError),
            measured(score.map { $0.meanSquaredError / variance }),
            measured(baseline?.meanSquaredError), measured(gain),
            measured(gain.map { $0 / variance }), measured(score?.pairedZ),
            "\(record.parameterCount)",
            NumberFormat.learningRate(record.spec.subject.training.learningRate),
            record.status.rawValue, record.divergedAt.map { "\($0)" } ?? "",
          ])
      }
    }
    return table
  }

  private func tuning() -> CSVTable {
    var table = CSVTable(columns: [
      "model", "setting", "learning_rate", "correlation", "draw", "task", "validation_nmse",
      "status", "chosen",
    ])
    for trial in result.trials {
      for task in tasks {
        table.append([
          trial.variant.choice.name, trial.variant.setting.name,
          NumberFormat.learningRate(trial.learningRate),
          NumberFormat.correlation(trial.correlation),
          "\(trial.draw)", NumberFormat.task(task),
          measured(trial.status == .ok ? trial.validationNMSE[task] : nil), trial.status.rawValue,
          result.rates[trial.variant] == trial.learningRate ? "yes" : "no",
        ])
      }
    }
    return table
  }

  private func curves() -> CSVTable {
    var table = CSVTable(columns: [
      "model", "setting", "correlation", "replicate", "step", "samples", "validation_nmse",
    ])
    for (key, record) in result.runs {
      for point in record.curve {
        table.append(
          [key.model, key.setting] + keys(key) + [
            "\(point.step)", "\(point.samples)", measured(point.validationNMSE),
          ])
      }
    }
    return table
  }

  /// One row per data set: of all runs on it, the baseline's record speaks.
  private func data() -> CSVTable {
    var table = CSVTable(
      columns: ["correlation", "replicate", "cosine", "label_pearson"]
        + tasks.map { "variance_\(NumberFormat.task($0))" }
        + tasks.map { "nonlinear_share_\(NumberFormat.task($0))" }
        + ["checksum_train", "checksum_validation", "checksum_test"])
    for (key, record) in result.runs where key.model == ModelChoice.baseline {
      guard let card = record.card else { continue }
      table.append(
        keys(key) + [measured(card.cosine), measured(card.labelPearson)]
          + card.labelVariances.map(measured) + card.nonlinearShares.map(measured)
          + [card.trainChecksum, card.validationChecksum, card.testChecksum])
    }
    return table
  }

  // MARK: Gates

  private func gates(of model: String) -> CSVTable {
    var table = CSVTable(columns: [
      "setting", "correlation", "replicate", "level", "gate", "expert", "owner", "mean", "sd",
      "min", "p05", "p50", "p95", "max", "share_below_001", "share_below_01", "share_below_05",
      "share_of_argmax", "contribution",
    ])
    for (key, record) in result.runs where key.model == model {
      for gate in record.gates {
        for usage in gate.experts {
          table.append(
            [key.setting] + keys(key) + ["\(gate.level)", gate.gate, usage.expert, usage.owner]
              + [
                usage.mean, usage.standardDeviation, usage.smallest, usage.quantile05,
                usage.quantile50, usage.quantile95, usage.largest, usage.shareBelow001,
                usage.shareBelow01, usage.shareBelow05, usage.shareOfArgmax, usage.contribution,
              ].map(measured))
        }
      }
    }
    return table
  }

  private func gateSummaries(of model: String) -> CSVTable {
    var table = CSVTable(columns: [
      "setting", "correlation", "replicate", "level", "gate", "conditional_entropy",
      "marginal_entropy", "mutual_information", "effective_experts", "effective_experts_simpson",
      "importance_cv2", "shared_mass", "contribution_weighted_shared_mass",
      "divergence_between_tasks",
    ])
    for (key, record) in result.runs where key.model == model {
      for gate in record.gates {
        table.append(
          [key.setting] + keys(key) + ["\(gate.level)", gate.gate]
            + gate.summary.map(measured))
      }
    }
    return table
  }

  /// The first test samples of replicate 000 at p = .50, in every setting.
  private func gateSamples(of model: String) -> CSVTable {
    var table = CSVTable(columns: ["setting", "level", "gate", "sample", "expert", "weight"])
    for (key, record) in result.runs
    where key.model == model && key.replicate == 0
      && NumberFormat.correlation(key.correlation) == "0.50"
    {
      for gate in record.gates {
        for (sample, weights) in gate.firstSamples.enumerated() {
          for (usage, weight) in zip(gate.experts, weights) {
            table.append([
              key.setting, "\(gate.level)", gate.gate, "\(sample)", usage.expert,
              measured(Double(weight)),
            ])
          }
        }
      }
    }
    return table
  }

  private func measured(_ value: Double?) -> String { NumberFormat.measured(value) }
}

extension Training.GateRecord {
  /// Conditional and marginal entropy, mutual information, effective experts (exp H and 1/Σw̄²),
  /// importance CV², shared mass raw and weighted by contribution, divergence between tasks.
  ///
  /// The mutual information H(w̄) − E[H(g)] is 0 for a gate that ignores its input.
  fileprivate var summary: [Double?] {
    let means = experts.map(\.mean)
    let marginal = means.reduce(0) { $0 + ($1 > 0 ? -$1 * log($1) : 0) }
    let squares = means.reduce(0) { $0 + $1 * $1 }
    let owners = Set(experts.map(\.owner))
    let shared = experts.filter { $0.owner == "shared" }
    // A mass is only a finding where a gate can choose between shared experts and others.
    let hasChoice = owners.count > 1 && !shared.isEmpty
    return [
      conditionalEntropy, marginal, max(0, marginal - conditionalEntropy), exp(marginal),
      1 / squares, Double(means.count) * squares - 1,
      hasChoice ? shared.reduce(0) { $0 + $1.mean } : nil,
      hasChoice ? shared.reduce(0) { $0 + $1.contribution } : nil, divergenceBetweenTasks,
    ]
  }
}

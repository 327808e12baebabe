// Made-up records of the experiments on sequences, with known effects.

import Experiments
import Formats
import Foundation
import Randomness

@testable import Report

/// A seeded `sequential`: errors of every model around a level of its own.
struct MadeUpSequences {
  var replicates = 20
  var models =
    ["single-task", "placebo"] + SequenceStudy.alternatives.filter { $0 != "single-task" }
    + ["mose"] + SequenceStudy.beyondPaper
  /// NMSE relative to single-task, by model and task; a model that is not here has `otherwise`.
  var ratios: [String: [Double]] = [
    "single-task": [1, 1], "placebo": [1, 1], "mose": [0.88, 0.95],
  ]
  var otherwise = [1.1, 1.1]
  /// Spread of the logarithm of a run's error.
  var spread = 0.01
  /// Var(y) of replicate r; errors as such are NMSE times it.
  var variance: (_ replicate: Int) -> Double = { 2 + 0.05 * Double($0) }
  /// MSE of MoSE on top of what its NMSE says, to make the metrics disagree.
  var rawPenalty: (_ replicate: Int) -> Double = { _ in 0 }

  /// Whether there are data cards.
  var hasCards = false
  /// A model that the specification makes something else of than its name says.
  var change: (_ model: String) -> ModelChoice? = { _ in nil }
  /// The sizes.
  var scale = Scale(
    inputWidth: 10, hiddenWidths: [8, 8], sampleCount: 800, replicates: 20, batchSize: 32,
    stepCount: 16, labelCount: 7)

  func metrics() -> [MetricRecord] {
    var generator = PhiloxGenerator(RandomStream(seed: 3).stream("sequences"))
    func uniform() -> Double { Double(generator.next() >> 11) / 9_007_199_254_740_992 }
    var records: [MetricRecord] = []
    for replicate in 0..<replicates {
      let base = [0.1, 0.2].map { $0 * (1 + 0.2 * uniform()) }
      var baseline = [0.0, 0.0]
      for model in models {
        for task in 0..<2 {
          let ratio = (ratios[model] ?? otherwise)[task]
          let nmse = base[task] * ratio * exp(spread * (uniform() + uniform() - 1) * 2)
          let mse =
            nmse * variance(replicate) + (model == "mose" ? rawPenalty(replicate) : 0)
          if model == "single-task" { baseline[task] = mse }
          let isBaseline = model == "single-task"
          records.append(
            MetricRecord(
              model: model, setting: "-", correlation: "-",
              replicate: NumberFormat.replicate(replicate), task: "task\(task + 1)", mse: mse,
              nmse: nmse, singleTaskMSE: baseline[task],
              gain: isBaseline ? nil : baseline[task] - mse,
              nmseGain: isBaseline ? nil : (baseline[task] - mse) / variance(replicate),
              pairedZ: isBaseline ? nil : 6 * uniform() - 3, parameterCount: 1000,
              learningRate: 0.001, status: .ok, divergedAt: nil))
        }
      }
    }
    return records
  }

  /// Gates of MoSE over ten experts, and of fully connected MMoE over three.
  func gates() -> [ExperimentRecords.ModelGates] {
    [("fc-mmoe", 3), ("mose", 10)].map { model, experts in
      let weights = (0..<replicates).flatMap { replicate in
        ["task1", "task2"].flatMap { gate in
          (0..<experts).map { expert in
            let mean =
              Double(1 + (expert + replicate) % experts) / Double(experts * (experts + 1) / 2)
            return GateRecord(
              setting: "-", correlation: "-", replicate: NumberFormat.replicate(replicate),
              level: 1, gate: gate, expert: "expert" + (expert < 9 ? "0" : "") + "\(expert + 1)",
              owner: "shared", mean: mean, standardDeviation: 0.02,
              quantiles: [0, mean / 2, mean, (1 + mean) / 2, 1], sharesBelow: [0, 0.01, 0.05],
              shareOfArgmax: mean, contribution: mean)
          }
        }
      }
      return .init(model: model, weights: weights, summaries: [])
    }
  }

  /// Cards of tasks that vary tenfold unlike; none unless asked for.
  func cards() -> [DataCard] {
    hasCards
      ? (0..<replicates).map { replicate in
        DataCard(
          correlation: "-", replicate: NumberFormat.replicate(replicate), cosine: nil,
          labelPearson: 0.1, variances: [4, 0.25], nonlinearShares: [nil, nil],
          references: .init(
            noiseFloors: [0.2, 0.02], persistence: [3, 0.1], modeMeans: [0.24, 0.03]),
          checksums: ["00", "01", "02"])
      } : []
  }

  /// Validation errors at twenty points.
  func curves() -> [CurveRecord] {
    models.flatMap { model in
      (1...20).map { point in
        CurveRecord(
          model: model, setting: "-", correlation: "-", replicate: "000", step: point * 50,
          samples: point * 1600,
          validationNMSE: (ratios[model] ?? otherwise)[0] * (0.1 + 0.8 / Double(point)),
          smallestWeight: nil)
      }
    }
  }

  func study(withGates: Bool = false) throws -> Study {
    let records = ExperimentRecords(
      name: SequenceStudy.modes, sweep: Sweep(metrics()),
      plan: try Plan(experiment(), at: .quick), data: cards(),
      curves: withGates ? curves() : [], gates: withGates ? gates() : [])
    return Study(
      experiments: [records], published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
  }

  /// The models of `sequential-seesaw`.
  static let sweepModels = [
    "single-task", "placebo", "stepwise", "shared-bottom", "mmoe", "ml-mmoe", "cgc", "ple",
  ]

  /// `sequential-seesaw`, with the effects of a made-up study.
  static func sweep(
    _ change: (inout MadeUpStudy) -> Void = { _ in }, with other: ModelChoice? = nil
  ) throws -> Study {
    var made = MadeUpStudy()
    made.models = sweepModels
    made.gains["stepwise"] = [0.01, 0.01]
    made.seesawRates["stepwise"] = 1
    change(&made)
    var sequences = MadeUpSequences()
    sequences.models = made.models
    sequences.change = { $0 == other?.name ? other : nil }
    return Study(
      experiments: [
        ExperimentRecords(
          name: SequenceStudy.sweep, sweep: Sweep(made.metrics()),
          plan: try Plan(sequences.experiment(SequenceStudy.sweep), at: .quick),
          curves: made.curves())
      ], published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
  }
}

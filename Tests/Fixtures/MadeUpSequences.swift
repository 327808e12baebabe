// Made-up records of the experiments on sequences, with known effects.

package import Analysis
package import Experiments
internal import Formats
internal import Foundation
internal import Randomness
package import Records

/// A seeded `sequential`: errors of every model around a level of its own.
package struct MadeUpSequences {
  /// MoSE's Figure 6, on sequences in modes.
  package static let modes = "sequential"
  /// The sweep over correlations on sequences.
  package static let sweepName = "sequential-seesaw"
  /// The seven models that MoSE is compared with: fully connected ones, then LSTMs.
  package static let alternatives = [
    "fc-single-task", "fc-multi-head", "fc-shared-bottom", "fc-mmoe", "single-task", "multi-head",
    "shared-bottom",
  ]

  /// The setting of `sequential` with data of its own.
  package static let noisyInputs = "noisy-inputs"

  package var draws = 20
  package var models =
    ["single-task", "placebo"] + alternatives.filter { $0 != "single-task" }
    + ["mose", "ml-mmoe", "cgc", "ple"]
  /// Error relative to single-task, by model and task; a model that is not here has `otherwise`.
  package var ratios: [String: [Double]] = [
    "single-task": [1, 1], "placebo": [1, 1], "mose": [0.88, 0.95],
  ]
  package var otherwise = [1.1, 1.1]
  /// Spread of the logarithm of a run's error.
  package var spread = 0.01
  /// Var(y) of a draw; errors as such are NMSE times it.
  package var variance: (_ draw: Int) -> Double = { 2 + 0.05 * Double($0) }
  /// Whether there are runs on noisy inputs too.
  package var hasNoisyInputs = true

  /// Whether there are data records.
  package var hasData = false
  /// Whether there are curves, and gates of the two models with gates.
  package var hasGates = false
  /// The sizes.
  package var scale = Scale(
    inputWidth: 10, hiddenWidths: [8, 8], sampleCount: 800, draws: 20, batchSize: 32,
    stepCount: 16, labelCount: 7)

  package init() {}

  private var settings: [String] {
    [Arm.defaultSetting] + (hasNoisyInputs ? [Self.noisyInputs] : [])
  }

  package func metrics() -> [MetricRecord] {
    settings.flatMap { setting -> [MetricRecord] in
      let stream = RandomStream(seed: 3).stream("sequences").stream(setting)
      var generator = PhiloxGenerator(stream)
      func uniform() -> Double { Double(generator.next() >> 11) / 9_007_199_254_740_992 }
      return (0..<draws).flatMap { draw -> [MetricRecord] in
        let base = [0.1, 0.2].map { $0 * (1 + 0.2 * uniform()) }
        return models.flatMap { model in
          (0..<2).map { task in
            let ratio = (ratios[model] ?? otherwise)[task]
            var record = MetricRecord()
            record.run = Self.run(model, draw, setting: setting)
            record.task = NumberFormat.task(task)
            let nmse = base[task] * ratio * exp(spread * (uniform() + uniform() - 1) * 2)
            record.nmse = nmse
            record.mse = nmse * variance(draw)
            record.excessError = record.mse
            record.parameterCount = 1000
            record.learningRate = 0.001
            return record
          }
        }
      }
    }
  }

  private static func run(_ model: String, _ draw: Int, setting: String) -> RunKey {
    RunKey(
      arm: Arm(model: model, setting: setting), correlation: NumberFormat.noCorrelation,
      draw: NumberFormat.draw(draw), training: "0")
  }

  /// Gates of MoSE over ten experts, and of fully connected MMoE over three.
  package func gates() -> [ExperimentRecords.ModelGates] {
    [("fc-mmoe", 3), ("mose", 10)].map { model, experts in
      let runs = settings.flatMap { setting in
        (0..<draws).map { ($0, Self.run(model, $0, setting: setting)) }
      }
      let weights = runs.flatMap { draw, run in
        ["task1", "task2"].flatMap { gate in
          (0..<experts).map { expert -> GateRecord in
            let part = 1 + (expert + draw) % experts
            return gateRecord(
              run, gate: gate, expert: expert + 1,
              mean: Double(part) / Double(experts * (experts + 1) / 2))
          }
        }
      }
      return .init(model: model, weights: weights, summaries: [])
    }
  }

  /// Data of two tasks whose variances differ sixteenfold.
  package func data() -> [DataRecord] {
    settings.flatMap { setting in
      (0..<draws).map { draw in
        var record = DataRecord()
        record.setting = setting
        record.correlation = NumberFormat.noCorrelation
        record.draw = NumberFormat.draw(draw)
        record.labelPearson = 0.1
        record.variances = [4, 0.25]
        record.nonlinearShares = [nil, nil]
        record.noiseFloors = [0.2, 0.02]
        record.persistenceErrors = [3, 0.1]
        record.modeMeanErrors = [0.24, 0.03]
        record.trainChecksum = "00"
        record.validationChecksum = "01"
        record.testChecksum = "02"
        return record
      }
    }
  }

  /// Validation errors at twenty points.
  package func curves() -> [CurveRecord] {
    models.flatMap { model in
      (1...20).map { point in
        var record = CurveRecord()
        record.run = Self.run(model, 0, setting: Arm.defaultSetting)
        record.step = point * 50
        record.samples = point * 1600
        record.validationNMSE = (ratios[model] ?? otherwise)[0] * (0.1 + 0.8 / Double(point))
        return record
      }
    }
  }

  /// The records of `sequential`.
  package func records() throws -> ExperimentRecords {
    try Fixtures.records(metrics(), of: file()) { records in
      if hasData { records.data = data() }
      guard hasGates else { return }
      records.curves = curves()
      records.gates = gates().filter { models.contains($0.model) }
    }
  }

  /// The claims of `sequential`.
  package func claims() throws -> [Claim] { try Fixtures.claims(of: records()) }

  // MARK: The sweep

  /// The models of `sequential-seesaw`.
  package static let sweepModels = [
    "single-task", "placebo", "stepwise", "shared-bottom", "mmoe", "ml-mmoe", "cgc", "ple",
  ]

  /// The records of `sequential-seesaw`, with the effects of a made-up study.
  package static func sweep(
    _ change: (inout MadeUpStudy) -> Void = { _ in }
  ) throws -> ExperimentRecords {
    var made = MadeUpStudy()
    made.models = sweepModels
    made.gains["stepwise"] = [0.5, 0.5]
    change(&made)
    var sequences = MadeUpSequences()
    sequences.models = made.models
    sequences.scale.draws = made.draws
    sequences.scale.trainings = made.trainings
    let correlations = made.correlations.compactMap(Double.init)
    return try Fixtures.records(
      made.metrics(), of: sequences.file(sweepName, correlations: correlations)
    ) {
      $0.curves = made.curves()
      $0.tuning = made.tuning()
    }
  }
}

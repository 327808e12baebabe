// Made-up records with known effects: what the tables, claims and the report are tested on.

internal import Analysis
package import Experiments
internal import Formats
internal import Foundation
internal import Randomness
package import Records
internal import Training

/// A seeded study of adjustable effects, written as the record tables of `results/<scale>/`.
///
/// The log excess error of a run on a task is that of the draw, minus the model's gain, minus a lasting effect of
/// the draw, plus the noise of the training. Single-task and the placebo have neither gain nor lasting effect: all
/// of their trainings are exchangeable.
package struct MadeUpStudy {
  package var seed: UInt64 = 1
  package var draws = 16
  package var trainings = 2
  package var correlations = ["0.20", "0.40", "0.50", "0.75", "1.00"]
  package var models = ["single-task", "placebo", "shared-bottom", "mmoe", "ml-mmoe", "cgc", "ple"]
  /// Mean gain in log excess error by model and task; 0 of a model that is not here.
  package var gains: [String: [Double]] = [
    "planted": [0.4, -0.4], "shared-bottom": [-0.1, -0.1], "mmoe": [0.1, 0.1],
    "ml-mmoe": [0.1, 0.1], "cgc": [0.15, 0.15], "ple": [0.3, 0.3],
  ]
  /// What an arm gains on top of that; of the baseline a gain lowers the error that others are compared with.
  package var settingGains: [Arm: [Double]] = [:]
  /// A lasting seesaw by arm: what one task gains and the other loses. The favoured task alternates by draw.
  package var seesaws: [Arm: Double] = [:]
  /// Spread between draws of a model's gain on a task, the same in all trainings on the draw.
  package var drawSpread = 0.03
  /// Spread between the trainings on a draw, of every model.
  package var trainingSpread = 0.1
  /// By how much the log error of a tuning trial falls with twice as many passes.
  package var fall = 0.02
  /// Runs whose first training diverges: model, correlation, draw.
  package var diverging: [(model: String, correlation: String, draw: String)] = []
  /// Difference of the tasks' shared mass in CGC at p < 1, and at p = 1.
  package var cgcDifference = 0.3
  package var cgcDifferenceAtOne = 0.02
  /// What the first expert of task 1's gate in MMoE weighs on top of the others at p < 1, and at p = 1.
  package var mmoeDifference = 0.0
  package var mmoeDifferenceAtOne = 0.0
  /// Shared mass in PLE and CGC.
  package var pleSharedMass = 0.6
  package var cgcSharedMass = 0.35
  /// What PLE's contribution-weighted shared mass has on top of its plain one.
  package var pleContribution = 0.0

  /// Whether models with gates have also been run without gate bias, at p = 0.50.
  package var hasUnbiasedSetting = false
  /// The name of that setting.
  package var unbiased = "no-gate-bias"
  /// Further settings.
  package var settings: [Setting] = []

  private let generator = Generator()

  /// A stream of numbers that all parts draw from in turn.
  private final class Generator {
    var state = PhiloxGenerator(RandomStream(seed: 0))
  }

  package init() {}

  func uniform() -> Double { Double(generator.state.next() >> 11) / 9_007_199_254_740_992 }

  func normal() -> Double {
    let radius = (-2 * Foundation.log(1 - uniform())).squareRoot()
    return radius * Foundation.cos(2 * Double.pi * uniform())
  }

  func restart(_ part: String) {
    generator.state = PhiloxGenerator(RandomStream(seed: seed).stream(part))
  }

  var drawKeys: [String] { (0..<draws).map(NumberFormat.draw) }
  var trainingKeys: [String] { (0..<trainings).map { String($0) } }

  /// The experiments whose gates are written.
  package static let aboutGates = [
    "expert-utilization", "never-zero", "never-zero-at-size", "gate-selector",
  ]

  package static let gatedModels = ["mmoe", "ml-mmoe", "cgc", "ple"]

  /// The keys of the correlations at which a variant is run.
  func correlations(of variant: Variant) -> [String] {
    guard let own = variant.setting.correlations?.map({ NumberFormat.correlation($0) }) else {
      return correlations
    }
    return correlations.filter(own.contains)
  }

  // MARK: Records

  /// `metrics.csv`.
  package func metrics() -> [MetricRecord] {
    plan.variants.flatMap { variant in
      correlations(of: variant).flatMap { correlation in
        drawKeys.enumerated().flatMap { index, draw in
          trainingKeys.flatMap { training in
            run(
              variant, index,
              RunKey(
                arm: Arm(variant), correlation: correlation, draw: draw, training: training))
          }
        }
      }
    }
  }

  /// A number that belongs to a name.
  private func normal(of name: String) -> Double {
    restart(name)
    return normal()
  }

  /// The rows of one run.
  private func run(_ variant: Variant, _ index: Int, _ key: RunKey) -> [MetricRecord] {
    let (arm, draw) = (key.arm, key.draw)
    let name = "\(arm.model) \(arm.setting)"
    // Settings with data of their own have draws of their own.
    let data = variant.setting.data == nil ? "" : arm.setting
    restart("variance \(data) \(draw)")
    let variance = 0.5 + 9 * uniform()
    let isSingleTask = variant.choice.isBaseline || variant.choice.isPlacebo
    return (0..<2).map { task in
      var record = MetricRecord()
      record.run = key
      record.task = NumberFormat.task(task)
      record.parameterCount = 1000 + 100 * arm.model.count
      record.learningRate = variant.setting.commonLearningRate ?? 0.001
      if key.training == "0", isDiverging(arm.model, key.correlation, draw) {
        record.status = .diverged
        record.divergedAt = 17
        return record
      }
      var error = Foundation.log(0.1) + 0.3 * normal(of: "draw \(data) \(draw) \(task)")
      if !isSingleTask {
        error -= drawSpread * normal(of: "lasting \(name) \(draw) \(task)")
      }
      error -= gain(of: arm, task: task)
      error -= (index + task).isMultiple(of: 2) ? seesaws[arm] ?? 0 : -(seesaws[arm] ?? 0)
      error +=
        trainingSpread
        * normal(
          of: "training \(name) \(key.correlation) \(draw) \(key.training) \(task)")
      // Relative to the label's variance, of which the noise is a tenth.
      let relative = Foundation.exp(error)
      record.excessError = variance * relative
      record.mse = variance * (relative + 0.1)
      record.nmse = relative + 0.1
      return record
    }
  }

  private func gain(of arm: Arm, task: Int) -> Double {
    (gains[arm.model]?[task] ?? 0) + (settingGains[arm]?[task] ?? 0)
  }

  /// What is run.
  var plan: Plan {
    do {
      return try Plan(experiment("seesaw"), at: .quick)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  func isDiverging(_ model: String, _ correlation: String, _ draw: String) -> Bool {
    diverging.contains {
      $0.model == model && $0.correlation == correlation && $0.draw == draw
    }
  }

  /// `tuning.csv`: 0.001 is every model's best rate.
  package func tuning() -> [TuningRecord] {
    let plan = plan
    let plants = plan.variants.filter { $0.choice.plant != nil }
    let tried: [(variant: Variant, rates: [Double], budget: Int)] =
      plan.tunedVariants.map { ($0, [1e-4, 1e-3, 1e-2], 1) } + plants.map { ($0, [1e-3], 1) }
      + plan.doubledVariants.map { ($0, [1e-3], 2) }
    return tried.flatMap { variant, rates, budget in
      rates.flatMap { rate in
        (0..<plan.experiment.tuning.draws).flatMap { draw in
          (0..<plan.experiment.tuning.trainings).flatMap { training in
            plan.tuningCorrelations.flatMap { correlation in
              (0..<2).map { task in
                var record = TuningRecord()
                record.arm = Arm(variant)
                record.learningRate = rate
                record.correlation = NumberFormat.correlation(correlation)
                record.draw = "\(draw)"
                record.training = "\(training)"
                record.task = NumberFormat.task(task)
                record.budget = budget
                let isBest = rate == 1e-3
                record.chosen = isBest ? .yes : .no
                let place = "\(record.correlation) \(draw) \(training) \(budget)"
                let name = "\(record.arm.model) \(record.arm.setting) \(rate)"
                var error = Foundation.log(0.1) + 0.3 * normal(of: "tuning \(draw) \(task)")
                error += (isBest ? 0 : 0.3) - gain(of: record.arm, task: task)
                error += trainingSpread * normal(of: "trial \(name) \(place) \(task)")
                error -= budget == 2 ? fall : 0
                record.excessError = Foundation.exp(error)
                record.validationNMSE = 0.1 + Foundation.exp(error)
                return record
              }
            }
          }
        }
      }
    }
  }

  /// `data.csv`.
  package func data() -> [DataRecord] {
    restart("data")
    return plan.settingsWithData.flatMap { setting in
      correlations.flatMap { correlation in
        drawKeys.map { draw in
          let cosine = Double(correlation) ?? 0
          var record = DataRecord()
          record.setting = setting.name
          record.correlation = correlation
          record.draw = draw
          record.cosine = cosine
          record.labelPearson = 0.8 * cosine + 0.05 * normal()
          record.variances = [2 + uniform(), 2 + uniform()]
          record.nonlinearShares = [0.5, 0.5]
          record.noiseFloors = [nil, nil]
          record.persistenceErrors = [nil, nil]
          record.modeMeanErrors = [nil, nil]
          record.trainChecksum = "00"
          record.validationChecksum = "01"
          record.testChecksum = "02"
          return record
        }
      }
    }
  }

  /// `curves.csv`.
  package func curves() -> [CurveRecord] {
    restart("curves")
    let plan = plan
    var records: [CurveRecord] = []
    for variant in plan.variants {
      let steps = LockStep.curveSteps(
        trainingSamples: plan.scale.sampleCount / 10 * 8, batchSize: plan.scale.batchSize,
        epochCount: plan.epochCount(of: variant))
      for correlation in correlations(of: variant) {
        for draw in drawKeys {
          for training in trainingKeys {
            for (point, step) in steps.enumerated() {
              var record = CurveRecord()
              record.run = RunKey(
                arm: Arm(variant), correlation: correlation, draw: draw, training: training)
              record.step = step
              record.samples = step * plan.scale.batchSize
              record.validationNMSE = 0.2 + 0.8 / Double(point + 1) + 0.01 * normal()
              record.smallestWeight =
                Self.gatedModels.contains(variant.choice.name) ? 0.3 / Double(point + 1) : nil
              records.append(record)
            }
          }
        }
      }
    }
    return records
  }
}

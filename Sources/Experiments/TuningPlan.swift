// The trials of a plan: those that choose learning rates, and those that check what was chosen.
public import Formats
internal import ModelZoo
internal import Training

extension Plan {
  /// A trial of the study's models on a tuning draw.
  public struct TrialKey: Hashable, Sendable {
    /// From 0.
    public let draw: Int
    /// From 0.
    public let training: Int
    /// p; nil where the data have none.
    public let correlation: Double?
    /// 1, or 2 for a training of twice as many passes.
    public let budget: Int
  }

  /// A trial with what it is a trial of.
  public struct PlannedTrial: Sendable {
    /// The variant.
    public let variant: Variant
    /// Its learning rate.
    public let learningRate: Double
    /// Where it is tried.
    public let key: TrialKey
    /// The run.
    public let run: RunSpec
  }

  /// The trials of one variant at one learning rate: one per tuning draw, training and correlation.
  ///
  /// - Parameter budget: 2 for twice as many passes.
  public func trials(
    of variant: Variant, learningRate: Double, budget: Int = 1
  ) throws(SpecError) -> [PlannedTrial] {
    var runs: [PlannedTrial] = []
    for draw in 0..<experiment.tuning.draws {
      for training in 0..<experiment.tuning.trainings {
        for correlation in tuningCorrelations {
          let name = Self.tuningDraw(draw)
          let data = data(of: variant, correlation: correlation, draw: name)
          let run = RunSpec(
            data: data,
            subject: try subject(
              variant, learningRate: learningRate, budget: budget,
              initialisation: Self.initialisation(name, training: training)),
            origin: nil, rotation: Self.rotation(training: training), purpose: .tuning,
            measurement: .ofTrial(data.generator))
          let key = TrialKey(
            draw: draw, training: training, correlation: correlation, budget: budget)
          runs.append(
            PlannedTrial(variant: variant, learningRate: learningRate, key: key, run: run))
        }
      }
    }
    return runs
  }

  /// The variants that are tried with twice as many passes: the models in the default setting.
  public var doubledVariants: [Variant] {
    experiment.tuning.doublesBudget
      ? tunedVariants.filter { $0.setting.name == Setting.defaultName } : []
  }

  /// Trials with the chosen rates, which have no part in the choice: those of a planted model, which show
  /// whether the plant took, and those of twice as many passes, which show whether models have converged.
  public func checks(_ rates: [Variant: Double]) throws(SpecError) -> [PlannedTrial] {
    var trials: [PlannedTrial] = []
    for variant in variants where variant.choice.plant != nil {
      trials += try self.trials(of: variant, learningRate: rate(of: variant, rates))
    }
    for variant in doubledVariants {
      trials += try self.trials(of: variant, learningRate: rate(of: variant, rates), budget: 2)
    }
    return trials
  }
}

// A run: one model trained once. Its specification is its identity.
internal import Foundation
public import ModelZoo
public import Randomness
public import SyntheticData
public import Training

/// A data set: everything that a generator needs.
public struct DataSpec: Codable, Hashable, Sendable {
  /// The generator's constants.
  public var generator: GeneratorSpec
  /// p, the cosine of the tasks' weight vectors; nil where the generator has none.
  public var correlation: Double?
  /// Samples, split 80/10/10 by index.
  public var sampleCount: Int
  /// The experiment's seed.
  public var seed: UInt64
  /// The name of the draw: `draw-003` or `tuning-0`.
  public var draw: String

  /// The stream of everything random in the data.
  public var stream: RandomStream {
    RandomStream(seed: seed).stream("data").stream(draw)
  }
}

/// A model with the way it is initialised and trained.
public struct SubjectSpec: Codable, Hashable, Sendable {
  /// What is trained.
  public var model: ModelSpec
  /// How.
  public var training: TrainingSpec
  /// The name of the stream of its first weights: `draw-003-training-1`, with `-placebo` for the placebo.
  public var initialisation: String

  /// The stream of its first weights.
  public func stream(seed: UInt64) -> RandomStream {
    RandomStream(seed: seed).stream("initialisation").stream(initialisation)
  }
}

/// The trained model that a run starts at.
public struct Origin: Codable, Hashable, Sendable {
  /// Trained beside the run's own model, on the same batches.
  public var donor: SubjectSpec
  /// When the run's model takes over its weights.
  public var start: WarmStart
}

/// What a run is for.
public enum Purpose: String, Codable, Hashable, Sendable {
  /// Scored on validation samples, to choose a learning rate.
  case tuning
  /// Scored on test samples, gates watched.
  case study
}

/// One run.
public struct RunSpec: Codable, Hashable, Sendable {
  /// The data.
  public var data: DataSpec
  /// The model that is trained.
  public var subject: SubjectSpec
  /// Where the model starts; nil for first weights of its own.
  public var origin: Origin?
  /// Where an epoch begins in the training range, as a share of it: at least 0 and below 1, rounded down
  /// to a whole batch. Nil for its beginning, rather than 0, so that identities stay what they were.
  public var rotation: Double?
  /// What it is for.
  public var purpose: Purpose
  /// What is measured, and on how many samples.
  public var measurement = Measurement()

  /// The specification as text with sorted keys: equal exactly when the runs are.
  public func canonical() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The runs that share a stream of batches with this one.
  var cell: CellSpec {
    CellSpec(
      data: data, purpose: purpose, batchSize: subject.training.batchSize,
      epochCount: subject.training.epochCount,
      // Tuning trials are many: by rate, so that memory stays that of one model of each kind.
      learningRate: purpose == .tuning ? subject.training.learningRate : nil,
      rotation: rotation, curvePointCount: measurement.curvePointCount,
      curveSampleCount: measurement.curveSampleCount,
      trainingErrors: measurement.trainingErrors ?? false,
      unlabelledTestSamples: measurement.unlabelledTestSamples ?? false)
  }
}

/// The unit of work: all models of one draw, training and correlation, in lock-step on one stream.
struct CellSpec: Hashable, Sendable {
  let data: DataSpec
  let purpose: Purpose
  let batchSize: Int
  let epochCount: Int
  let learningRate: Double?
  /// Nil for 0: all models of a cell see the same samples in the same order.
  let rotation: Double?
  /// Points of a learning curve; 0 for none.
  let curvePointCount: Int
  /// Validation samples behind a point of a curve.
  let curveSampleCount: Int
  /// Whether errors on the training samples are measured.
  let trainingErrors: Bool
  /// Whether errors are over all test samples, also those without the task's label.
  let unlabelledTestSamples: Bool
}

/// What the bits of a run depend on besides its specification.
public struct NumericPlatform: Codable, Hashable, Sendable {
  /// OpenBLAS's release.
  public var openblas: String
  /// OpenBLAS's kernels.
  public var core: String
  /// The LAPACK library.
  public var lapack: String

  /// A platform.
  public init(openblas: String, core: String, lapack: String) {
    self.openblas = openblas
    self.core = core
    self.lapack = lapack
  }
}

/// Counts up whenever a change of ours alters the bits of results, so that old records are rerun.
public let numericsVersion = 2

/// How a run ended.
public enum RunStatus: String, Codable, Hashable, CaseIterable, Sendable {
  /// All its measurements are finite.
  case ok
  /// Its loss stopped being finite.
  case diverged
}

/// What a run measured.
public struct RunRecord: Codable, Hashable, Sendable {
  /// The run.
  public var spec: RunSpec
  /// The numerics that computed it.
  public var numericsVersion: Int
  /// The libraries that computed it.
  public var platform: NumericPlatform
  /// How it ended.
  public var status: RunStatus
  /// The step whose loss was not finite.
  public var divergedAt: Int?
  /// The number of the model's parameters.
  public var parameterCount: Int
  /// Per task; empty when diverged. On validation samples in tuning, else on test samples.
  public var scores: [TaskScore]
  /// Var(y_k) over the scored samples.
  public var labelVariances: [Double]
  /// The validation error along training; empty where none is measured.
  public var curve: [CurvePoint]
  /// The gates, over the test samples; empty in tuning.
  public var gates: [GateRecord]
  /// Per task, how near the model came to its donor when it started; nil without one.
  public var starts: [WarmStartRecord]?
  /// The data; nil in tuning.
  public var card: DataCard?
  /// Errors on the training samples; nil unless asked for, and where a run diverged.
  public var training: TrainingErrors?
}

/// What a trained model has learned of its training samples.
public struct TrainingErrors: Codable, Hashable, Sendable {
  /// Per task, over the training samples that carry its label.
  public var scores: [TaskScore]
  /// Per task, how many these are.
  public var labelCounts: [Int]
}

extension RunRecord {
  /// Whether the curve of a run with first weights of its own has all its points.
  private var hasWholeCurve: Bool {
    guard spec.origin == nil, let splits = try? Splits(sampleCount: spec.data.sampleCount) else {
      return true
    }
    let training = spec.subject.training
    let perEpoch = (splits.train.count + training.batchSize - 1) / training.batchSize
    let steps = perEpoch * training.epochCount
    let count = min(spec.measurement.curvePointCount, steps)
    return curve.count == count && (count == 0 || curve.last?.step == steps)
  }

  /// Whether there are as many measurements as the specification asks for.
  var isWhole: Bool {
    let taskCount = spec.subject.model.taskCount
    let isStudy = spec.purpose == .study
    let hasGates = spec.subject.model.kind.definition.hasGates
    guard labelVariances.count == taskCount, card == nil || isStudy,
      (status == .diverged) == (divergedAt != nil)
    else { return false }
    if status == .diverged { return scores.isEmpty && gates.isEmpty && training == nil }
    guard (training != nil) == (spec.measurement.trainingErrors == true),
      training?.scores.count ?? taskCount == taskCount,
      training?.labelCounts.count ?? taskCount == taskCount
    else { return false }
    return scores.count == taskCount && hasWholeCurve
      && gates.isEmpty == !(isStudy && hasGates)
      && (starts?.count ?? taskCount) == taskCount && (starts != nil) == (spec.origin != nil)
      && (card != nil) == isStudy && card?.labelVariances.count ?? taskCount == taskCount
  }
}

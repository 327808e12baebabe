// The shapes of benchmarks: those of the papers.
public import ModelZoo

/// Sizes of data and models, and batch sizes.
public enum BenchmarkShape: String, Codable, CaseIterable, Sendable {
  /// PLE section 5.2: 512 inputs, hidden layers of 256, 128 and 64, three experts per level.
  case paper
  /// MMoE section 3.3: 100 inputs, 8 experts of 16, towers of 8; a shared bottom of 113.
  case mmoe
  /// MoSE section 5.1: 500 steps of 10 inputs, labels for the last 7 steps; LSTMs, a bottom of 16,
  /// 10 experts of 8, towers of 8.
  case mose
  /// As `mose`, with 32 steps.
  case moseShort = "mose-short"

  /// D, the number of inputs per step.
  public var inputWidth: Int {
    switch self {
    case .paper: 512
    case .mmoe: 100
    case .mose, .moseShort: 10
    }
  }

  /// T, the number of steps per sample.
  public var stepCount: Int { self == .mose ? 500 : self == .moseShort ? 32 : 1 }

  /// S, the number of labels per sample and task.
  public var labelCount: Int { stepCount > 1 ? 7 : 1 }

  /// K, the number of tasks.
  public var taskCount: Int { 2 }

  /// The default batch sizes.
  public var batchSizes: [Int] {
    switch self {
    case .paper: [512]
    case .mmoe: [32, 128, 512]
    case .mose, .moseShort: [64]
    }
  }

  /// The default models; for sequences a shared bottom and MoSE.
  public var models: [ModelKind] {
    stepCount > 1 ? [.sharedBottom, .mmoe] : ModelDefinition.all.map(\.kind)
  }

  /// The number of samples in given batches: more than fit in a core's private cache.
  var sampleCount: Int { self == .mose ? 512 : 8192 }

  /// A model of the zoo at this shape.
  ///
  /// `paper`: the first hidden widths are those of experts, one per level, and the others those of
  /// towers, as in the study; without towers, all are those of the bottom. `mmoe`: all levels have
  /// width 16; 3 of the 8 experts of CGC and PLE belong to each task. `mose`: all levels above the
  /// bottom have width 8; 4 of the 10 experts of CGC and PLE belong to each task; MMoE at this
  /// shape is MoSE.
  public func spec(_ kind: ModelKind) -> ModelSpec {
    let definition = kind.definition
    let levels = min(2, definition.levels.upperBound)
    let own = definition.hasTaskExperts
    switch self {
    case .paper:
      let hidden = [256, 128, 64]
      return ModelSpec(
        kind: kind, inputWidth: inputWidth, taskCount: taskCount,
        levelWidths: definition.hasTowers ? hidden.prefix(levels).map { [$0] } : [hidden],
        towerWidths: definition.hasTowers ? Array(hidden.dropFirst(levels)) : [],
        taskExpertCounts: own ? [1, 1] : [],
        sharedExpertCount: own ? 1 : definition.hasGates ? 3 : 0)
    case .mmoe:
      return ModelSpec(
        kind: kind, inputWidth: inputWidth, taskCount: taskCount,
        levelWidths: definition.hasTowers
          ? Array(repeating: [definition.hasGates ? 16 : 113], count: levels) : [[113, 8]],
        towerWidths: levels == 0 ? [16, 8] : definition.hasTowers ? [8] : [],
        taskExpertCounts: own ? [3, 3] : [],
        sharedExpertCount: own ? 2 : definition.hasGates ? 8 : 0)
    case .mose, .moseShort:
      return ModelSpec(
        kind: kind, inputWidth: inputWidth, taskCount: taskCount,
        levelWidths: definition.hasTowers
          ? Array(repeating: [definition.hasGates ? 8 : 16], count: levels) : [[16, 8]],
        towerWidths: levels == 0 ? [16, 8] : definition.hasTowers ? [8] : [],
        taskExpertCounts: own ? [4, 4] : [],
        sharedExpertCount: own ? 2 : definition.hasGates ? 10 : 0, stepCount: stepCount,
        labelCount: labelCount, layers: .lstm, bottomWidths: definition.hasGates ? [16] : nil)
    }
  }

  /// T·D, the number of inputs per sample.
  var size: Int { stepCount * inputWidth }

  /// The models that a replicate of the study trains in lock-step. The second single-task model is
  /// the placebo.
  public static let replicate: [ModelKind] = [
    .singleTask, .singleTask, .sharedBottom, .mmoe, .mlMMoE, .cgc, .ple,
  ]
}

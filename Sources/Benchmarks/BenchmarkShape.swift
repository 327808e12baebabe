// The shapes at which speed is measured: those of the papers.
public import ModelZoo

/// Sizes of data and models, and the batches they are trained in.
public enum BenchmarkShape: String, Codable, CaseIterable, Sendable {
  /// PLE section 5.2: 512 inputs, hidden layers of 256, 128 and 64, three experts a level.
  case paper
  /// MMoE section 3.3: 100 inputs, 8 experts of 16, towers of 8; a shared bottom of 113.
  case mmoe
  /// MoSE section 5.1: 500 steps of 10 inputs, the last 7 labelled; LSTMs, a bottom of 16, 10 experts of
  /// 8, towers of 8.
  case mose
  /// The same with 32 steps.
  case moseShort = "mose-short"

  /// D.
  public var inputWidth: Int {
    switch self {
    case .paper: 512
    case .mmoe: 100
    case .mose, .moseShort: 10
    }
  }

  /// T.
  public var stepCount: Int { self == .mose ? 500 : self == .moseShort ? 32 : 1 }

  /// S.
  public var labelCount: Int { stepCount > 1 ? 7 : 1 }

  /// K.
  public var taskCount: Int { 2 }

  /// The batches measured.
  public var batchSizes: [Int] {
    switch self {
    case .paper: [512]
    case .mmoe: [32, 128, 512]
    case .mose, .moseShort: [64]
    }
  }

  /// The models measured unless others are asked for: of sequences, one without experts and MoSE.
  public var models: [ModelKind] {
    stepCount > 1 ? [.sharedBottom, .mmoe] : ModelDefinition.all.map(\.kind)
  }

  /// The samples of given batches: enough that they do not stay in a core's own cache.
  var sampleCount: Int { self == .mose ? 512 : 8192 }

  /// A model of the zoo at this shape.
  ///
  /// At the paper's shape the first hidden widths are the experts', one per level, and the others
  /// the towers', as in the study; without towers all are the bottom's. At MMoE's, all levels are 16 wide; of 8 experts, CGC and PLE give
  /// three to each task. At MoSE's, of which MMoE is the model named so, all levels are 8 wide over the
  /// bottom, and of 10 experts CGC and PLE give four to each task.
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

  /// The inputs of a sample.
  var size: Int { stepCount * inputWidth }

  /// The models that a replicate of the study trains side by side: single-task twice, the second
  /// time as the placebo.
  public static let replicate: [ModelKind] = [
    .singleTask, .singleTask, .sharedBottom, .mmoe, .mlMMoE, .cgc, .ple,
  ]
}

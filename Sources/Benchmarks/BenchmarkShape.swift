// The shapes at which speed is measured: those of the two papers.
public import ModelZoo

/// Sizes of data and models, and the batches they are trained in.
public enum BenchmarkShape: String, Codable, CaseIterable, Sendable {
  /// PLE section 5.2: 512 inputs, hidden layers of 256, 128 and 64, three experts a level.
  case paper
  /// MMoE section 3.3: 100 inputs, 8 experts of 16, towers of 8; a shared bottom of 113.
  case mmoe

  /// D.
  public var inputWidth: Int { self == .paper ? 512 : 100 }

  /// K.
  public var taskCount: Int { 2 }

  /// The batches measured.
  public var batchSizes: [Int] { self == .paper ? [512] : [32, 128, 512] }

  /// A model of the zoo at this shape.
  ///
  /// At the paper's shape the first hidden widths are the experts', one per level, and the others
  /// the towers', as in the study; without towers all are the bottom's. At MMoE's, all levels are 16 wide; of 8 experts, CGC and PLE give
  /// three to each task.
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
    }
  }

  /// The models that a replicate of the study trains side by side: single-task twice, the second
  /// time as the placebo.
  public static let replicate: [ModelKind] = [
    .singleTask, .singleTask, .sharedBottom, .mmoe, .mlMMoE, .cgc, .ple,
  ]
}

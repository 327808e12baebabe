// The experiments on sequences: their names, and which of their models are which.

internal import Foundation

/// What the claims, figures and the page know of the experiments on sequences.
enum SequenceStudy {
  /// MoSE's Figure 6, on sequences in modes.
  static let modes = "sequential"
  /// The sweep over correlations on sequences whose tasks are related as p says.
  static let sweep = "sequential-seesaw"
  /// The correlation key of data whose tasks nothing relates.
  static let noCorrelation = "-"
  /// The model that reads a labelled step and no other.
  static let memoryless = "stepwise"
  /// The model that the paper is about.
  static let mose = Arm(model: "mose")
  /// The seven of MoSE's Figure 6: fully connected ones on the flattened sequence, then LSTMs.
  static let alternatives = [
    "fc-single-task", "fc-multi-head", "fc-shared-bottom", "fc-mmoe", "single-task", "multi-head",
    "shared-bottom",
  ]
  /// Models that the paper does not compare with.
  static let beyondPaper = ["ml-mmoe", "cgc", "ple"]

  /// Whether an experiment is one of them.
  static func contains(_ name: String) -> Bool { [modes, sweep].contains(name) }
}

/// MoSE against another model on one task, replicate by replicate.
struct MoSEComparison {
  let rival: String
  /// From 0.
  let task: Int
  /// The rival's test error minus MoSE's; the margin is 0, so that only a reverse contradicts.
  let part: IntersectionUnion.Part

  /// MoSE against every rival that was run, on every task.
  static func all(_ sweep: Sweep, rivals: [String], _ metric: Metric) -> [MoSEComparison] {
    guard let correlation = sweep.correlations(of: SequenceStudy.mose).first else { return [] }
    return rivals.filter { sweep.arms.contains(Arm(model: $0)) }.flatMap { rival in
      sweep.tasks.indices.map { task in
        let difference = ReplicateColumn.difference(
          sweep.errors(Arm(model: rival), correlation, task: task, metric),
          sweep.errors(SequenceStudy.mose, correlation, task: task, metric))
        return MoSEComparison(
          rival: rival, task: task,
          part: IntersectionUnion.Part(
            name: "\(Phrase.modelWithin(rival)) on task \(task + 1)", values: difference.present,
            margin: 0))
      }
    }
  }

  /// ln of one model's test error over another's on the same data, replicate by replicate; the same for MSE and NMSE,
  /// whose variances cancel.
  static func logRatios(
    _ sweep: Sweep, _ model: String, over reference: String, task: Int
  ) -> [Double] {
    guard let correlation = sweep.correlations(of: Arm(model: model)).first else { return [] }
    func errors(_ model: String) -> ReplicateColumn {
      sweep.errors(Arm(model: model), correlation, task: task, .raw).map { error in
        error.flatMap { $0 > 0 ? log($0) : nil }
      }
    }
    return ReplicateColumn.difference(errors(model), errors(reference)).present
  }
}

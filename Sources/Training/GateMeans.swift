// The mean weights of a model's gates, for learning curves.
internal import LinearAlgebra
internal import ModelZoo

/// Accumulates every gate's mean weights.
final class GateMeans: EvaluationObserver {
  private let model: Model
  private var sums: [[Double]]
  private var sampleCount = 0

  /// Means without samples.
  init(_ model: Model) {
    self.model = model
    sums = model.gates.map { Array(repeating: 0, count: $0.experts.count) }
  }

  func record(count: Int) {
    for gate in sums.indices {
      let weights = model.weights(gate: gate, count: count)
      for i in 0..<count {
        let row = weights.row(i)
        for e in sums[gate].indices { sums[gate][e] += Double(row[e]) }
      }
    }
    sampleCount += count
  }

  /// The smallest mean weight of each gate, in the order of the model's gates.
  var smallest: [Double] { sums.map { ($0.min() ?? 0) / Double(sampleCount) } }

  /// The largest mean weight of each gate.
  var largest: [Double] { sums.map { ($0.max() ?? 0) / Double(sampleCount) } }
}

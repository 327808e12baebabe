// The mean weights of a model's gates, for learning curves.
internal import LinearAlgebra
internal import ModelZoo

/// Accumulates every gate's mean weights.
final class GateMeans: EvaluationObserver {
  private let model: Model
  /// Those of all gates, one gate after another.
  private var sums: [Double]
  /// The places of each gate's sums.
  private let places: [Range<Int>]
  private var sampleCount = 0

  /// Means without samples.
  init(_ model: Model) {
    self.model = model
    var end = 0
    places = model.gates.map { gate in
      defer { end += gate.experts.count }
      return end..<end + gate.experts.count
    }
    sums = Array(repeating: 0, count: end)
  }

  func record(count: Int) {
    // One access for all samples: each checks that it is the only one.
    sums.withUnsafeMutableBufferPointer { sums in
      for (gate, places) in places.enumerated() {
        let weights = model.weights(gate: gate, count: count)
        for i in 0..<count {
          let row = weights.row(i)
          for e in 0..<places.count { sums[places.lowerBound + e] += Double(row[e]) }
        }
      }
    }
    sampleCount += count
  }

  /// The smallest mean weight of each gate, in the order of the model's gates.
  var smallest: [Double] { places.map { (sums[$0].min() ?? 0) / Double(sampleCount) } }

  /// The largest mean weight of each gate.
  var largest: [Double] { places.map { (sums[$0].max() ?? 0) / Double(sampleCount) } }
}

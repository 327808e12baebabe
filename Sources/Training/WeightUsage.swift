// What a gate does with one expert, over all samples of an evaluation.
internal import ModelZoo

/// The statistics of the weight that a gate gives one expert.
struct WeightUsage {
  private var moments = Moments()
  private var histogram = WeightHistogram()
  private var smallest = Float.infinity
  private var largest = -Float.infinity
  private var below = (thousandth: 0, hundredth: 0, twentieth: 0)
  private var argmax = 0
  /// The sum of the lengths of the expert's weighted outputs.
  private(set) var contribution = 0.0

  /// Adds the weight of one sample.
  ///
  /// - Parameters:
  ///   - length: that of the expert's output.
  ///   - isLargest: whether no other expert of the gate weighs more.
  mutating func add(_ weight: Float, length: Double, isLargest: Bool) {
    moments.add(Double(weight))
    histogram.add(weight)
    smallest = min(smallest, weight)
    largest = max(largest, weight)
    if weight < 0.001 { below.thousandth += 1 }
    if weight < 0.01 { below.hundredth += 1 }
    if weight < 0.05 { below.twentieth += 1 }
    if isLargest { argmax += 1 }
    contribution += Double(weight) * length
  }

  /// The record of an expert.
  ///
  /// - Parameter total: the contributions of all experts of the gate.
  func record(_ expert: ExpertDescription, contributions total: Double) -> ExpertUsage {
    let n = Double(moments.count)
    func quantile(_ level: Double) -> Double {
      min(max(histogram.quantile(level), Double(smallest)), Double(largest))
    }
    return ExpertUsage(
      expert: expert.name, owner: expert.owner, mean: moments.mean,
      standardDeviation: moments.populationVariance.squareRoot(), smallest: Double(smallest),
      quantile05: quantile(0.05), quantile50: quantile(0.5), quantile95: quantile(0.95),
      largest: Double(largest), shareBelow001: Double(below.thousandth) / n,
      shareBelow01: Double(below.hundredth) / n, shareBelow05: Double(below.twentieth) / n,
      shareOfArgmax: Double(argmax) / n, contribution: total > 0 ? contribution / total : 0)
  }
}

// How evenly a gate weighs its experts, whatever their number.

internal import Records

extension GateRun {
  /// Mean over the task gates of the top level of the evenness of their mean weights: over all pairs of
  /// experts, twice the smaller one's share in their joint weight.
  ///
  /// 1 for a gate that weighs all experts alike, 0 for one that excludes all but one. Unlike the smallest
  /// weight it does not fall with the number of experts when weights are drawn alike, so that gates over
  /// two and over three can be compared.
  func evenness() -> Double? {
    let top = weights.map(\.level).max()
    let gates = Dictionary(
      grouping: weights.filter { $0.level == top && $0.gate.hasPrefix("task") }, by: \.gate)
    let values = gates.keys.sorted().map { gate in
      Self.evenness(of: (gates[gate] ?? []).compactMap(\.mean))
    }
    let present = values.compactMap { $0 }
    guard !present.isEmpty, present.count == values.count else { return nil }
    return present.reduce(0, +) / Double(present.count)
  }

  /// The evenness of one gate's mean weights; nil for fewer than two, or where two are 0.
  static func evenness(of means: [Double]) -> Double? {
    var sum = 0.0
    var pairs = 0
    for first in means.indices {
      for second in means.indices where second > first {
        let joint = means[first] + means[second]
        guard joint > 0 else { return nil }
        sum += 2 * min(means[first], means[second]) / joint
        pairs += 1
      }
    }
    return pairs > 0 ? sum / Double(pairs) : nil
  }
}

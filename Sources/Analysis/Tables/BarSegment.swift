// Segments of stacked bars: mean gate weights as Figure 8 of the PLE paper draws them.

package import Records

/// One segment of a stacked bar.
package struct BarSegment: Hashable, Sendable {
  package var arm: Arm
  package var correlation: String
  package var level: Int
  package var gate: String
  /// The expert's name; in ordered bars its rank in its module, from 1.
  package var expert: String
  package var owner: String
  /// Position among the owner's experts of this level, from 1: tells equal owners apart by shade.
  package var shade: Int
  /// Runs behind the mean.
  package var count: Int
  package var mean: Double
  /// Over test samples (one run) or over runs (ordered bars).
  package var standardDeviation: Double?
  /// Where the segment starts: the sum of the means below it.
  package var bottom = 0.0

  /// Where the segment ends.
  package var top: Double { bottom + mean }

  /// Stacks segments gate by gate in the paper's order: task 1's experts, the shared ones, the other tasks'.
  static func stacked(_ segments: [BarSegment], _ models: ModelList) -> [BarSegment] {
    func rank(_ owner: String) -> (Int, String) {
      owner == "task1" ? (0, owner) : owner == "shared" ? (1, owner) : (2, owner)
    }
    let sorted = segments.sorted { first, second in
      if first.arm != second.arm { return models.precedes(first.arm, second.arm) }
      let firstKey = (Double(first.correlation) ?? 0, first.level)
      let secondKey = (Double(second.correlation) ?? 0, second.level)
      if firstKey != secondKey { return firstKey < secondKey }
      if first.gate != second.gate { return gatePrecedes(first.gate, second.gate) }
      let firstRank = rank(first.owner)
      let secondRank = rank(second.owner)
      return firstRank == secondRank ? first.shade < second.shade : firstRank < secondRank
    }
    var stacked: [BarSegment] = []
    for var segment in sorted {
      if let below = stacked.last, below.arm == segment.arm, below.level == segment.level,
        below.correlation == segment.correlation, below.gate == segment.gate
      {
        segment.bottom = below.top
      }
      stacked.append(segment)
    }
    return stacked
  }

  /// Task 1's gate, the shared one, the other tasks', as their experts are.
  private static func gatePrecedes(_ first: String, _ second: String) -> Bool {
    func rank(_ gate: String) -> Int { gate == "task1" ? 0 : gate == "shared" ? 1 : 2 }
    return (rank(first), first.count, first) < (rank(second), second.count, second)
  }
}

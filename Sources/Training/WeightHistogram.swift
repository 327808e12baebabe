// Quantiles of gate weights in constant memory.

/// Counts of weights in [0, 1] by the leading bits of their Float: 512 bins per power of two, so
/// that the relative resolution is the same for weights of 1e-6 and of 0.5.
struct WeightHistogram {
  private static let droppedBits: UInt32 = 14
  private static let binsOfOctave = 512
  private static let lastBin = Int(Float(1).bitPattern >> droppedBits)
  /// Bytes of memory where no weight is below 2^-24; an octave that no weight is in takes none.
  static let byteCount = 24 * binsOfOctave * MemoryLayout<UInt32>.stride
  /// Where the counts of an octave begin; -1 until a weight is in it.
  private var starts = [Int](repeating: -1, count: lastBin / binsOfOctave + 1)
  private var counts: [UInt32] = []
  private var total = 0

  mutating func add(_ weight: Float) {
    let bin = min(Int(weight.bitPattern >> Self.droppedBits), Self.lastBin)
    let octave = bin / Self.binsOfOctave
    if starts[octave] < 0 {
      starts[octave] = counts.count
      // As much as is needed: an array that grows by itself takes up to twice as much.
      counts.reserveCapacity(counts.count + Self.binsOfOctave)
      counts += repeatElement(0, count: Self.binsOfOctave)
    }
    counts[starts[octave] + bin % Self.binsOfOctave] += 1
    total += 1
  }

  /// The nearest-rank quantile, rounded to the middle of its bin, with a relative error below 0.001;
  /// exactly 0 in the lowest bin, which holds 0 and what is below 3e-41.
  func quantile(_ level: Double) -> Double {
    let rank = max(1, Int((level * Double(total)).rounded(.up)))
    var seen = 0
    for (octave, start) in starts.enumerated() where start >= 0 {
      for place in 0..<Self.binsOfOctave {
        seen += Int(counts[start + place])
        guard seen >= rank else { continue }
        let bin = UInt32(octave * Self.binsOfOctave + place)
        if bin == 0 { return 0 }
        return Double(Float(bitPattern: bin << Self.droppedBits | 1 << (Self.droppedBits - 1)))
      }
    }
    return 0
  }
}

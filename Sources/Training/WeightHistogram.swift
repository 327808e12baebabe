// Quantiles of gate weights in constant memory.

/// Counts of weights in [0, 1] by the leading bits of their Float: 512 bins per power of two, so
/// that the relative resolution is the same for weights of 1e-6 and of 0.5.
struct WeightHistogram {
  private static let droppedBits: UInt32 = 14
  private static let binCount = Int(Float(1).bitPattern >> droppedBits) + 1
  /// Bytes of memory.
  static let byteCount = binCount * MemoryLayout<UInt32>.stride
  private var counts = [UInt32](repeating: 0, count: binCount)
  private var total = 0

  mutating func add(_ weight: Float) {
    counts[min(Int(weight.bitPattern >> Self.droppedBits), counts.count - 1)] += 1
    total += 1
  }

  /// The nearest-rank quantile, rounded to the middle of its bin, with a relative error below 0.001;
  /// exactly 0 in the lowest bin, which holds 0 and what is below 3e-41.
  func quantile(_ level: Double) -> Double {
    let rank = max(1, Int((level * Double(total)).rounded(.up)))
    var seen = 0
    for (bin, count) in counts.enumerated() {
      seen += Int(count)
      if seen >= rank {
        if bin == 0 { return 0 }
        let bits = UInt32(bin) << Self.droppedBits | 1 << (Self.droppedBits - 1)
        return Double(Float(bitPattern: bits))
      }
    }
    return 0
  }
}

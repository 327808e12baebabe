// Philox4x32-10: a counter-based random number generator.
//
// Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. A bijection
// of 128-bit counters for every 64-bit key: any word of any stream can be computed directly.

/// Philox4x32-10: four 32-bit words from a counter of four words and a key of two.
public enum Philox {
  /// The four words at one counter.
  public typealias Words = (UInt32, UInt32, UInt32, UInt32)

  /// The four words at `counter` under `key`; the key's low half is the authors' first key word.
  @inlinable @inline(__always)
  public static func words(at counter: Words, key: UInt64) -> Words {
    var c = counter
    var low = UInt32(truncatingIfNeeded: key)
    var high = UInt32(truncatingIfNeeded: key &>> 32)
    // Unrolled: an inner loop would prevent vectorisation of the surrounding loop.
    mix(&c, &low, &high)
    mix(&c, &low, &high)
    mix(&c, &low, &high)
    mix(&c, &low, &high)
    mix(&c, &low, &high)
    mix(&c, &low, &high)
    mix(&c, &low, &high)
    mix(&c, &low, &high)
    mix(&c, &low, &high)
    mix(&c, &low, &high)
    return c
  }

  /// One round; then the key is incremented by the golden ratio and √3 − 1 (as 32-bit fractions).
  @inlinable @inline(__always)
  static func mix(_ c: inout Words, _ low: inout UInt32, _ high: inout UInt32) {
    let first = UInt64(c.0) &* 0xd251_1f53
    let second = UInt64(c.2) &* 0xcd9e_8d57
    c = (
      UInt32(truncatingIfNeeded: second &>> 32) ^ c.1 ^ low,
      UInt32(truncatingIfNeeded: second),
      UInt32(truncatingIfNeeded: first &>> 32) ^ c.3 ^ high,
      UInt32(truncatingIfNeeded: first)
    )
    low = low &+ 0x9e37_79b9
    high = high &+ 0xbb67_ae85
  }

  /// The number of counters that ``fillGroup(_:at:key:)`` computes together.
  static let groupCounters = 16

  /// The 64 words at sixteen counters from `counter` (incrementing its first word), word-major: the
  /// first words of all counters, then the second words, and so on.
  ///
  /// It is in this file because debug builds do not inline across files, and without inlining it is
  /// not vectorised.
  @inline(never)
  static func fillGroup(_ words: UnsafeMutablePointer<UInt32>, at counter: Words, key: UInt64) {
    for lane in 0..<groupCounters {
      let first = counter.0 &+ UInt32(truncatingIfNeeded: lane)
      let block = Philox.words(at: (first, counter.1, counter.2, counter.3), key: key)
      words[lane] = block.0
      words[16 + lane] = block.1
      words[32 + lane] = block.2
      words[48 + lane] = block.3
    }
  }
}

// Philox4x32-10: a counter-based random number generator.
//
// Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. A bijection
// of 128-bit counters for every 64-bit key: any word of any stream can be made without those before
// it.

/// Philox4x32-10: four 32-bit words from a counter of four words and a key of two.
public enum Philox {
  /// The four words at one counter.
  public typealias Words = (UInt32, UInt32, UInt32, UInt32)

  /// The four words that `counter` gives under `key`, whose low half is the authors' first key
  /// word.
  @inlinable @inline(__always)
  public static func words(at counter: Words, key: UInt64) -> Words {
    var c = counter
    var low = UInt32(truncatingIfNeeded: key)
    var high = UInt32(truncatingIfNeeded: key &>> 32)
    // Written out ten times: as a loop it would keep the loop around it from being vectorised.
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

  /// One round, and the key's step to the next by the golden ratio and √3 − 1 (as 32-bit
  /// fractions).
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

  /// How many counters ``fillGroup(_:at:key:)`` puts side by side.
  static let groupCounters = 16

  /// The 64 words at sixteen counters from `counter` on (first word rising), word-major: all
  /// counters' first words, then the second, …
  ///
  /// It stands in this file because code of another file of a module is inlined in release builds
  /// only, and without inlining it would not vectorise.
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

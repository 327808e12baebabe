/// FNV-1a, 64 bits: the hash behind random streams, names of run records and data checksums.
///
/// A fixed published function rather than `Hasher`, whose seed differs from process to process.
/// It guards against accidents, not against adversaries.
public struct Checksum: Hashable, Sendable {
  /// The hash of all bytes combined so far.
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The hash of no bytes.
  public init() {}

  /// The hash of a text's UTF-8 bytes.
  public init(of text: String) { combine(text.utf8) }

  /// Appends bytes.
  public mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  }

  /// Appends the bit patterns of floats, little-endian on every machine.
  public mutating func combine(_ floats: UnsafeBufferPointer<Float>) {
    for float in floats {
      var bits = float.bitPattern
      for _ in 0..<4 {
        combine(CollectionOfOne(UInt8(truncatingIfNeeded: bits)))
        bits >>= 8
      }
    }
  }

  /// Sixteen lower-case hexadecimal digits.
  public var hex: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

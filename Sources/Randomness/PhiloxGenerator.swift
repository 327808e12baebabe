// A sequential generator over a stream.

/// A stream as a `RandomNumberGenerator`: 64 bits at a time, from counter 0.
public struct PhiloxGenerator: RandomNumberGenerator, Hashable, Sendable {
  private let stream: RandomStream
  private var position: UInt64 = 0

  /// A generator at the beginning of a stream.
  public init(_ stream: RandomStream) { self.stream = stream }

  /// The next 64 bits: a counter's words 0 and 1, then its words 2 and 3, low word first.
  public mutating func next() -> UInt64 {
    let words = stream.words(block: 0, row: position / 2, .generator)
    let (low, high) = position % 2 == 0 ? (words.0, words.1) : (words.2, words.3)
    position += 1
    return UInt64(high) << 32 | UInt64(low)
  }
}

// A sequential generator over a stream, and permutations.

/// The standard library's view of a stream: 64 bits at a time, from counter 0 on.
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

  /// A whole number in 0..<bound, every one with the same chance.
  ///
  /// Lemire, "Fast random integer generation in an interval", 2019. Written here because the
  /// standard library does not promise the same numbers from one version to the next.
  public mutating func next(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "no whole number lies below 0")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let rejected = (0 &- bound) % bound
      while product.low < rejected { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }
}

extension RandomStream {
  /// A permutation of 0..<count, all count! equally likely (Fisher and Yates).
  public func permutation(_ count: Int) -> [Int] {
    var generator = PhiloxGenerator(self)
    var values = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      values.swapAt(last, Int(generator.next(below: UInt64(last + 1))))
    }
    return values
  }
}

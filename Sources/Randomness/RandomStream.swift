// Named random streams.
//
// A stream is a key without state. Children are derived from it by name and index, and values are
// addressed by row and position, so adding one draw never changes another.

internal import Formats

/// A named source of random numbers, represented by a 64-bit key.
///
/// `RandomStream(seed: 7).stream("replicate", 3).stream("inputs")` names a stream; equal paths give
/// equal streams, and two different paths collide with probability 2⁻⁶⁴.
///
/// Values are addressed by a row (such as a sample) and a position in it. Rows of one stream never
/// overlap, and a row's first n values do not depend on how many are requested. Normals, uniforms,
/// raw words and children of one stream come from separate counters.
public struct RandomStream: Hashable, Sendable {
  /// The Philox key.
  public let key: UInt64

  /// The root of all streams of one seed.
  public init(seed: UInt64) { key = seed }

  /// A stream with a given key.
  init(key: UInt64) { self.key = key }

  /// The use of a counter, stored in its last word, so that different uses of a stream never
  /// overlap.
  enum Purpose: UInt32 {
    case name = 0
    case index
    case normal
    case uniform
    case preciseUniform
    case generator
  }

  /// The child of this name.
  ///
  /// Philox of the name's FNV-1a hash under this key. Each name is hashed separately: `a` then `b`
  /// differs from `ab`.
  public func stream(_ name: String) -> RandomStream {
    derive(.name, Checksum(of: name).value)
  }

  /// The child of this name and index (not negative): derived from `stream(name)`, and
  /// distinct from its named children.
  public func stream(_ name: String, _ index: Int) -> RandomStream {
    precondition(index >= 0, "a stream's index is not negative: \(name) \(index)")
    return stream(name).derive(.index, UInt64(index))
  }

  private func derive(_ purpose: Purpose, _ value: UInt64) -> RandomStream {
    let words = words(block: 0, row: value, purpose)
    return RandomStream(key: UInt64(words.1) << 32 | UInt64(words.0))
  }

  /// The counter (block, row low, row high, purpose).
  func counter(block: UInt32, row: UInt64, _ purpose: Purpose) -> Philox.Words {
    (
      block, UInt32(truncatingIfNeeded: row), UInt32(truncatingIfNeeded: row >> 32),
      purpose.rawValue
    )
  }

  /// The four words at a counter.
  func words(block: UInt32, row: UInt64, _ purpose: Purpose) -> Philox.Words {
    Philox.words(at: counter(block: block, row: row, purpose), key: key)
  }
}

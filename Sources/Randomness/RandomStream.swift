// Named random streams.
//
// A stream is nothing but a key. Children are derived from it by name and index, values are
// addressed by row and position: there is no state to advance, so adding one draw never moves
// another.

internal import Formats

/// An unlimited supply of random numbers under one name; a value of 64 bits.
///
/// `RandomStream(seed: 7).stream("replicate", 3).stream("inputs")` names a stream; equal paths are
/// equal streams, and different paths differ but for a chance of 2⁻⁶⁴ each.
///
/// Values are addressed: row `r` (a sample, say) and position in it. Rows of one stream never
/// overlap, and a row's first n values do not depend on how many are asked for. Normals, uniforms,
/// raw words and children of one stream come from separate counters.
public struct RandomStream: Hashable, Sendable {
  /// The Philox key.
  public let key: UInt64

  /// The root of all streams of one seed.
  public init(seed: UInt64) { key = seed }

  /// A stream with a given key.
  init(key: UInt64) { self.key = key }

  /// What a counter is for: its last word, so that no two uses of a stream meet.
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
  /// Philox of the name's FNV-1a hash under this key. Names are whole: `a` then `b` is not `ab`.
  public func stream(_ name: String) -> RandomStream {
    derive(.name, Checksum(of: name).value)
  }

  /// The child of this name and index (not negative): a child of `stream(name)` that no name
  /// reaches.
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

// The assignment of single-precision values to counters: in groups of 64, from sixteen counters
// each.
//
// Position e of a row comes from counter block 16·(e / 64) + e mod 16, word (e mod 64) / 16. With
// this order, the sixteen counters of a group are computed in vector registers and stored without
// shuffling.

extension RandomStream {
  /// The number of values in a group.
  static let groupSize = 64

  /// Transforms the 64 words of a group into its 64 values.
  typealias GroupTransform = (UnsafePointer<UInt32>, UnsafeMutablePointer<Float>) -> Void

  /// Fills a buffer with the values of a row from position 0.
  @inline(__always)
  func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, row: Int, _ purpose: Purpose,
    _ transform: GroupTransform
  ) {
    precondition(row >= 0, "a row is not negative: \(row)")
    fillGroups(buffer, skipping: 0, purpose, { (UInt64(row), UInt32($0)) }, transform)
  }

  /// Fills a buffer from a position in the concatenation of the first groups of all rows.
  @inline(__always)
  func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from position: Int, _ purpose: Purpose,
    _ transform: GroupTransform
  ) {
    precondition(position >= 0, "a position is not negative: \(position)")
    let first = UInt64(position / Self.groupSize)
    fillGroups(
      buffer, skipping: position % Self.groupSize, purpose, { (first + UInt64($0), 0) }, transform)
  }

  /// Fills a buffer with consecutive groups; the first `skipped` values of the first group are left
  /// out.
  ///
  /// A partly needed group is computed in full and copied in part, so that a value does not depend
  /// on the requested range.
  @inline(__always)
  private func fillGroups(
    _ buffer: UnsafeMutableBufferPointer<Float>, skipping skipped: Int, _ purpose: Purpose,
    _ address: (Int) -> (row: UInt64, group: UInt32), _ transform: GroupTransform
  ) {
    guard let base = buffer.baseAddress else { return }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.groupSize) { words in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.groupSize) { values in
        guard let words = words.baseAddress, let values = values.baseAddress else { return }
        var filled = 0
        var start = skipped
        var index = 0
        while filled < buffer.count {
          let (row, group) = address(index)
          let block = group &* UInt32(Philox.groupCounters)
          Philox.fillGroup(words, at: counter(block: block, row: row, purpose), key: key)
          let count = min(Self.groupSize - start, buffer.count - filled)
          if count == Self.groupSize {
            transform(words, base + filled)
          } else {
            transform(words, values)
            (base + filled).update(from: values + start, count: count)
          }
          filled += count
          start = 0
          index += 1
        }
      }
    }
  }
}

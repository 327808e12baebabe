// Uniform numbers in a half-open range.

extension RandomStream {
  /// Fills a buffer with a row's uniform numbers of `range` from position 0: `lowerBound` occurs,
  /// `upperBound` never does.
  ///
  /// lowerBound + (upperBound − lowerBound)·u with u a multiple of 2⁻²⁴ in [0, 1); a sum that
  /// rounds up to the upper bound becomes the largest number below it. An empty range gives its
  /// bound.
  public func fillUniform(
    _ buffer: UnsafeMutableBufferPointer<Float>, in range: Range<Float> = 0..<1, row: Int = 0
  ) {
    let (lower, width, last) = parts(of: range)
    fill(buffer, row: row, .uniform) { uniform($0, into: $1, lower, width, last) }
  }

  /// Fills a buffer with uniform numbers from a position of one endless sequence, which
  /// concatenates the first 64 values of every row.
  public func fillUniform(
    _ buffer: UnsafeMutableBufferPointer<Float>, in range: Range<Float> = 0..<1, from position: Int
  ) {
    let (lower, width, last) = parts(of: range)
    fill(buffer, from: position, .uniform) { uniform($0, into: $1, lower, width, last) }
  }

  /// The first uniform doubles of a row, multiples of 2⁻⁵³ in [0, 1): 0 occurs, 1 does not.
  public func uniforms(_ count: Int, row: Int = 0) -> [Double] {
    precondition(row >= 0, "a row is not negative: \(row)")
    return (0..<count).map { position in
      let block = words(block: UInt32(position / 2), row: UInt64(row), .preciseUniform)
      let (high, low) = position % 2 == 0 ? (block.0, block.1) : (block.2, block.3)
      return Double((UInt64(high) << 32 | UInt64(low)) >> 11) * 0x1p-53
    }
  }

  private func parts(of range: Range<Float>) -> (lower: Float, width: Float, last: Float) {
    let width = range.upperBound - range.lowerBound
    precondition(width.isFinite, "a uniform range has a finite width: \(range)")
    return (range.lowerBound, width, range.isEmpty ? range.lowerBound : range.upperBound.nextDown)
  }

  @inline(__always)
  private func uniform(
    _ words: UnsafePointer<UInt32>, into values: UnsafeMutablePointer<Float>, _ lower: Float,
    _ width: Float, _ last: Float
  ) {
    for i in 0..<Self.groupSize {
      let u = Float(Int32(bitPattern: words[i] &>> 8)) * 0x1p-24
      let value = lower + width * u
      values[i] = value > last ? last : value
    }
  }
}

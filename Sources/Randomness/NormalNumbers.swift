// Standard normal numbers by Box and Muller's transform.
//
// Box, Muller, "A note on the generation of random normal deviates", 1958: (r cos φ, r sin φ) with
// r = √(−2 ln u). Here u = (31 bits + ½)/2³¹ in single precision and φ = (32 bits + ½)/2³² turns.
//
// Tails: u is at least 2⁻³², so |value| ≤ √(64 ln 2) = 6.6604, which a true normal exceeds with a
// chance of 2.7e-11. Centre: the radius is 0 with a chance of 3e-8 (u rounds to 1), then both
// values of the pair are 0; the smallest other radius is 3.5e-4.

internal import LinearAlgebra

extension RandomStream {
  /// Fills a buffer with a row's standard normals from position 0, times `standardDeviation`.
  ///
  /// A value depends on row and position only, not on the buffer's size; |value| ≤ 6.661 standard
  /// deviations.
  public func fillNormal(
    _ buffer: UnsafeMutableBufferPointer<Float>, row: Int = 0, standardDeviation: Float = 1
  ) {
    fill(buffer, row: row, .normal) { boxMuller($0, into: $1, standardDeviation) }
  }

  /// Fills a buffer with standard normals from a position of one endless sequence, times
  /// `standardDeviation`: for few values per sample, so that no part of a group of 64 is
  /// computed unused.
  ///
  /// The sequence concatenates the first 64 values of every row.
  public func fillNormal(
    _ buffer: UnsafeMutableBufferPointer<Float>, from position: Int, standardDeviation: Float = 1
  ) {
    fill(buffer, from: position, .normal) { boxMuller($0, into: $1, standardDeviation) }
  }

  /// The first standard normals of a row as doubles: single-precision values, widened.
  public func normals(_ count: Int, row: Int = 0) -> [Double] {
    var values = [Float](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer { fillNormal($0, row: row) }
    return values.map(Double.init)
  }

  /// 64 words to 64 normals: words 0 and 1 of a counter give radii, words 2 and 3 the angles; the
  /// cosines are positions 0..<32 of the group, the sines positions 32..<64.
  ///
  /// Two loops, because in a single one the latencies of logarithm, root and sine would add up.
  @inline(__always)
  private func boxMuller(
    _ words: UnsafePointer<UInt32>, into values: UnsafeMutablePointer<Float>,
    _ standardDeviation: Float
  ) {
    for i in 0..<32 {
      let u = (Float(Int32(bitPattern: words[i] &>> 1)) + 0.5) * 0x1p-31
      values[i] = (-2 * VectorFunctions.logOfNormal(u)).squareRoot() * standardDeviation
    }
    for i in 0..<32 {
      let (sine, cosine) = VectorFunctions.sineCosine(turns: words[32 + i])
      let radius = values[i]
      values[i] = radius * cosine
      values[32 + i] = radius * sine
    }
  }
}

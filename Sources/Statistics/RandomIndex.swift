// Indices for resampling, computed here so that they depend on the generator's words alone.

/// A whole number in 0..<bound: the high word of the next 64 bits times the bound. Its bias is
/// below bound/2⁶⁴.
func randomIndex(below bound: Int, using generator: inout some RandomNumberGenerator) -> Int {
  Int(generator.next().multipliedFullWidth(by: UInt64(bound)).high)
}

// The sign-flip test of paired differences (Fisher, "The Design of Experiments", 1935, section 21):
// without an effect, both signs of a difference are equally likely.

/// The two-sided sign-flip p-value: exact for up to 24 nonzero values, by Monte Carlo for more.
///
/// The fraction of all 2ⁿ sign patterns whose |sum| is at least the observed one. Sums that differ
/// by less than 10⁻¹² Σ|value| count as ties, to absorb rounding. Zeros have no effect. The
/// smallest possible value is 2/2ⁿ. For more than 24 nonzero values it is (1 + hits)/(1 + draws)
/// over random patterns, which is never too small (Phipson, Smyth, "Permutation p-values should
/// never be zero", 2010); signs are the generator's bits, lowest first, ⌈n/64⌉ words per pattern. 1
/// if all values are zero, nil for no values.
public func signFlipP(
  _ values: [Double], draws: Int = 100_000, using generator: inout some RandomNumberGenerator
) -> Double? {
  let flips = SignFlips(values)
  if flips.magnitudes.count <= SignFlips.exactLimit { return exactSignFlipP(values) }
  precondition(draws > 0, "a Monte-Carlo test draws at least one pattern, not \(draws)")
  var hits = 0
  flips.magnitudes.withUnsafeBufferPointer { magnitudes in
    for _ in 0..<draws {
      var sum = 0.0
      var index = 0
      while index < magnitudes.count {
        var bits = generator.next()
        let end = min(index + 64, magnitudes.count)
        while index < end {
          // Flips the sign bit, which avoids an unpredictable branch.
          sum += Double(bitPattern: magnitudes[index].bitPattern ^ bits << 63)
          bits >>= 1
          index += 1
        }
      }
      if abs(sum) >= flips.threshold { hits += 1 }
    }
  }
  return Double(1 + hits) / Double(1 + draws)
}

/// The exact case of ``signFlipP(_:draws:using:)``: at most 24 nonzero values.
func exactSignFlipP(_ values: [Double]) -> Double? {
  if values.isEmpty { return nil }
  let flips = SignFlips(values)
  let count = flips.magnitudes.count
  precondition(
    count <= SignFlips.exactLimit,
    "an exact sign-flip test takes up to \(SignFlips.exactLimit) values, not \(count)")
  guard let last = flips.magnitudes.last else { return 1 }
  // Mirrored patterns have equal |sum|, so the last sign stays +. A pattern's sum is that of its
  // first half plus that of its second half: two short tables replace 2ⁿ⁻¹ sums of n − 1 roundings
  // each.
  let free = flips.magnitudes.dropLast()
  let front = signedSums(of: free.prefix(free.count / 2), plus: 0)
  let back = signedSums(of: free.dropFirst(free.count / 2), plus: last)
  var hits = 0
  for later in back {
    for earlier in front where abs(earlier + later) >= flips.threshold { hits += 1 }
  }
  return Double(hits) / Double(front.count * back.count)
}

/// Σ ± magnitude + offset for all sign patterns.
private func signedSums(of magnitudes: ArraySlice<Double>, plus offset: Double) -> [Double] {
  magnitudes.reduce([offset]) { sums, magnitude in
    sums.map { $0 + magnitude } + sums.map { $0 - magnitude }
  }
}

/// The nonzero magnitudes, and the |sum| from which a pattern counts as a hit.
private struct SignFlips {
  static let exactLimit = 24

  let magnitudes: [Double]
  let threshold: Double

  init(_ values: [Double]) {
    requireFinite(values)
    magnitudes = values.filter { $0 != 0 }.map(abs)
    threshold = abs(values.reduce(0, +)) - 1e-12 * magnitudes.reduce(0, +)
  }
}

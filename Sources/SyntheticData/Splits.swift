// Train, validation and test as ranges of sample indices.

public import Formats

/// Disjoint neighbouring index ranges: 80% to train on, 10% to validate, the rest to test.
public struct Splits: Hashable, Sendable {
  /// All samples.
  public let sampleCount: Int
  /// The first ⌊80%⌋.
  public let train: Range<Int>
  /// The next ⌊10%⌋.
  public let validation: Range<Int>
  /// What remains.
  public let test: Range<Int>

  /// The splits of so many samples; throws where there are fewer than 20.
  public init(sampleCount: Int) throws(SpecError) {
    // From 20 on there are two samples to test on, so that there is a variance.
    let allowed = 20...1_000_000_000_000
    guard allowed.contains(sampleCount) else {
      throw SpecError(
        field: "sampleCount", value: "\(sampleCount)",
        allowed: "a whole number from \(allowed.lowerBound) to \(allowed.upperBound)")
    }
    self.sampleCount = sampleCount
    train = 0..<sampleCount * 8 / 10
    validation = train.upperBound..<train.upperBound + sampleCount / 10
    test = validation.upperBound..<sampleCount
  }
}

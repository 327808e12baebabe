// Training, validation and test splits as ranges of sample indices.

public import Formats

/// Consecutive index ranges: 80% for training, 10% for validation, the rest for testing.
public struct Splits: Hashable, Sendable {
  /// Hundredths of the samples that are for training, validation and testing.
  public static let shares = [80, 10, 10]

  /// The number of all samples.
  public let sampleCount: Int
  /// The first ⌊80%⌋.
  public let train: Range<Int>
  /// The next ⌊10%⌋.
  public let validation: Range<Int>
  /// The remaining samples.
  public let test: Range<Int>

  /// The splits of `sampleCount` samples; throws for fewer than 20.
  public init(sampleCount: Int) throws(SpecError) {
    // With 20 or more samples, the test split has at least two, so a variance exists.
    let allowed = 20...1_000_000_000_000
    guard allowed.contains(sampleCount) else {
      throw SpecError(
        field: "sampleCount", value: "\(sampleCount)",
        allowed: "a whole number from \(allowed.lowerBound) to \(allowed.upperBound)")
    }
    self.sampleCount = sampleCount
    train = 0..<sampleCount * Self.shares[0] / 100
    validation = train.upperBound..<train.upperBound + sampleCount * Self.shares[1] / 100
    test = validation.upperBound..<sampleCount
  }
}

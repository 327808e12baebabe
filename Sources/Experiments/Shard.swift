// A study on several machines: each trains one part of every stage into a store that they share.

/// One of several equal parts of the cells of a stage.
///
/// Which part a cell belongs to depends on the experiments alone, not on what is in the store: parts may be trained in any
/// order, interrupted, or repeated, and none trains another's cell.
public struct Shard: Hashable, Sendable {
  /// From 1.
  public let number: Int
  /// How many parts there are.
  public let count: Int

  /// - Parameter text: a number from 1 to a count, and the count, such as `3/16`; else this is nil.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
      "\(number)/\(count)" == text, (1...Self.mostParts).contains(count),
      (1...count).contains(number)
    else { return nil }
    self.number = number
    self.count = count
  }

  /// More than any study has cells in a stage.
  public static let mostParts = 100_000

  /// Every count-th element: neighbours, which take about as long, go to different parts.
  func part<Element>(of elements: [Element]) -> [Element] {
    stride(from: number - 1, to: elements.count, by: count).map { elements[$0] }
  }
}

/// A stage that other parts have yet to finish: nothing can be known of the next.
public struct OpenStage: Error, Hashable, Sendable {
  /// `tuning`, `checks` or `study`.
  public let stage: String
  /// How many of its runs have no record yet.
  public let missing: Int
  /// How many runs it has.
  public let runs: Int
}

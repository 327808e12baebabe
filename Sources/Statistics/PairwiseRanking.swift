// Comparison of all pairs of models of one table, on values paired by draw.

/// What is known about every pair of models, from one value per model and draw; larger is better.
///
/// For an ordered pair (a, b) there are two statements, each with the one-sided p-value of a t test
/// of the differences a − b over the draws that have both values:
/// - *better*: the mean difference is above the margin δ;
/// - *no worse* (non-inferior): the mean difference is above −δ.
///
/// Each kind of statement is a family of its own. Its M (M − 1) p-values for M models, one per
/// ordered pair, are adjusted by ``holm(_:)``: with probability at most 1 − level a table has any
/// false statement of that kind. *Equal within δ* is no worse both ways (intersection-union). Its
/// p-value is the larger of two adjusted ones, so it belongs to the second family and costs
/// nothing more.
public struct PairwiseRanking: Hashable, Sendable {
  /// What is known about the first model of a pair, strongest statement first.
  public enum Relation: Hashable, Sendable {
    /// Better than the second by more than δ.
    case better
    /// The second is better by more than δ.
    case worse
    /// No worse and no better: within δ both ways.
    case equal
    /// No worse than the second by δ or more.
    case noWorse
    /// The second is no worse than the first.
    case noBetter
    /// None of these.
    case undecided

    /// The same, seen from the second model.
    public var reversed: Relation {
      switch self {
      case .better: .worse
      case .worse: .better
      case .noWorse: .noBetter
      case .noBetter: .noWorse
      case .equal, .undecided: self
      }
    }
  }

  /// The adjusted p-values of the statements about one model of a pair.
  public struct Statements: Hashable, Sendable {
    /// Of *better by more than δ*.
    public let better: Double
    /// Of *no worse than δ*.
    public let noWorse: Double
  }

  /// Two models, by their positions in the table.
  public struct Pair: Hashable, Sendable {
    /// The first model.
    public let first: Int
    /// The second model, a later one.
    public let second: Int
    /// How many draws have values of both.
    public let draws: Int
    /// The mean of first − second over these draws; nil for none.
    public let difference: Double?
    /// The two-sided 95% t interval of the difference, not adjusted; nil where the t model does
    /// not apply.
    public let interval: Interval?
    /// The statements with the first model as subject; nil where the t model does not apply.
    public let ofFirst: Statements?
    /// The statements with the second model as subject; nil as above.
    public let ofSecond: Statements?

    /// The adjusted p-value of *equal within δ*; nil as above.
    public var equal: Double? {
      guard let ofFirst, let ofSecond else { return nil }
      return max(ofFirst.noWorse, ofSecond.noWorse)
    }

    /// What is known about the first model, at a family-wise error of 1 − level for each kind.
    public func relation(level: Double = 0.95) -> Relation {
      requireLevel(level)
      guard let ofFirst, let ofSecond else { return .undecided }
      let error = 1 - level
      if ofFirst.better <= error { return .better }
      if ofSecond.better <= error { return .worse }
      switch (ofFirst.noWorse <= error, ofSecond.noWorse <= error) {
      case (true, true): return .equal
      case (true, false): return .noWorse
      case (false, true): return .noBetter
      case (false, false): return .undecided
      }
    }
  }

  /// δ.
  public let margin: Double
  /// All pairs with first < second, by first and then by second.
  public let pairs: [Pair]

  /// The comparison of models with values [M][D]: `values[model][draw]`, nil where a run is
  /// missing.
  ///
  /// Draws with a missing value are dropped pairwise. Where the t model does not apply (fewer than
  /// two common draws, or equal differences), a pair has no statements; it counts in the families
  /// with p = 1.
  public init(_ values: [[Double?]], margin: Double) {
    requireMargin(margin)
    let counts = Set(values.map(\.count))
    precondition(counts.count <= 1, "models have values of the same draws, not \(counts.sorted())")
    let compared = values.indices.flatMap { first in
      (first + 1..<values.count).map { second in
        let common = zip(values[first], values[second])
        return (
          first: first, second: second,
          differences: common.compactMap { one, two in one.flatMap { a in two.map { a - $0 } } }
        )
      }
    }
    // Every pair has two entries in a family: the first model as subject, then the second.
    func family(_ bound: Double) -> [Double] {
      holm(
        compared.flatMap { pair in
          [pair.differences, pair.differences.map(-)].map { tTestP($0, meanAbove: bound) ?? 1 }
        })
    }
    let better = family(margin)
    let noWorse = family(-margin)
    self.margin = margin
    pairs = compared.enumerated().map { index, pair in
      let interval = meanInterval(pair.differences)
      func statements(_ entry: Int) -> Statements? {
        interval.map { _ in Statements(better: better[entry], noWorse: noWorse[entry]) }
      }
      return Pair(
        first: pair.first, second: pair.second, draws: pair.differences.count,
        difference: Summary(pair.differences)?.mean, interval: interval,
        ofFirst: statements(2 * index), ofSecond: statements(2 * index + 1))
    }
  }

  /// What is known about a model in comparison with another one.
  public func relation(of model: Int, to other: Int, level: Double = 0.95) -> Relation {
    let found = pairs.first { $0.first == min(model, other) && $0.second == max(model, other) }
    guard let found else {
      preconditionFailure("there is no pair of the models \(model) and \(other)")
    }
    let relation = found.relation(level: level)
    return model < other ? relation : relation.reversed
  }
}

// Does a seesaw recur when everything but the data is retrained? Products of two pairs of trainings
// of one draw that are independent given the draw.

extension TrainedDraw {
  /// ρ of this draw: how often a seesaw recurs the same way minus how often it recurs reversed.
  ///
  /// X of a pair (j, l) is the sign of the first task's gain if the gains of two tasks are opposite
  /// and both beyond the margin, else 0. ρ is the mean of X · X′ over all ordered pairs of (j, l)
  /// and (j′, l′) without a common cell. Then X and X′ are independent given the draw, so the
  /// expectation of ρ is the square of the draw's expected X. For a placebo exchangeable with
  /// the baseline it is exactly 0, for any distribution of errors and any effect of the order of
  /// batches. (j ≠ j′ and l ≠ l′ is not enough: two trainings of one cell share the order.)
  ///
  /// For K > 2 it is the sum over all pairs of tasks. Nil for a single task, and if no two pairs
  /// have disjoint cells: there is no recurrence in a single cell.
  public func recurrence(margin: Double) -> Double? {
    requireMargin(margin)
    if taskCount < 2 { return nil }
    let cells = CellPairs(self)
    let pairCount = cells.disjointProduct(cells.counts, cells.counts)
    if pairCount == 0 { return nil }
    var sum = 0.0
    for first in 0..<taskCount {
      for second in first + 1..<taskCount {
        let signs = cells.sums { gains in
          if gains[first] > margin && gains[second] < -margin { return 1 }
          if gains[first] < -margin && gains[second] > margin { return -1 }
          return 0
        }
        sum += cells.disjointProduct(signs, signs)
      }
    }
    return sum / pairCount
  }

  /// What the loser gains (negative: what it pays), cross-fitted.
  ///
  /// The loser, the task with the smallest gain, is picked in one pair (j, l); its gain is measured
  /// in another pair (j′, l′) without a common cell, so that the noise of the choice does not enter
  /// the measurement. The mean over all ordered pairs of pairs. Of equal gains the first task's
  /// counts as the smallest. Nil if no two pairs have disjoint cells.
  public func loserGain() -> Double? {
    let cells = CellPairs(self)
    let pairCount = cells.disjointProduct(cells.counts, cells.counts)
    if pairCount == 0 { return nil }
    var sum = 0.0
    for task in 0..<taskCount {
      let picked = cells.sums { gains in
        let loser = gains.indices.min { (gains[$0], $0) < (gains[$1], $1) }
        return loser == task ? 1 : 0
      }
      sum += cells.disjointProduct(picked, cells.sums { $0[task] })
    }
    return sum / pairCount
  }
}

/// The pairs (j, l) of a draw, summed by the two cells of a pair.
///
/// A sum of values over pairs is a matrix [C, C] of C cells in row-major order: rows are the cells
/// of models, columns the cells of references.
private struct CellPairs {
  /// C.
  private let cellCount: Int
  /// The entry in the matrix and the gains of each pair.
  private let pairs: [(entry: Int, gains: [Double])]

  init(_ draw: TrainedDraw) {
    let cells = Set((draw.models + draw.references).map(\.cell)).sorted()
    let rank = Dictionary(uniqueKeysWithValues: zip(cells, cells.indices))
    cellCount = cells.count
    pairs = draw.models.flatMap { model in
      draw.references.map { reference in
        let entry = (rank[model.cell] ?? 0) * cells.count + (rank[reference.cell] ?? 0)
        return (entry, zip(reference.logErrors, model.logErrors).map { $0 - $1 })
      }
    }
  }

  /// How many pairs there are.
  var counts: [Double] { sums { _ in 1 } }

  /// The sum of a value over the pairs of each entry.
  func sums(of value: ([Double]) -> Double) -> [Double] {
    var sums = [Double](repeating: 0, count: cellCount * cellCount)
    for pair in pairs { sums[pair.entry] += value(pair.gains) }
    return sums
  }

  /// Σ first[a, b] · second[c, d] over all entries with {a, b} and {c, d} disjoint, in O(C²).
  ///
  /// The sum of the second matrix over entries without a and b is its total, minus all that touch
  /// a, minus all that touch b, plus those that touch both. For whole numbers it is exact.
  func disjointProduct(_ first: [Double], _ second: [Double]) -> Double {
    let total = second.reduce(0, +)
    var touching = [Double](repeating: 0, count: cellCount)
    for a in 0..<cellCount {
      touching[a] = -second[a * cellCount + a]
      for b in 0..<cellCount {
        touching[a] += second[a * cellCount + b] + second[b * cellCount + a]
      }
    }
    var sum = 0.0
    for a in 0..<cellCount {
      sum += first[a * cellCount + a] * (total - touching[a])
      for b in 0..<cellCount where b != a {
        let both = second[a * cellCount + b] + second[b * cellCount + a]
        sum += first[a * cellCount + b] * (total - touching[a] - touching[b] + both)
      }
    }
    return sum
  }
}
